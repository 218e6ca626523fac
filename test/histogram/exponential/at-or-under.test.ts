// Counts at declared bounds are exact and those between them were estimated without a look at these: with the bound 5
// and a thousand values of 5.01, more were at or under 4.99 than at or under 5.
import fc from 'fast-check';
import {
  bucketCounts,
  cdf,
  countAt,
  countBetween,
  Histogram,
  mergeSnapshots,
  rebucket,
  subtractSnapshots,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, ordinary } from '../arbitrary.ts';

const ascending = (numbers: readonly number[]) =>
  [...new Set(numbers.map((one) => one + 0))].sort((a, b) => a - b);
const near = fc.tuple(fc.constantFrom(-5, -0.01, 0.01, 1, 5), fc.integer({ min: -20, max: 20 }));
/** Anywhere, and crowded around a few places, so that many share an exponential bucket. */
const crowded = fc.oneof(
  near.map(([place, step]) => place * (1 + step / 1e4)),
  ordinary,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 2 ** -1074, -(2 ** -1074), 2 ** -1022, -(2 ** -1022), 1e308, -1e308),
);
const boundsDrawn = fc.array(crowded, { minLength: 1, maxLength: 20 }).map(ascending);
const valuesDrawn = fc.array(crowded, { minLength: 1, maxLength: 100 });

function filled(values: readonly number[], bounds: readonly number[], more = {}): Histogram {
  const histogram = new Histogram({ ...more, bounds });
  histogram.recordMany(values);
  return histogram;
}

test('a thousand values above a bound are not under one below it', () => {
  using histogram = filled(new Array(1000).fill(5.01), [5]);
  const snapshot = histogram.snapshot();
  assert.equal(bucketCounts(snapshot, [4.99, 5, 5.005, 5.01]), [0, 0, 0, 1000]);
  assert.equal(histogram.countsAtOrUnder([4.99, 5, 5.005, 5.01]), [0, 0, 0, 1000]);
  assert.equal([cdf(snapshot, 4.99), cdf(snapshot, 5), cdf(snapshot, 5.01)], [0, 0, 1]);
  assert.equal([countAt(snapshot, 5), countAt(snapshot, 5.01)], [0, 1000]);
  assert.equal([countBetween(snapshot, 4, 5), countBetween(snapshot, 5, 6)], [0, 1000]);
  assert.equal([...rebucket(snapshot, [4.99, 5]).uncertain].at(-1), 0);
});

test('law: counts rise with the bound, are never too low, and are exact at declared bounds, live and in snapshots', () => {
  fc.assert(
    fc.property(
      valuesDrawn,
      boundsDrawn,
      boundsDrawn,
      options,
      (values, bounds, others, histogramOptions) => {
        using histogram = filled(values, bounds, histogramOptions);
        const snapshot = histogram.snapshot();
        const asked = ascending([...bounds, ...others, ...values, -Infinity, Infinity]);
        const counts = bucketCounts(snapshot, asked);
        asked.forEach((bound, i) => {
          const exact = values.filter((value) => value <= bound).length;
          const count = counts[i] as number;
          assert.ok(count >= exact && count <= values.length, `${count} at ${bound}, are ${exact}`);
          assert.ok(count >= (counts[i - 1] ?? 0), `falls to ${count} at ${bound}`);
          if (bounds.includes(bound)) assert.is(count, exact, `at ${bound}`);
          assert.close(cdf(snapshot, bound) * values.length, count, 1e-12);
        });
        assert.equal(histogram.countsAtOrUnder(asked), counts);
        const reversed = [...asked].reverse();
        assert.equal(bucketCounts(snapshot, reversed), [...counts].reverse());
      },
    ),
  );
});

test('law: without bounds, the kernel and the snapshot count alike', () => {
  fc.assert(
    fc.property(valuesDrawn, boundsDrawn, options, (values, asked, histogramOptions) => {
      using histogram = new Histogram(histogramOptions);
      histogram.recordMany(values);
      const all = [...asked, ...values, Infinity, -Infinity];
      assert.equal(histogram.countsAtOrUnder(all), bucketCounts(histogram.snapshot(), all));
    }),
  );
});

test('law: what lies in a range, or at a value, is never counted too low', () => {
  fc.assert(
    fc.property(valuesDrawn, boundsDrawn, crowded, crowded, (values, bounds, a, b) => {
      using histogram = filled(values, bounds);
      const snapshot = histogram.snapshot();
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const exact = values.filter((value) => value >= low && value <= high).length;
      const between = countBetween(snapshot, low, high);
      assert.ok(between >= exact && between <= values.length, `${between}, are ${exact}`);
      const upTo = countBetween(snapshot, -Infinity, high);
      assert.is(between, Math.max(0, upTo + countBetween(snapshot, low, Infinity) - values.length));
      for (const value of values) {
        assert.ok(countAt(snapshot, value) >= values.filter((one) => one === value).length);
      }
    }),
  );
});

test('law: counts in explicit buckets are those of a naive count, however they were recorded', () => {
  const anything = fc.oneof(crowded, fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity));
  const many = fc.array(anything, { maxLength: 300 });
  const dense = Array.from({ length: 300 }, (_, i) => 1 + i * 1e-4);
  fc.assert(
    fc.property(many, fc.oneof(boundsDrawn, fc.constant(dense)), (values, bounds) => {
      const expected = new Array<number>(bounds.length + 1).fill(0);
      for (const value of values) {
        if (!Number.isFinite(value)) continue;
        const found = bounds.findIndex((bound) => value <= bound);
        const at = found === -1 ? bounds.length : found;
        expected[at] = (expected[at] as number) + 1;
      }
      using together = filled(values, bounds);
      using staged = new Histogram({ bounds });
      for (const value of values) staged.record(value);
      using weighted = new Histogram({ bounds });
      for (const value of values) weighted.record(value, 1);
      for (const one of [together, staged, weighted])
        assert.equal([...(one.snapshot().explicit?.counts ?? [])], expected);
    }),
  );
});

test('law: parts merge in any order and grouping to what recording all gives, at the bounds that all have', () => {
  const part = fc.tuple(valuesDrawn, boundsDrawn);
  fc.assert(
    fc.property(part, part, part, boundsDrawn, (one, two, three, common) => {
      const parts = [one, two, three].map(([values, bounds]) => ({
        values,
        bounds: ascending([...bounds, ...common]),
      }));
      const snapshots = parts.map(({ values, bounds }) => {
        using histogram = filled(values, bounds);
        return histogram.snapshot();
      });
      const [a, b, c] = snapshots as [(typeof snapshots)[0], (typeof snapshots)[0], (typeof snapshots)[0]];
      const shared = (parts[0]?.bounds ?? []).filter((bound) =>
        parts.every(({ bounds }) => bounds.includes(bound)),
      );
      using whole = filled(
        parts.flatMap(({ values }) => values),
        shared,
      );
      using live = filled([], parts[1]?.bounds ?? []);
      for (const snapshot of [c, a, b]) live.merge(snapshot);
      using others = Histogram.from(b);
      for (const snapshot of [a, c]) {
        using other = Histogram.from(snapshot);
        others.merge(other);
      }
      const expected = whole.snapshot().explicit;
      for (const merged of [
        mergeSnapshots([a, b, c]),
        mergeSnapshots([c, a, b]),
        mergeSnapshots([mergeSnapshots([a, b]), c]),
        mergeSnapshots([a, mergeSnapshots([c, b])]),
        live.snapshot(),
        others.snapshot(),
      ]) {
        assert.equal(merged.explicit, expected);
      }
      const difference = subtractSnapshots(mergeSnapshots([a, b, c]), mergeSnapshots([b, c]));
      assert.equal(
        bucketCounts(difference, shared),
        shared.map((bound) => one[0].filter((value) => value <= bound).length),
      );
    }),
    { numRuns: 50 },
  );
});

test('reset brings back the bounds that a merge took away', () => {
  using histogram = filled([1, 3], [1, 2, 5]);
  using other = filled([4], [2, 4]);
  histogram.merge(other);
  assert.equal(histogram.snapshot().explicit, { bounds: [2], counts: Float64Array.of(1, 2) });
  histogram.record(2);
  assert.equal(histogram.snapshot().explicit, { bounds: [2], counts: Float64Array.of(2, 2) });
  using without = new Histogram();
  without.record(7);
  histogram.merge(without);
  histogram.record(1);
  assert.is(histogram.snapshot().explicit, undefined);
  histogram.reset();
  histogram.recordMany([1, 2, 3]);
  assert.equal(histogram.snapshot().explicit, {
    bounds: [1, 2, 5],
    counts: Float64Array.of(1, 1, 1, 0),
  });
});

import fc from 'fast-check';
import { ExplicitHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { exactQuantile, randomFrom } from '../oracle.ts';

/** Prometheus' histogram_quantile, with the ends of the buckets drawn in to what was recorded. */
function interpolated(values: readonly number[], bounds: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const min = sorted[0] as number;
  const max = sorted.at(-1) as number;
  if (q <= 0) return min;
  if (q >= 1) return max;
  const rank = Number((q * sorted.length).toPrecision(15));
  let seen = 0;
  for (let i = 0; ; i++) {
    const lower = Math.max(bounds[i - 1] ?? -Infinity, min);
    const upper = Math.min(bounds[i] ?? Infinity, max);
    const inside = sorted.filter(
      (value) => value <= upper && (value > lower || value === min) && value >= lower,
    );
    const fresh =
      inside.length - inside.filter((value) => i > 0 && value <= (bounds[i - 1] as number)).length;
    if (fresh > 0 && seen + fresh >= rank) return lower + (upper - lower) * ((rank - seen) / fresh);
    seen += fresh;
  }
}

const BOUNDS = [0, 5, 10, 25, 50, 75, 100];

test('quantiles are interpolated inside the bucket of their rank', () => {
  using histogram = new ExplicitHistogram({ bounds: [1, 2, 4] });
  histogram.recordMany([0.5, 1.5, 1.5, 1.5, 3, 8]);
  // The second of three in (1, 2], four sixths of the way; the one above 4 lies between 4 and the maximum.
  assert.close(histogram.quantile(0.5), 1 + 2 / 3, 1e-15);
  assert.close(histogram.quantile(11 / 12), 6, 1e-14);
  assert.is(histogram.quantile(0), 0.5);
  assert.is(histogram.quantile(1), 8);
});

test('as a naive interpolation over the sorted values has them', () => {
  const scores = fc.array(fc.integer({ min: -40, max: 160 }), { minLength: 1, maxLength: 150 });
  fc.assert(
    fc.property(
      scores,
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 9 }),
      (values, percentiles) => {
        using histogram = new ExplicitHistogram({ bounds: BOUNDS });
        histogram.recordMany(values);
        const answers = histogram.quantiles(percentiles.map((percentile) => percentile / 100));
        percentiles.forEach((percentile, i) => {
          const expected = interpolated(values, BOUNDS, percentile / 100);
          assert.ok(Math.abs((answers[i] as number) - expected) <= 1e-12 * Math.max(1, Math.abs(expected)));
        });
      },
    ),
  );
});

test('a quantile lies in the bucket of the exact one', () => {
  const random = randomFrom(11);
  const values = Array.from({ length: 5000 }, () => 120 * random() ** 3);
  using histogram = new ExplicitHistogram({ bounds: BOUNDS });
  histogram.recordMany(values);
  const bucketOf = (value: number) => BOUNDS.findIndex((bound) => value <= bound);
  for (let percentile = 1; percentile < 100; percentile++) {
    const q = percentile / 100;
    assert.is(bucketOf(histogram.quantile(q)), bucketOf(exactQuantile(values, q)), `q ${q}`);
  }
});

test('quantiles ascend and stay within minimum and maximum', () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.array(doubles, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(BOUNDS, [-1e300, 1e300], [0]),
      (values, bounds) => {
        using histogram = new ExplicitHistogram({ bounds });
        histogram.recordMany(values);
        const answers = histogram.quantiles(Array.from({ length: 101 }, (_, i) => i / 100));
        answers.forEach((answer, i) => {
          assert.ok(answer >= histogram.min && answer <= histogram.max, `${answer}`);
          assert.ok(i === 0 || answer >= (answers[i - 1] as number), `${answer} after ${answers[i - 1]}`);
        });
      },
    ),
  );
});

test('equal values have that value for every quantile, wherever in a bucket it lies', () => {
  for (const value of [-7, 0, 3, 5, 99.5, 1e6]) {
    using histogram = new ExplicitHistogram({ bounds: BOUNDS });
    histogram.record(value, 17);
    for (const q of [0, 0.01, 0.5, 0.99, 1]) assert.is(histogram.quantile(q), value);
  }
});

test('0.07 of a hundred values ends with the seventh', () => {
  using histogram = new ExplicitHistogram({ bounds: [1, 2, 3] });
  histogram.record(1, 7);
  histogram.record(3, 93);
  assert.is(histogram.quantile(0.07), 1);
  assert.ok(histogram.quantile(0.08) > 2);
});

test('counts at the bounds are exact, and beside the minimum and the maximum', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -40, max: 160 }), { maxLength: 150 }), (values) => {
      using histogram = new ExplicitHistogram({ bounds: BOUNDS });
      histogram.recordMany(values);
      const { min, max } = histogram;
      const asked = [...BOUNDS, ...(values.length ? [min - 1, max, max + 1] : []), -Infinity, Infinity];
      const exact = asked.map((bound) => values.filter((value) => value <= bound).length);
      assert.equal(histogram.countsAtOrUnder(asked), exact);
    }),
  );
});

test('counts between the bounds are whole, ascend, and are as quantiles have it', () => {
  const random = randomFrom(5);
  using histogram = new ExplicitHistogram({ bounds: BOUNDS });
  histogram.recordMany(Array.from({ length: 999 }, () => 200 * random() - 50));
  const asked = Array.from({ length: 400 }, (_, i) => -60 + 0.53 * i);
  const answers = histogram.countsAtOrUnder(asked);
  answers.forEach((answer, i) => {
    assert.ok(Number.isInteger(answer));
    assert.ok(i === 0 || answer >= (answers[i - 1] as number));
  });
  for (let percentile = 1; percentile < 100; percentile++) {
    const [count] = histogram.countsAtOrUnder([histogram.quantile(percentile / 100)]) as [number];
    assert.ok(Math.abs(count - 9.99 * percentile) <= 1, `${count} at p${percentile}`);
  }
});

import fc from 'fast-check';
import {
  bucketCounts,
  type ExponentialSnapshot,
  Histogram,
  mergeSnapshots,
  quantilesOf,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { exactQuantile, normalFrom, randomFrom, relativeErrorOf } from '../oracle.ts';

const QUANTILES = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
/** Rounding in the representative of a bucket itself. */
const ROUNDING = 1e-14;

function fill(n: number, next: () => number): number[] {
  return Array.from({ length: n }, next);
}

const distributions: Record<string, () => number[]> = {
  uniform: () => fill(20_000, randomFrom(1)),
  lognormal: () => {
    const normal = normalFrom(2);
    return fill(20_000, () => 0.025 * Math.exp(normal()));
  },
  bimodal: () => {
    const normal = normalFrom(3);
    const random = randomFrom(4);
    return fill(20_000, () => (random() < 0.8 ? 0.01 : 2.5) * Math.exp(0.1 * normal()));
  },
  constant: () => fill(1_000, () => 0.1),
  'two values 300 decades apart': () => [...fill(700, () => 1e-150), ...fill(300, () => 1e150)],
  negatives: () => {
    const normal = normalFrom(5);
    return fill(20_000, () => 100 * normal());
  },
  zeros: () => [...fill(400, () => 0), ...fill(300, () => -0), ...fill(300, randomFrom(6))],
  'powers of two': () => fill(2_000, () => 1).map((one, i) => one * 2 ** ((i % 60) - 30)),
};

for (const [name, draw] of Object.entries(distributions)) {
  test(`quantiles of ${name} are within (base - 1) / (base + 1) of the exact ones, at every scale`, () => {
    const values = draw();
    for (let asked = 0; asked <= 8; asked++) {
      using histogram = new Histogram({ scale: asked });
      histogram.recordMany(values);
      const bound = relativeErrorOf(histogram.scale) + ROUNDING;
      const answers = histogram.quantiles(QUANTILES);
      QUANTILES.forEach((q, i) => {
        const exact = exactQuantile(values, q);
        assert.close(
          answers[i] as number,
          exact === 0 ? 0 : exact,
          bound,
          `q ${q}, scale ${histogram.scale}`,
        );
        assert.identical(histogram.quantile(q), answers[i]);
      });
    }
  });
}

test('the default scale serves ordinary latencies: 1.1 % at any spread below 19 decades', () => {
  using histogram = new Histogram();
  histogram.recordMany([1e-9, 1e9]);
  assert.is(histogram.scale, 5);
  assert.ok(relativeErrorOf(5) < 0.011);
});

test('quantiles come in the order in which they were asked for', () => {
  using histogram = new Histogram();
  histogram.recordMany(Array.from({ length: 1000 }, (_, i) => i + 1));
  const [p99, p1, p50] = histogram.quantiles([0.99, 0.01, 0.5]);
  assert.equal([p1, p50, p99], histogram.quantiles([0.01, 0.5, 0.99]));
});

test('more quantiles than the batch region holds are answered as well', () => {
  using histogram = new Histogram();
  histogram.recordMany(Array.from({ length: 100 }, (_, i) => i + 1));
  const qs = Array.from({ length: 5001 }, (_, i) => i / 5000);
  const answers = histogram.quantiles(qs);
  assert.is(answers[0], 1);
  assert.is(answers[5000], 100);
  assert.equal(
    answers,
    [...answers].sort((a, b) => a - b),
  );
});

test('0.07 of a hundred values is the seventh', () => {
  using histogram = new Histogram({ scale: 8 });
  histogram.recordMany(Array.from({ length: 100 }, (_, i) => 2 ** i));
  assert.close(histogram.quantile(0.07), 2 ** 6, relativeErrorOf(histogram.scale) + ROUNDING);
});

test('count, sum, min, max and mean are exact', () => {
  using histogram = new Histogram();
  histogram.recordMany([1, 2, 3.5, -4, 0]);
  assert.is(histogram.count, 5);
  assert.is(histogram.sum, 2.5);
  assert.is(histogram.min, -4);
  assert.is(histogram.max, 3.5);
  assert.is(histogram.mean, 0.5);
});

test('an empty histogram has no quantile, minimum, maximum or mean', () => {
  using histogram = new Histogram();
  assert.is(histogram.count, 0);
  assert.is(histogram.sum, 0);
  for (const nothing of [histogram.min, histogram.max, histogram.mean, histogram.quantile(0.5)]) {
    assert.identical(nothing, Number.NaN);
  }
});

test('a reader sees every value recorded before the read, also between two full stages', () => {
  using histogram = new Histogram();
  for (let n = 1; n <= 300; n++) {
    histogram.record(n);
    if (n % 7 === 0 || n % 64 < 2) {
      assert.is(histogram.count, n);
      assert.is(histogram.max, n);
    }
  }
});

test('the sum stays within 1e-12 over a million additions', () => {
  using histogram = new Histogram();
  const values = new Float64Array(1_000_000).fill(0.1);
  histogram.recordMany(values);
  assert.close(histogram.sum, 100_000, 1e-12);
});

test('a weighted record equals as many records', () => {
  using weighted = new Histogram();
  using repeated = new Histogram();
  for (const [value, times] of [
    [3, 5],
    [-2, 70],
    [0, 3],
    [1e-3, 200],
    [Number.NaN, 4],
  ] as const) {
    weighted.record(value, times);
    for (let i = 0; i < times; i++) repeated.record(value);
  }
  sameSnapshot(weighted.snapshot(), repeated.snapshot());
});

test('counts go past 32 bits without wrapping, and queries see them', () => {
  using histogram = new Histogram();
  histogram.record(5, 2 ** 32 + 3);
  histogram.record(1000);
  assert.is(histogram.count, 2 ** 32 + 4);
  assert.close(histogram.quantile(0.5), 5, relativeErrorOf(5));
  histogram.record(5, 2 ** 32 - 1);
  histogram.record(5, 2 ** 32 - 1);
  for (let i = 0; i < 100; i++) histogram.record(5);
  assert.is(histogram.count, 3 * 2 ** 32 + 102);
  using copy = Histogram.from(histogram.snapshot());
  copy.merge(histogram);
  assert.is(copy.count, 2 * histogram.count);
  assert.close(copy.quantile(0.5), 5, relativeErrorOf(5));
});

test('counters saturate at 64 bits', () => {
  using histogram = new Histogram();
  histogram.record(1, 2 ** 63);
  histogram.record(1, 2 ** 63);
  histogram.record(1, 2 ** 63);
  assert.is(histogram.count, 2 ** 64);
  assert.equal([...histogram.snapshot().positive.counts], [2 ** 64]);
});

test('countsAtOrUnder is exact outside of the data, and within the error inside', () => {
  const values = (distributions.lognormal as () => number[])();
  using histogram = new Histogram();
  histogram.recordMany(values);
  const bounds = [0.01, 0.025, 0.1, 1];
  const counts = histogram.countsAtOrUnder([-1, 0, ...bounds, 1e9]);
  assert.equal([counts[0], counts[1], counts[6]], [0, 0, values.length]);
  const error = relativeErrorOf(histogram.scale);
  bounds.forEach((bound, i) => {
    const least = values.filter((value) => value <= bound * (1 - 2 * error)).length;
    const most = values.filter((value) => value <= bound * (1 + 2 * error)).length;
    assert.ok((counts[i + 2] as number) >= least && (counts[i + 2] as number) <= most, `bound ${bound}`);
  });
  assert.equal(bucketCounts(histogram.snapshot(), bounds), histogram.countsAtOrUnder(bounds));
});

test('reset forgets the values and the scale that they forced', () => {
  using histogram = new Histogram();
  histogram.recordMany([1e-300, 1e300, Number.NaN]);
  assert.ok(histogram.scale < 5);
  histogram.record(7);
  histogram.reset();
  histogram.record(1);
  assert.equal([histogram.scale, histogram.count, histogram.rejected, histogram.max], [5, 1, 0, 1]);
});

test('a snapshot holds no reference to the histogram', () => {
  const histogram = new Histogram();
  histogram.record(1);
  const before = histogram.snapshot();
  histogram.recordMany([2, 3]);
  histogram.dispose();
  assert.equal([...before.positive.counts], [1]);
  assert.equal(quantilesOf(before, [0.5]), [1]);
  sameSnapshot(structuredClone(before), before);
});

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 1e-4, max: 100, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
);
const values = fc.array(value, { maxLength: 200 });
const options = fc.record({
  scale: fc.integer({ min: -4, max: 8 }),
  maxBuckets: fc.constantFrom(128, 256, 2048),
});

test('law: merging equals recording everything, in both orders, also for unequal scales and signs', () => {
  fc.assert(
    fc.property(values, values, options, (left, right, bounds) => {
      using a = new Histogram(bounds);
      using b = new Histogram(bounds);
      using all = new Histogram(bounds);
      a.recordMany(left);
      b.recordMany(right);
      all.recordMany([...left, ...right]);
      sameSnapshot(mergeSnapshots([a.snapshot(), b.snapshot()]), all.snapshot());
      sameSnapshot(mergeSnapshots([b.snapshot(), a.snapshot()]), all.snapshot());
      using ab = Histogram.from(a.snapshot());
      using ba = Histogram.from(b.snapshot());
      sameSnapshot(ab.merge(b).snapshot(), all.snapshot());
      sameSnapshot(ba.merge(a).snapshot(), all.snapshot());
    }),
    { numRuns: 150 },
  );
});

test('law: merging histograms made with unequal scales gives the coarser one, as if all were recorded there', () => {
  fc.assert(
    fc.property(
      values,
      values,
      fc.integer({ min: -4, max: 8 }),
      fc.integer({ min: -4, max: 8 }),
      (left, right, s, t) => {
        using a = new Histogram({ scale: s });
        using b = new Histogram({ scale: t });
        using all = new Histogram({ scale: Math.min(s, t) });
        a.recordMany(left);
        b.recordMany(right);
        all.recordMany([...left, ...right]);
        using ab = Histogram.from(a.snapshot());
        using ba = Histogram.from(b.snapshot());
        sameSnapshot(ab.merge(b).snapshot(), all.snapshot());
        sameSnapshot(ba.merge(a.snapshot()).snapshot(), all.snapshot());
      },
    ),
    { numRuns: 150 },
  );
});

test('law: the order of recording does not matter', () => {
  fc.assert(
    fc.property(values, options, (recorded, bounds) => {
      using forwards = new Histogram(bounds);
      using backwards = new Histogram(bounds);
      for (const one of recorded) forwards.record(one);
      backwards.recordMany([...recorded].reverse());
      sameSnapshot(forwards.snapshot(), backwards.snapshot());
    }),
    { numRuns: 150 },
  );
});

test('law: quantiles are within the bound for any values', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (recorded, q) => {
        using histogram = new Histogram();
        histogram.recordMany(recorded);
        const exact = exactQuantile(recorded, q);
        const answer = histogram.quantile(q);
        // The zero bucket holds the subnormals as well.
        if (Math.abs(exact) <= 2 ** -1022) assert.ok(Math.abs(answer) <= 2 ** -1022);
        else assert.close(answer, exact, relativeErrorOf(histogram.scale) + ROUNDING);
      },
    ),
    { numRuns: 300 },
  );
});

/** Everything equal but the sum, which rounding may move by its last digits. */
function sameSnapshot(actual: ExponentialSnapshot, expected: ExponentialSnapshot): void {
  const { sum, ...rest } = actual;
  const { sum: expectedSum, ...expectedRest } = expected;
  assert.equal({ ...rest, min: rest.min + 0 }, { ...expectedRest, min: expectedRest.min + 0 });
  const magnitude = Math.max(Math.abs(actual.min), Math.abs(actual.max)) * actual.count || 0;
  if (magnitude === Infinity) return; // partial sums may leave the range of doubles
  assert.ok(
    Object.is(sum + 0, expectedSum + 0) || Math.abs(sum - expectedSum) <= 1e-12 * magnitude,
    `sum ${sum}, expected ${expectedSum}`,
  );
}

import fc from 'fast-check';
import { HdrHistogram, quantileInterval } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { ascending, snapshotOf } from '../arbitrary.ts';
import { randomFrom } from '../oracle.ts';

/** P(B = k) for binomial B, from factorials: naive and exact enough for small n. */
function probability(n: number, p: number, k: number): number {
  let choices = 1;
  for (let i = 0; i < k; i++) choices = (choices * (n - i)) / (i + 1);
  return choices * p ** k * (1 - p) ** (n - k);
}

/** Of values 1, 2, ..., n at scale 8, the ranks whose values enclose the quantile, or 0 and n + 1. */
function enclosingRanks(n: number, q: number, confidence: number): [number, number] {
  const tail = (1 - confidence) / 2;
  const under = (k: number) => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += probability(n, q, i);
    return sum;
  };
  let lower = 0;
  while (lower < n && under(lower + 1) <= tail) lower++;
  let upper = n + 1;
  while (upper > 1 && 1 - under(upper - 1) <= tail) upper--;
  return [lower, upper];
}

test('law: the ends are the buckets of the order statistics that the binomial distribution names', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.constantFrom(0.5, 0.9, 0.95, 0.99),
      (n, q, confidence) => {
        using histogram = new HdrHistogram(); // exact for small whole numbers
        for (let i = 1; i <= n; i++) histogram.record(i);
        const {
          lower,
          upper,
          confidence: reached,
        } = quantileInterval(histogram.snapshot(), q, { confidence });
        const [l, u] = enclosingRanks(n, q, confidence);
        assert.is(lower, l > 0 ? l : -Infinity);
        assert.is(upper, u <= n ? u : Infinity);
        assert.ok(reached >= confidence && reached <= 1);
      },
    ),
    { numRuns: 300 },
  );
});

test('in repeated samples the interval holds the true quantile as often as it says', () => {
  const random = randomFrom(11);
  for (const q of [0.5, 0.9]) {
    let held = 0;
    for (let sample = 0; sample < 1000; sample++) {
      const values = Array.from({ length: 100 }, () => 1 + random()); // uniform on 1..2
      const { lower, upper } = quantileInterval(snapshotOf(values, { scale: 8, maxBuckets: 2048 }), q);
      if (lower <= 1 + q && 1 + q <= upper) held++;
    }
    assert.ok(held >= 930, `${held} of 1000`);
  }
});

test('beyond a variance of a million the normal distribution agrees with the exact sum', () => {
  // Either side of the change, in standard deviations from the middle.
  const deviations = [3_999_999, 4_000_001].map((n) => {
    using histogram = new HdrHistogram({ significantDigits: 5 });
    for (let i = 1; i <= 1000; i++)
      histogram.record(i, Math.floor((n * i) / 1000) - Math.floor((n * (i - 1)) / 1000));
    return quantileInterval(histogram.snapshot(), 0.5);
  });
  assert.equal(
    deviations.map(({ lower, upper }) => [lower, upper]),
    [
      [500, 501],
      [500, 501],
    ],
  );
});

test('the ends lie within the recorded range and enclose the quantile of the sample', () => {
  const random = randomFrom(3);
  const values = Array.from({ length: 5000 }, () => Math.exp(3 * random()));
  const sorted = ascending(values);
  const snapshot = snapshotOf(values);
  for (const q of [0.01, 0.5, 0.99, 0.999]) {
    const { lower, upper } = quantileInterval(snapshot, q);
    const sample = sorted[Math.ceil(q * 5000) - 1] as number;
    assert.ok(lower <= sample && sample <= upper);
    assert.ok(upper <= snapshot.max || upper === Infinity);
  }
});

test('too few values bound no extreme quantile', () => {
  const snapshot = snapshotOf([1, 2, 3]);
  assert.is(quantileInterval(snapshot, 0.99).upper, Infinity);
  assert.is(quantileInterval(snapshot, 0.01).lower, -Infinity);
  assert.equal(quantileInterval(snapshotOf([]), 0.5), { lower: -Infinity, upper: Infinity, confidence: 1 });
});

test('more values make it narrower, and more confidence wider', () => {
  const width = (n: number, confidence: number) => {
    const values = Array.from({ length: n }, (_, i) => 1 + i / n);
    const { lower, upper } = quantileInterval(snapshotOf(values, { scale: 8, maxBuckets: 2048 }), 0.5, {
      confidence,
    });
    return upper - lower;
  };
  assert.ok(width(10_000, 0.95) < width(100, 0.95));
  assert.ok(width(1000, 0.99) > width(1000, 0.5));
});

test('quantiles and confidences are refused at 0 and 1', () => {
  const snapshot = snapshotOf([1]);
  for (const q of [0, 1, Number.NaN]) {
    assert.throwsCode(() => quantileInterval(snapshot, q), 'HISTOGRAM_QUANTILE_RANGE');
    assert.throwsCode(() => quantileInterval(snapshot, 0.5, { confidence: q }), 'HISTOGRAM_FRACTION');
  }
});

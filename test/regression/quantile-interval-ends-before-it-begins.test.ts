// Twenty times 0.5 in an HDR histogram, which counts whole units but knows an exact minimum and maximum, gave an interval
// from 0.5 to 0.
import fc from 'fast-check';
import {
  decodeHdr,
  ExplicitHistogram,
  encodeHdr,
  HdrHistogram,
  type HdrSnapshot,
  quantileInterval,
  rebucket,
  subtractSnapshots,
} from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { ordinary, snapshotOf } from '../histogram/arbitrary.ts';
import { exactQuantile } from '../histogram/oracle.ts';

test('twenty times 0.5', () => {
  using histogram = new HdrHistogram();
  histogram.record(0.5, 20);
  const { lower, upper } = quantileInterval(histogram.snapshot(), 0.5);
  assert.equal([lower, upper], [0, 0.5]);
});

const hdrValues = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 100_000 }),
    fc.integer({ min: 0, max: 40_000 }).map((n) => n / 8),
    fc.double({ min: 0, max: 1e9, noNaN: true }),
    fc.constantFrom(0, 0.5, 1, 2047.75, 4096.5),
  ),
  { minLength: 1, maxLength: 60 },
);
const quantile = fc.constantFrom(0.001, 0.1, 0.5, 0.9, 0.999);
const confidence = fc.constantFrom(0.001, 0.5, 0.95, 0.999999);
const hdrOptions = fc.record({
  significantDigits: fc.constantFrom(1, 2, 3),
  lowestDiscernible: fc.constantFrom(1, 3, 16),
});

const HDR_WAYS: Readonly<Record<string, (snapshot: HdrSnapshot) => HdrSnapshot>> = {
  'as recorded': (given) => given,
  'a difference': (given) => subtractSnapshots(HdrHistogram.from(given).merge(given).snapshot(), given),
  'through JSON': (given) => JSON.parse(JSON.stringify(given)),
};

for (const [state, way] of Object.entries(HDR_WAYS)) {
  test(`law: HDR, ${state}: the interval holds the answer of the histogram and the value itself`, () => {
    fc.assert(
      fc.property(hdrValues, hdrOptions, quantile, confidence, (values, made, q, confidence) => {
        using histogram = new HdrHistogram(made);
        histogram.recordMany(values);
        const { lower, upper } = quantileInterval(way(histogram.snapshot()), q, { confidence });
        for (const one of [histogram.quantile(q), exactQuantile(values, q)])
          assert.ok(
            lower <= one && (one <= upper || isHiddenFraction(values)),
            `${lower} <= ${one} <= ${upper}`,
          );
        assert.ok(lower <= upper);
      }),
    );
  });
}

/** Fractions that cancel one another out in the sum, between whole extremes: no total tells of them. */
function isHiddenFraction(values: readonly number[]): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return [sum, Math.min(...values), Math.max(...values)].every(Number.isInteger);
}

test('law: HDR out of its encoding holds whole units, and so does the interval', () => {
  fc.assert(
    fc.property(hdrValues, hdrOptions, quantile, confidence, (values, made, q, confidence) => {
      using histogram = new HdrHistogram(made);
      histogram.recordMany(values);
      const decoded = decodeHdr(encodeHdr(histogram.snapshot()));
      const { lower, upper } = quantileInterval(decoded, q, { confidence });
      const unit = Math.trunc(exactQuantile(values, q));
      for (const one of [HdrHistogram.from(decoded).quantile(q), unit])
        assert.ok(lower <= one && one <= upper, `${lower} <= ${one} <= ${upper}`);
    }),
  );
});

test('law: explicit, also as a difference and out of other buckets: the interval holds answer and value', () => {
  const values = fc.array(ordinary, { minLength: 1, maxLength: 60 });
  const bounds = fc
    .uniqueArray(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((bound) => bound + 0),
      {
        minLength: 1,
        maxLength: 8,
        comparator: (a, b) => a === b,
      },
    )
    .map((unsorted) => unsorted.sort((a, b) => a - b));
  fc.assert(
    fc.property(values, values, bounds, quantile, confidence, (before, between, bounds, q, confidence) => {
      using histogram = new ExplicitHistogram({ bounds });
      histogram.recordMany(before);
      const earlier = histogram.snapshot();
      histogram.recordMany(between);
      const difference = subtractSnapshots(histogram.snapshot(), earlier);
      for (const snapshot of [difference, JSON.parse(JSON.stringify(difference))]) {
        const { lower, upper } = quantileInterval(snapshot, q, { confidence });
        const answer = ExplicitHistogram.from(snapshot).quantile(q);
        for (const one of [answer, exactQuantile(between, q)])
          assert.ok(lower <= one && one <= upper, `${lower} <= ${one} <= ${upper}`);
        const bucket = (value: number) => bounds.findIndex((bound) => value <= bound);
        const at = bucket(exactQuantile(between, q));
        // An answer at the open end of its bucket is the bound below it.
        assert.ok(bucket(answer) === at || answer === bounds[(at === -1 ? bounds.length : at) - 1]);
      }
      const { snapshot } = rebucket(snapshotOf(between), bounds);
      const answer = ExplicitHistogram.from(snapshot).quantile(q);
      const { lower, upper } = quantileInterval(snapshot, q, { confidence });
      assert.ok(lower <= answer && answer <= upper && answer >= snapshot.min && answer <= snapshot.max);
    }),
  );
});

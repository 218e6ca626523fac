import fc from 'fast-check';
import { bucketCounts, ExplicitHistogram, HdrHistogram, rebucket } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, ordinary, snapshotOf } from '../arbitrary.ts';

const bounds = fc
  .uniqueArray(
    fc.double({ min: -1000, max: 1000, noNaN: true }).map((bound) => bound + 0),
    { minLength: 1, maxLength: 20 },
  )
  .map((drawn) => drawn.sort((a, b) => a - b));
const recorded = fc.array(ordinary, { minLength: 1, maxLength: 200 });

test('law: at every bound the count is off by at most what is said to be uncertain', () => {
  fc.assert(
    fc.property(recorded, options, bounds, (values, histogramOptions, upper) => {
      const { snapshot, uncertain } = rebucket(snapshotOf(values, histogramOptions), upper);
      let upTo = 0;
      upper.forEach((bound, i) => {
        upTo += snapshot.counts[i] as number;
        const exact = values.filter((value) => value <= bound).length;
        const error = Math.abs(upTo - exact);
        assert.ok(error <= (uncertain[i] as number), `${upTo}, was ${exact}, uncertain ${uncertain[i]}`);
      });
    }),
  );
});

test('law: what comes out is an explicit snapshot like any other, with the totals of the original', () => {
  fc.assert(
    fc.property(recorded, options, bounds, (values, histogramOptions, upper) => {
      const original = snapshotOf(values, histogramOptions);
      const { snapshot } = rebucket(original, upper);
      using histogram = ExplicitHistogram.from(snapshot);
      assert.equal(
        [histogram.count, histogram.sum, histogram.min, histogram.max],
        [original.count, original.sum, original.min, original.max],
      );
      assert.equal([...snapshot.bounds], upper);
    }),
  );
});

test('bounds between the buckets are certain, and powers of two are at every scale from 0 on', () => {
  const original = snapshotOf([0.3, 0.5, 1, 1.1, 2, 3.7, 9]);
  const { snapshot, uncertain } = rebucket(original, [0.25, 0.5, 1, 2, 4, 100]);
  assert.equal([...snapshot.counts], [0, 2, 1, 2, 1, 1, 0]);
  assert.equal([...uncertain], [0, 0, 0, 0, 0, 0]);
});

test('the counts are those of bucketCounts', () => {
  const original = snapshotOf(Array.from({ length: 1000 }, (_, i) => 1.01 ** i));
  const upper = [2, 10, 55.5, 1000];
  let upTo = 0;
  const cumulative = [...rebucket(original, upper).snapshot.counts.subarray(0, 4)].map(
    (count) => (upTo += count),
  );
  assert.equal(cumulative, bucketCounts(original, upper));
});

test('whole values of an HDR histogram are certain as long as its digits tell them apart', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([1, 5, 6, 1000, 1_000_000]);
  const { snapshot, uncertain } = rebucket(histogram.snapshot(), [5, 999, 1_000_000]);
  assert.equal([...snapshot.counts], [2, 1, 2, 0]);
  assert.equal([...uncertain], [0, 0, 0]);
});

test('an empty snapshot stays empty', () => {
  const { snapshot, uncertain } = rebucket(snapshotOf([]), [1, 2]);
  assert.equal([...snapshot.counts, ...uncertain], [0, 0, 0, 0, 0]);
  using histogram = ExplicitHistogram.from(snapshot);
  assert.is(histogram.count, 0);
});

test('bounds that are none are refused', () => {
  assert.throwsCode(() => rebucket(snapshotOf([1]), [2, 1]), 'HISTOGRAM_BOUNDS_ORDER');
  assert.throwsCode(() => rebucket(snapshotOf([1]), []), 'HISTOGRAM_OPTION_RANGE');
});

import fc from 'fast-check';
import {
  downscale,
  fromOtelExponential,
  type OtelExponentialHistogram,
  toOtelExponential,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { sameCounts, snapshot, snapshotOf } from '../arbitrary.ts';

test('a data point as the SDKs have it', () => {
  assert.equal(toOtelExponential(snapshotOf([1, 2, 3, -4, 0], { scale: 0, maxBuckets: 128 })), {
    count: 5,
    sum: 2,
    min: -4,
    max: 3,
    scale: 0,
    zeroCount: 1,
    zeroThreshold: 2 ** -1022,
    positive: { offset: -1, bucketCounts: [1, 1, 1] },
    negative: { offset: 1, bucketCounts: [1] },
  });
});

test('an empty one has neither minimum nor maximum', () => {
  const point = toOtelExponential(snapshotOf([]));
  assert.not('min' in point || 'max' in point);
  assert.is(fromOtelExponential(point).count, 0);
});

test('law: there and back again, and never more than 160 buckets of a sign', () => {
  fc.assert(
    fc.property(snapshot, (original) => {
      const point = toOtelExponential(original);
      assert.ok(point.positive.bucketCounts.length <= 160 && point.negative.bucketCounts.length <= 160);
      const expected = downscale(original, { maxBuckets: 160 });
      const returned = fromOtelExponential(point);
      sameCounts(returned, { ...expected, rejected: 0 });
      assert.equal(
        [returned.min, returned.max, returned.zeroThreshold].map(String),
        [expected.min, expected.max, expected.zeroThreshold].map(String),
      );
      if (Number.isFinite(original.sum)) assert.is(returned.sum, expected.sum);
    }),
  );
});

const point: OtelExponentialHistogram = {
  count: 6,
  scale: 20,
  zeroCount: 1,
  zeroThreshold: 1e-3,
  positive: { offset: -3, bucketCounts: [0, 2, 0, 1, 0] },
  negative: { offset: 4096, bucketCounts: [2] },
};

test('scales up to 20 are lowered to 8, and the zero threshold is kept', () => {
  const snapshot = fromOtelExponential(point);
  assert.equal([snapshot.scale, snapshot.count, snapshot.zeroThreshold], [8, 6, 1e-3]);
  assert.equal(snapshot.positive, { offset: -1, counts: Float64Array.of(2, 1) });
  assert.equal(snapshot.negative, { offset: 1, counts: Float64Array.of(2) });
});

test('what is left out is estimated: the sum from the buckets, the range from their bounds', () => {
  const { sum, min, max } = fromOtelExponential({
    count: 4,
    scale: 0,
    zeroCount: 1,
    positive: { offset: 1, bucketCounts: [2] },
    negative: { offset: 0, bucketCounts: [1] },
  });
  assert.close(sum, 2 * (8 / 3) - 4 / 3, 1e-12);
  assert.equal([min, max], [-2, 4]);
});

test('buckets of subnormal values are zeros here', () => {
  const snapshot = fromOtelExponential({
    count: 3,
    scale: 0,
    zeroCount: 0,
    positive: { offset: -1024, bucketCounts: [1, 1, 1] },
    negative: { offset: 0, bucketCounts: [] },
  });
  assert.equal([snapshot.zeroCount, snapshot.positive.offset], [2, -1022]);
});

test('what is no such histogram is refused', () => {
  const wrong: Partial<Record<keyof OtelExponentialHistogram, unknown>>[] = [
    { scale: -5 },
    { scale: 21 },
    { scale: 0.5 },
    { count: 7 },
    { zeroCount: -1 },
    { zeroThreshold: Number.NaN },
    { positive: { offset: 0, bucketCounts: ['2', 1] } },
    { positive: { offset: 0.5, bucketCounts: [2, 1] } },
    { scale: 0, positive: { offset: 1024, bucketCounts: [3] } },
  ];
  for (const change of wrong) {
    assert.throwsCode(() => fromOtelExponential({ ...point, ...change } as never), 'HISTOGRAM_BUCKETS');
  }
});

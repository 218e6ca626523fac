import fc from 'fast-check';
import {
  type ExponentialSnapshot,
  fromNativeHistogram,
  Histogram,
  toNativeHistogram,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { sameCounts, snapshot, snapshotOf } from '../arbitrary.ts';

/** A snapshot with these counts, by Prometheus' index, at schema 0. */
function withCounts(counts: Readonly<Record<number, number>>): ExponentialSnapshot {
  using histogram = new Histogram({ scale: 0 });
  // (2^(i-1), 2^i]
  for (const [index, count] of Object.entries(counts)) histogram.record(2 ** Number(index), count);
  return histogram.snapshot();
}

test('the vector of the documentation: spans and deltas, gaps of two and less filled', () => {
  const native = toNativeHistogram(withCounts({ [-2]: 3, [-1]: 5, 2: 1, 4: 3, 5: 2 }));
  // Between -1 and 2 lie two empty buckets, between 2 and 4 one: all are cheaper filled.
  assert.equal(native.positiveSpan, [{ offset: -2, length: 8 }]);
  assert.equal(native.positiveDelta, [3, 2, -5, 0, 1, -1, 3, -1]);
});

test('the vector of the specification, with its gaps left out, is read', () => {
  const native = {
    ...toNativeHistogram(withCounts({ 0: 14 })),
    positiveSpan: [
      { offset: -2, length: 2 },
      { offset: 2, length: 1 },
      { offset: 1, length: 2 },
    ],
    positiveDelta: [3, 2, -4, 2, -1],
  };
  sameCounts(fromNativeHistogram(native), withCounts({ [-2]: 3, [-1]: 5, 2: 1, 4: 3, 5: 2 }));
});

test('longer gaps begin a new span', () => {
  const native = toNativeHistogram(withCounts({ 0: 2, 4: 1, 5: 7 }));
  assert.equal(native.positiveSpan, [
    { offset: 0, length: 1 },
    { offset: 3, length: 2 },
  ]);
  assert.equal(native.positiveDelta, [2, -1, 6]);
});

test('indices are one above ours: the largest double lies in bucket 262144 of schema 8', () => {
  const { schema, positiveSpan } = toNativeHistogram(
    snapshotOf([Number.MAX_VALUE], { scale: 8, maxBuckets: 128 }),
  );
  assert.equal([schema, positiveSpan], [8, [{ offset: 262_144, length: 1 }]]);
});

test('one without values has the span {0, 0}, so that it is not read as a classic histogram', () => {
  const empty = toNativeHistogram(snapshotOf([]));
  assert.equal(empty.positiveSpan, [{ offset: 0, length: 0 }]);
  assert.is(fromNativeHistogram(empty).count, 0);
  assert.equal(toNativeHistogram(snapshotOf([0])).positiveSpan, [{ offset: 0, length: 0 }]);
  assert.equal(toNativeHistogram(snapshotOf([-1])).positiveSpan, [{ offset: 0, length: 0 }].slice(1));
});

test('law: there and back again, bucket by bucket', () => {
  fc.assert(
    fc.property(snapshot, (original) => {
      if (original.count > 2 ** 52) return; // differences of larger counts are rounded
      const returned = fromNativeHistogram(toNativeHistogram(original));
      sameCounts(returned, { ...original, rejected: 0 });
      if (Number.isFinite(original.sum)) assert.is(returned.sum, original.sum);
      if (original.count > 0) assert.ok(returned.min <= original.min || original.min > -(2 ** -1022));
    }),
  );
});

test('infinite values and NaN are what we reject', () => {
  const native = {
    ...toNativeHistogram(snapshotOf([1], { scale: 0, maxBuckets: 128 })),
    sampleCount: 5, // 1, two infinities, two NaN
    sampleSum: Number.NaN,
    positiveSpan: [
      { offset: 0, length: 1 },
      { offset: 1024, length: 1 },
    ],
    positiveDelta: [1, 1],
  };
  const snapshot = fromNativeHistogram(native);
  assert.equal([snapshot.count, snapshot.rejected, snapshot.max], [1, 4, 1]);
  assert.ok(snapshot.sum > 0.5 && snapshot.sum < 1);
});

test('what is no native histogram is refused', () => {
  const good = toNativeHistogram(snapshotOf([1, 2, 3]));
  const wrong = [
    { schema: -53 },
    { schema: 9 },
    { zeroThreshold: -1 },
    { zeroCount: 0.5 },
    { sampleCount: 1 },
    { positiveDelta: [1] },
    { positiveDelta: good.positiveDelta.map(() => -1) },
    { positiveSpan: [{ offset: 2 ** 30, length: 1 }], positiveDelta: [3] },
    { positiveSpan: [{ offset: 0, length: 2 ** 31 }], positiveDelta: [3] },
    { positiveSpan: [{ offset: 0, length: -1 }, ...good.positiveSpan] },
  ];
  for (const change of wrong) {
    assert.throwsCode(() => fromNativeHistogram({ ...good, ...change } as never), 'HISTOGRAM_BUCKETS');
  }
});

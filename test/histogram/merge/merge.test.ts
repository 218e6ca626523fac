import fc from 'fast-check';
import { type ExponentialSnapshot, mergeSnapshots } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, sameCounts, snapshot, snapshotOf, values } from '../arbitrary.ts';

test('law: merging is commutative, also for unequal scales and bounds', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      const [ab, ba] = [mergeSnapshots([a, b]), mergeSnapshots([b, a])];
      sameCounts(ab, ba);
      assert.equal([ab.min, ab.max, ab.maxBuckets], [ba.min, ba.max, ba.maxBuckets]);
    }),
  );
});

test('law: merging is associative, also for unequal scales and bounds', () => {
  fc.assert(
    fc.property(snapshot, snapshot, snapshot, (a, b, c) => {
      const left = mergeSnapshots([mergeSnapshots([a, b]), c]);
      const right = mergeSnapshots([a, mergeSnapshots([b, c])]);
      sameCounts(left, right);
      sameCounts(mergeSnapshots([a, b, c]), left);
      assert.equal([left.min, left.max, left.maxBuckets], [right.min, right.max, right.maxBuckets]);
    }),
  );
});

test('law: merging the parts equals recording everything', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 5 }), options, (parts, bounds) => {
      const merged = mergeSnapshots([
        ...parts.map((part) => snapshotOf(part, bounds)),
        snapshotOf([], bounds),
      ]);
      sameCounts(merged, snapshotOf(parts.flat(), bounds));
    }),
  );
});

test('the smallest of the bounds on buckets holds for all, whichever comes first', () => {
  const wide = snapshotOf([1e-9, 1e9], { scale: 8, maxBuckets: 65536 as never });
  const narrow = snapshotOf([1], { scale: 8, maxBuckets: 128 });
  for (const parts of [
    [wide, narrow],
    [narrow, wide],
  ]) {
    const merged = mergeSnapshots(parts);
    assert.is(merged.maxBuckets, 128);
    assert.ok(merged.positive.counts.length <= 128);
  }
});

test('of unequal zero thresholds the largest holds: what lies under it joins the zeros', () => {
  const recorded = [0, 1e-6, 3e-4, 1, -1e-6, -5];
  const fine = snapshotOf(recorded);
  const coarse: ExponentialSnapshot = { ...snapshotOf([0, 2]), zeroThreshold: 1e-3 };
  const merged = mergeSnapshots([fine, coarse]);
  assert.equal([merged.zeroThreshold, merged.zeroCount, merged.count], [1e-3, 5, 8]);
  sameCounts(mergeSnapshots([coarse, fine]), merged);
});

test('a zero threshold inside of a bucket with values becomes its upper bound', () => {
  const fine = snapshotOf([1.5, 3], { scale: 0, maxBuckets: 128 }); // in (1, 2] and (2, 4]
  const coarse = { ...snapshotOf([0], { scale: 0, maxBuckets: 128 }), zeroThreshold: 1.2 };
  const merged = mergeSnapshots([fine, coarse]);
  assert.equal([merged.zeroThreshold, merged.zeroCount], [2, 2]);
  assert.equal(merged.positive, { offset: 1, counts: Float64Array.of(1) });
});

test('no snapshots merge to an empty one', () => {
  assert.is(mergeSnapshots([]).count, 0);
});

import fc from 'fast-check';
import {
  diffSnapshots,
  downscale,
  ExplicitHistogram,
  HdrHistogram,
  mergeSnapshots,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshot, snapshotOf } from '../arbitrary.ts';

test('law: the differences add up to the difference of the counts, and none are left when they are the same', () => {
  fc.assert(
    fc.property(snapshot, snapshot, (a, b) => {
      const differences = diffSnapshots(a, b);
      if (a.count < 2 ** 53 && b.count < 2 ** 53) {
        const net = differences.reduce((sum, { before, after }) => sum + after - before, 0);
        assert.is(net, b.count - a.count);
      }
      for (const { lower, upper, before, after } of differences) {
        assert.ok(lower < upper && before !== after);
      }
      assert.equal(diffSnapshots(a, downscale(a, { scale: -4 })), []);
      assert.equal(
        diffSnapshots(b, a).map(({ before, after }) => [after, before]),
        differences.map(({ before, after }) => [before, after]),
      );
    }),
  );
});

test('each bucket that differs, in ascending order', () => {
  const before = snapshotOf([-3, 0, 1.5, 1.5, 100], { scale: 0, maxBuckets: 128 });
  const after = snapshotOf([-3, 0, 0, 1.5, 3, 100], { scale: 1, maxBuckets: 128 });
  const threshold = 2 ** -1022;
  assert.equal(diffSnapshots(before, after), [
    { lower: -threshold, upper: threshold, before: 1, after: 2 },
    { lower: 1, upper: 2, before: 2, after: 1 },
    { lower: 2, upper: 4, before: 0, after: 1 },
  ]);
});

test('unequal zero thresholds are brought together', () => {
  const fine = snapshotOf([1e-6, 1.5], { scale: 0, maxBuckets: 128 });
  const coarse = { ...snapshotOf([0, 1.5], { scale: 0, maxBuckets: 128 }), zeroThreshold: 1e-3 };
  assert.equal(diffSnapshots(fine, coarse), []);
  assert.equal(diffSnapshots(mergeSnapshots([fine, coarse]), coarse).length, 2);
});

test('explicit and HDR snapshots with the same buckets are compared as well', () => {
  using left = new ExplicitHistogram({ bounds: [1, 2] });
  using right = new ExplicitHistogram({ bounds: [1, 2] });
  left.recordMany([0.5, 5]);
  right.recordMany([0.7, 1.5]);
  assert.equal(diffSnapshots(left.snapshot(), right.snapshot()), [
    { lower: 1, upper: 2, before: 0, after: 1 },
    { lower: 2, upper: Infinity, before: 1, after: 0 },
  ]);
  using one = new HdrHistogram();
  using other = new HdrHistogram();
  one.recordMany([5, 1_000_003]);
  other.recordMany([5]);
  assert.equal(diffSnapshots(one.snapshot(), other.snapshot()), [
    { lower: 999_936, upper: 1_000_447, before: 1, after: 0 },
  ]);
});

test('snapshots with different buckets are refused', () => {
  using explicit = new ExplicitHistogram({ bounds: [1, 2] });
  using others = new ExplicitHistogram({ bounds: [1, 3] });
  using coarse = new HdrHistogram({ significantDigits: 2 });
  using fine = new HdrHistogram({ significantDigits: 3 });
  const pairs = [
    [snapshotOf([1]), explicit.snapshot()],
    [explicit.snapshot(), others.snapshot()],
    [coarse.snapshot(), fine.snapshot()],
  ] as const;
  for (const [a, b] of pairs) assert.throwsCode(() => diffSnapshots(a, b), 'HISTOGRAM_LAYOUT');
});

test('what is no snapshot is refused as such, whatever layout it claims', () => {
  for (const layout of ['explicit', 'hdr'] as const) {
    const bad = { layout } as never;
    assert.throwsCode(() => diffSnapshots(bad, bad), 'HISTOGRAM_SNAPSHOT');
  }
});

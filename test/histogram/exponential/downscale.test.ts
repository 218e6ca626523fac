import fc from 'fast-check';
import { downscale, Histogram, mergeSnapshots } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { options, sameCounts, snapshot, snapshotOf, values } from '../arbitrary.ts';

test('law: downscaling equals recording at the lower scale', () => {
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: -4, max: 8 }),
      fc.integer({ min: -4, max: 8 }),
      (recorded, s, t) => {
        const fine = snapshotOf(recorded, { scale: Math.max(s, t), maxBuckets: 2048 });
        const coarse = snapshotOf(recorded, { scale: Math.min(s, t), maxBuckets: 2048 });
        const scaled = downscale(fine, { scale: Math.min(s, t) });
        sameCounts(scaled, coarse);
        assert.equal([scaled.min, scaled.max, scaled.sum], [fine.min, fine.max, fine.sum]);
      },
    ),
  );
});

test('law: downscaling a merge equals merging what was downscaled', () => {
  fc.assert(
    fc.property(values, values, options, fc.integer({ min: -4, max: 8 }), (left, right, bounds, scale) => {
      const [a, b] = [snapshotOf(left, bounds), snapshotOf(right, bounds)];
      const scaled = mergeSnapshots([downscale(a, { scale }), downscale(b, { scale })]);
      sameCounts(downscale(mergeSnapshots([a, b]), { scale }), scaled);
    }),
  );
});

test('to at most 160 buckets of a sign, at the largest scale that allows for them', () => {
  fc.assert(
    fc.property(snapshot, (original) => {
      const scaled = downscale(original, { maxBuckets: 160 });
      const extent = ({ positive, negative }: typeof scaled) =>
        Math.max(positive.counts.length, negative.counts.length);
      assert.ok(extent(scaled) <= 160);
      if (scaled.scale < original.scale) {
        const finer = downscale(original, { scale: scaled.scale + 1 });
        assert.ok(extent(finer) > 160);
      }
      assert.is(scaled.maxBuckets, original.maxBuckets);
    }),
  );
});

test('what is within the bounds already is returned as it is', () => {
  const original = snapshotOf([1, 2, 3]);
  assert.is(downscale(original, { scale: 8, maxBuckets: 160 }), original);
});

test('recording goes on in a histogram made of what was downscaled', () => {
  using histogram = Histogram.from(downscale(snapshotOf([1, 2, 3]), { scale: 2 }));
  histogram.record(5);
  sameCounts(histogram.snapshot(), snapshotOf([1, 2, 3, 5], { scale: 2, maxBuckets: 2048 }));
});

test('bounds that cannot be met are refused', () => {
  const wide = snapshotOf([Number.MAX_VALUE, 1e-300]);
  assert.throwsCode(() => downscale(wide, { maxBuckets: 20 }), 'HISTOGRAM_DOWNSCALE');
  assert.is(downscale(wide, { maxBuckets: 128 }).count, 2);
  assert.throwsCode(() => downscale(wide, { scale: 9 }), 'HISTOGRAM_OPTION_RANGE');
  assert.throwsCode(() => downscale(wide, { maxBuckets: 0 }), 'HISTOGRAM_OPTION_RANGE');
  assert.throwsCode(() => downscale({} as never, {}), 'HISTOGRAM_SNAPSHOT');
});

// Where buckets of one sign made a merge lower the scale, those of the other were added to a window that was measured before: outside of it.
import fc from 'fast-check';
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

/** Each sign of each side spans little or nearly everything: what lowers the scale is one of them, some of them, or all. */
const near = fc.double({ min: 1e302, max: 1e304, noNaN: true });
const far = fc.double({ min: 1e-300, max: Number.MAX_VALUE, noNaN: true });
const side = fc.array(fc.oneof(near, far), { minLength: 1, maxLength: 3 });
const values = fc
  .tuple(side, side)
  .map(([positives, negatives]) => [...positives, ...negatives.map((v) => -v)]);
const options = fc.record({
  scale: fc.integer({ min: -4, max: 8 }),
  maxBuckets: fc.constantFrom(128, 256, 2048),
});

function total(counts: ArrayLike<number | bigint>): number {
  return Array.from(counts, Number).reduce((sum, count) => sum + count, 0);
}

test('a merge counts each value once, whichever sign lowers the scale', () => {
  fc.assert(
    fc.property(values, values, options, (left, right, bounds) => {
      using into = new Histogram(bounds);
      using from = new Histogram(bounds);
      into.recordMany(left);
      from.recordMany(right);
      const { positive, negative } = into.merge(from).snapshot();
      const all = [...left, ...right];
      assert.is(total(positive.counts), all.filter((value) => value > 0).length);
      assert.is(total(negative.counts), all.filter((value) => value < 0).length);
    }),
    {
      numRuns: 500,
      examples: [
        [
          [1.7976931348623157e308, -6.857655085992112e302],
          [0.0001, -2.743062034396845e303],
          { scale: 0, maxBuckets: 128 },
        ],
      ],
    },
  );
});

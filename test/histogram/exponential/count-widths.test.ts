// Counts begin a byte wide and become wider before they could overflow: values one by one and many at once, merges and coarser
// buckets, each of which may be what fills a count.
import fc from 'fast-check';
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { exactIndex } from '../oracle.ts';

/** Mostly what a byte holds, where a few of them fill it; at and beside what it holds, and what four of them do. */
const times = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(1, 63, 64, 100, 127, 128, 191, 192) },
  { weight: 1, arbitrary: fc.constantFrom(254, 255, 256, 257, 300, 2 ** 32 - 1, 2 ** 32) },
);
/** Few, so that they meet; some in neighbouring buckets, some so far away that buckets become coarser. */
const value = fc
  .tuple(fc.constantFrom(1.001, 1.01, 1.02, 1.05, 7, 1e3, 1e12), fc.constantFrom(1, 1, 1, -1))
  .map(([magnitude, sign]) => sign * magnitude);

type Recorded = readonly [value: number, times: number];
type Step = {
  readonly way: 'one by one' | 'at once' | 'weighted' | 'merged';
  readonly of: readonly Recorded[];
};

const step: fc.Arbitrary<Step> = fc.record({
  way: fc.constantFrom('one by one', 'at once', 'weighted', 'merged'),
  of: fc.array(fc.tuple(value, times), { minLength: 1, maxLength: 4 }),
});

/** What has no place in an array of so many values is recorded with its weight. */
const LONG = 1000;

function take(histogram: Histogram, { way, of }: Step, maxBuckets: number): void {
  if (way === 'merged') {
    using other = new Histogram({ scale: 8, maxBuckets });
    for (const one of of) take(other, { way: 'one by one', of: [one] }, maxBuckets);
    histogram.merge(other);
    return;
  }
  for (const [number, n] of of) {
    if (way === 'weighted' || n > LONG) histogram.record(number, n);
    else if (way === 'at once') histogram.recordMany(new Float64Array(n).fill(number));
    else for (let i = 0; i < n; i++) histogram.record(number);
  }
}

test('law: no count of any bucket is lost or wraps, however it was filled', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 8 }),
      fc.constantFrom(128, 2048),
      fc.boolean(),
      (steps, maxBuckets, isRead) => {
        using histogram = new Histogram({ scale: 8, maxBuckets });
        for (const one of steps) {
          take(histogram, one, maxBuckets);
          if (isRead) histogram.quantile(0.5);
        }
        const { scale, positive, negative, count, rejected } = histogram.snapshot();
        const all = steps.flatMap(({ of }) => of);
        assert.is(rejected, 0);
        assert.is(
          count,
          all.reduce((sum, [, n]) => sum + n, 0),
        );
        for (const [sign, { offset, counts }] of [
          [1, positive],
          [-1, negative],
        ] as const) {
          const right = new Map<number, number>();
          for (const [number, n] of all) {
            if (Math.sign(number) !== sign) continue;
            // A coarser bucket is a run of fine ones.
            const index = exactIndex(Math.abs(number), Math.max(scale, 0)) >> Math.max(-scale, 0);
            right.set(index, (right.get(index) ?? 0) + n);
          }
          const found = new Map([...counts].map((n, i) => [offset + i, n] as const).filter(([, n]) => n > 0));
          const sorted = (map: Map<number, number>) => [...map].sort(([a], [b]) => a - b);
          assert.equal(sorted(found), sorted(right));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('counts of a byte are one: quantiles and ranks of 255 and of 256 in a bucket, and of a thousand in many', () => {
  for (const n of [254, 255, 256]) {
    using histogram = new Histogram();
    for (let i = 0; i < n; i++) histogram.record(1);
    histogram.record(100);
    assert.is(histogram.countsAtOrUnder([10])[0], n);
    assert.is(histogram.quantile(n / (n + 1)), 1);
    assert.is(histogram.quantile(1), 100);
  }
  using many = new Histogram();
  for (let i = 1; i <= 1000; i++) many.record(i);
  assert.is(
    many.snapshot().positive.counts.reduce((sum, n) => sum + n, 0),
    1000,
  );
});

test('two buckets that a byte counts each, and not together: read at a coarser scale, and merged into one', () => {
  const filled = () => {
    const histogram = new Histogram({ scale: 8, maxBuckets: 128 });
    // In turn, and more than one batch of them, so that each bucket has what it may and all have more.
    for (let i = 0; i < 400; i++) histogram.record(i % 2 ? 1.001 : 1.01);
    return histogram;
  };
  using recorded = filled();
  recorded.record(1e9);
  using merged = new Histogram({ scale: 8, maxBuckets: 128 });
  merged.record(1e9);
  merged.record(1.001);
  using other = filled();
  merged.merge(other);
  for (const [histogram, n] of [
    [recorded, 400],
    [merged, 401],
  ] as const) {
    assert.ok(histogram.scale < 3, `scale ${histogram.scale}`);
    assert.equal(
      [...histogram.snapshot().positive.counts].filter((count) => count > 0),
      [n, 1],
    );
  }
});

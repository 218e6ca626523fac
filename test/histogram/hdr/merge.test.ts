import fc from 'fast-check';
import { HdrHistogram, type HdrSnapshot } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { entriesOf, JavaHistogram } from './oracle.ts';

/** Few digits, since a snapshot of values from 1 to 2^53 spans 4.7 million buckets at 5. */
const options = fc.record({
  significantDigits: fc.integer({ min: 1, max: 3 }),
  lowestDiscernible: fc.constantFrom(1, 3, 1000),
});
const value = fc.oneof(
  fc.double({ min: 0, max: 1e12, noNaN: true }),
  fc.nat({ max: 100_000 }),
  fc.constantFrom(0, -0, 1, 2047, 2048, 2 ** 53),
);
const values = fc.array(value, { maxLength: 100 });

test('law: merging equals recording everything, in both orders', () => {
  fc.assert(
    fc.property(values, values, options, (left, right, range) => {
      using a = new HdrHistogram(range);
      using b = new HdrHistogram(range);
      using all = new HdrHistogram(range);
      a.recordMany(left);
      b.recordMany([...right, -1]);
      all.recordMany([...left, -1, ...right]);
      using ab = HdrHistogram.from(a.snapshot());
      using ba = HdrHistogram.from(b.snapshot());
      same(ab.merge(b).snapshot(), all.snapshot());
      same(ba.merge(a.snapshot()).snapshot(), all.snapshot());
    }),
    { numRuns: 200 },
  );
});

test('law: into other digits and units, each bucket counts as its smallest value, as in Java', () => {
  fc.assert(
    fc.property(values, options, options, (recorded, from, to) => {
      using source = new HdrHistogram(from);
      source.recordMany(recorded);
      const java = new JavaHistogram(from.significantDigits, from.lowestDiscernible);
      const merged = new JavaHistogram(to.significantDigits, to.lowestDiscernible);
      for (const one of recorded) java.record(one);
      for (const [index, count] of java.entries()) merged.recordLong(java.lowestAt(index), count);
      using target = new HdrHistogram(to).merge(source);
      assert.equal(entriesOf(target.snapshot()), merged.entries());
      const { count, sum, min, max } = target;
      assert.equal([count, sum, min, max], [source.count, source.sum, source.min, source.max]);
      assert.equal(target.subtract(source).count, 0);
    }),
    { numRuns: 200 },
  );
});

test('law: what was merged can be subtracted again', () => {
  fc.assert(
    fc.property(values, values, options, (left, right, range) => {
      using a = new HdrHistogram(range);
      using b = new HdrHistogram(range);
      a.recordMany(left);
      b.recordMany(right);
      using both = HdrHistogram.from(a.snapshot()).merge(b);
      both.subtract(right.length % 2 ? b : b.snapshot());
      const { count, counts, rejected } = both.snapshot();
      assert.equal([count, counts, rejected], [a.count, a.snapshot().counts, 0]);
      assert.ok(Math.abs(both.sum - a.sum) <= 1e-9 * (a.sum + b.sum));
      if (left.length === 0) return;
      assert.is(both.quantile(1), a.quantile(1));
      assert.ok(both.valuesAreEquivalent(both.min, a.min) && both.valuesAreEquivalent(both.max, a.max));
    }),
    { numRuns: 200 },
  );
});

test('the maximum is not under the minimum where a subtraction leaves one value with a fraction', () => {
  using histogram = new HdrHistogram({ significantDigits: 1, lowestDiscernible: 4 });
  histogram.record(1e9);
  const earlier = histogram.snapshot();
  histogram.record(63.5);
  const { min, max } = histogram.subtract(earlier).snapshot();
  assert.equal([min, max], [63.5, 63.5]);
});

test('law: the order of recording does not matter', () => {
  fc.assert(
    fc.property(values, options, (recorded, range) => {
      using forwards = new HdrHistogram(range);
      using backwards = new HdrHistogram(range);
      for (const one of recorded) forwards.record(one);
      backwards.recordMany([...recorded].reverse());
      same(forwards.snapshot(), backwards.snapshot());
    }),
    { numRuns: 200 },
  );
});

test('law: a histogram made from a snapshot equals it', () => {
  fc.assert(
    fc.property(values, options, (recorded, range) => {
      using histogram = new HdrHistogram(range);
      histogram.recordMany([...recorded, Infinity]);
      using copy = HdrHistogram.from(histogram.snapshot());
      assert.equal(copy.snapshot(), histogram.snapshot());
      copy.record(1e13);
      histogram.record(1e13);
      same(copy.snapshot(), histogram.snapshot());
    }),
    { numRuns: 200 },
  );
});

test('merging with itself doubles every count', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([1, 5000, 5000]);
  histogram.merge(histogram);
  assert.equal([histogram.count, histogram.sum, histogram.countAt(5000)], [6, 20_002, 4]);
});

test('values beyond a range that does not grow are not merged, and nothing changes', () => {
  using narrow = new HdrHistogram({ highestTrackable: 1000 });
  narrow.record(5);
  using wide = new HdrHistogram();
  wide.recordMany([7, 1e6]);
  const before = narrow.snapshot();
  assert.throwsCode(() => narrow.merge(wide), 'HISTOGRAM_RANGE');
  assert.throwsCode(() => narrow.merge(wide.snapshot()), 'HISTOGRAM_RANGE');
  same(narrow.snapshot(), before);
});

test('more than there is cannot be subtracted, and nothing changes', () => {
  using less = new HdrHistogram();
  less.recordMany([5, 100]);
  using more = new HdrHistogram();
  more.recordMany([5, 100, 100]);
  using elsewhere = new HdrHistogram({ significantDigits: 2 });
  elsewhere.record(1e9);
  const before = less.snapshot();
  for (const other of [more, more.snapshot(), elsewhere]) {
    assert.throwsCode(() => less.subtract(other), 'HISTOGRAM_DIFFERENCE');
  }
  same(less.snapshot(), before);
});

test('subtracting everything leaves an empty histogram that can be recorded into', () => {
  using histogram = new HdrHistogram();
  histogram.recordMany([1, 1e9]);
  histogram.subtract(histogram.snapshot());
  assert.equal([histogram.count, histogram.sum, histogram.snapshot().counts.counts.length], [0, 0, 0]);
  assert.identical(histogram.max, Number.NaN);
  histogram.record(3);
  assert.equal([histogram.min, histogram.max, histogram.quantile(0.5)], [3, 3, 3]);
});

/** Everything equal but the sum, which rounding may move by its last digits. */
function same(actual: HdrSnapshot, expected: HdrSnapshot): void {
  assert.equal({ ...actual, sum: 0 }, { ...expected, sum: 0 });
  assert.close(actual.sum, expected.sum, 1e-12);
}

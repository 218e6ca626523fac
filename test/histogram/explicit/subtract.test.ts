import fc from 'fast-check';
import { ExplicitHistogram } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

const BOUNDS = [-10, 0, 1, 2, 5, 100];
const values = fc.array(fc.integer({ min: -20, max: 120 }), { maxLength: 200 });

function holding(recorded: readonly number[]): ExplicitHistogram {
  const histogram = new ExplicitHistogram({ bounds: BOUNDS });
  histogram.recordMany(recorded);
  return histogram;
}

test('the later less the earlier is what came between', () => {
  fc.assert(
    fc.property(values, values, (before, between) => {
      using earlier = holding(before);
      using later = holding([...before, ...between]);
      using difference = ExplicitHistogram.from(later.snapshot()).subtract(earlier.snapshot());
      using expected = holding(between);
      const { min, max, ...rest } = difference.snapshot();
      const { min: least, max: most, ...exact } = expected.snapshot();
      assert.equal(rest, exact);
      if (between.length === 0) {
        assert.equal([min, max], [Number.NaN, Number.NaN]);
        return;
      }
      // Not recorded anywhere, but bounded: by the buckets, and by the later minimum and maximum.
      const bucket = (value: number) => BOUNDS.filter((bound) => bound < value).length;
      assert.ok(min <= least && max >= most);
      assert.ok(bucket(min) === bucket(least) || min === BOUNDS[bucket(least) - 1]);
      assert.is(bucket(max), bucket(most));
      if (before.every((value) => value > least)) assert.is(min, least);
      if (before.every((value) => value < most)) assert.is(max, most);
      assert.equal(later.subtract(earlier).snapshot(), difference.snapshot());
    }),
  );
});

test('a histogram less itself is empty, and can be recorded into', () => {
  using histogram = holding([1, 2, 3, Number.NaN]);
  histogram.subtract(histogram.snapshot());
  assert.equal(histogram.snapshot(), holding([]).snapshot());
  histogram.record(7);
  assert.equal([histogram.min, histogram.max, histogram.sum], [7, 7, 7]);
});

test('a difference can be merged again, stored and queried', () => {
  using later = holding([1, 1, 50, 50, 50]);
  using earlier = holding([1, 50]);
  using copy = ExplicitHistogram.from(later.subtract(earlier).snapshot());
  assert.equal(copy.countsAtOrUnder(BOUNDS), [0, 0, 1, 1, 1, 3]);
  assert.is(copy.merge(earlier).count, 5);
});

test('what was reset in between is no later state, and nothing is changed', () => {
  using histogram = holding([1, 2, 3]);
  const earlier = histogram.snapshot();
  histogram.reset();
  histogram.recordMany([5, 5, 5, 5]);
  const before = histogram.snapshot();
  assert.throwsCode(() => histogram.subtract(earlier), 'HISTOGRAM_DIFFERENCE');
  assert.equal(histogram.snapshot(), before);
});

import fc from 'fast-check';
import {
  ExplicitHistogram,
  type ExplicitHistogramOptions,
  type ExplicitSnapshot,
  InferometerError,
  OPENTELEMETRY_BOUNDS,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';

const BOUNDS = [-100, -1, 0, 0.5, 2, 1000];
/** Whole numbers, so that sums are exact whatever the order. */
const values = fc.array(fc.oneof(fc.integer({ min: -2000, max: 2000 }), fc.constantFrom(...BOUNDS)), {
  maxLength: 300,
});

function holding(recorded: readonly number[], bounds: readonly number[] = BOUNDS): ExplicitHistogram {
  const histogram = new ExplicitHistogram({ bounds });
  histogram.recordMany(recorded);
  return histogram;
}

test('a value equal to a bound lies under it', () => {
  using histogram = holding([5, 5.1, 10, 10.1], [5, 10]);
  assert.equal(Array.from(histogram.snapshot().counts), [1, 2, 1]);
});

test('without bounds, those of OpenTelemetry', () => {
  using histogram = new ExplicitHistogram();
  assert.equal(histogram.bounds, [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]);
  assert.is(OPENTELEMETRY_BOUNDS.length, 15);
  histogram.recordMany([-3, 0, 25, 99, 1e6]);
  assert.equal(Array.from(histogram.snapshot().counts), [2, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test('count, sum, min, max and mean are exact', () => {
  using histogram = holding([1, 2, 3.5, -4, 0]);
  const { count, sum, min, max, mean } = histogram;
  assert.equal([count, sum, min, max, mean], [5, 2.5, -4, 3.5, 0.5]);
});

test('an empty histogram has no quantile, minimum, maximum or mean', () => {
  using histogram = new ExplicitHistogram({ bounds: [1] });
  assert.is(histogram.count, 0);
  assert.is(histogram.sum, 0);
  for (const nothing of [histogram.min, histogram.max, histogram.mean, histogram.quantile(0.5)]) {
    assert.identical(nothing, Number.NaN);
  }
  assert.equal(histogram.countsAtOrUnder([0, 1, Infinity]), [0, 0, 0]);
});

test('a value recorded n times equals n values recorded', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (recorded, times) => {
      using weighted = new ExplicitHistogram({ bounds: BOUNDS });
      for (const value of recorded) weighted.record(value, times);
      using repeated = holding(recorded.flatMap((value) => new Array<number>(times).fill(value)));
      assert.equal(weighted.snapshot(), repeated.snapshot());
    }),
  );
});

test('counts go beyond 32 bits, and counts of doubles beyond 2^53 saturate and never wrap', () => {
  using histogram = new ExplicitHistogram({ bounds: [10] });
  histogram.record(5, 2 ** 32 + 3);
  histogram.record(1000);
  assert.is(histogram.count, 2 ** 32 + 4);
  assert.equal(Array.from(histogram.snapshot().counts), [2 ** 32 + 3, 1]);
  assert.close(histogram.quantile(0.5), 7.5, 1e-9);
  histogram.record(5, 2 ** 63);
  histogram.record(5, 2 ** 63);
  histogram.record(5, 2 ** 63);
  assert.is(histogram.count, 2 ** 64);
  assert.is(histogram.quantile(0.99) <= 10, true);
});

test('merging the parts equals recording the whole, whichever way', () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      using whole = holding([...a, ...b, ...c]);
      using first = holding(a);
      using second = holding(b);
      using third = holding(c);
      using backwards = holding(c);
      backwards.merge(second.snapshot()).merge(first);
      first.merge(second).merge(third.snapshot());
      assert.equal(first.snapshot(), whole.snapshot());
      assert.equal(backwards.snapshot(), whole.snapshot());
      assert.equal(second.snapshot(), holding(b).snapshot(), 'the other is unchanged');
    }),
  );
});

test('rejected values are merged as well', () => {
  using left = holding([Number.NaN, 1]);
  using right = holding([Infinity, -Infinity, 2]);
  assert.is(left.merge(right).rejected, 3);
  assert.is(left.count, 2);
});

test('a histogram made from a snapshot goes on where it was taken', () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      using original = holding(before);
      using copy = ExplicitHistogram.from(original.snapshot());
      assert.equal(copy.snapshot(), original.snapshot());
      original.recordMany(after);
      copy.recordMany(after);
      assert.equal(copy.snapshot(), original.snapshot());
    }),
  );
});

test('a snapshot is frozen, keeps no tie to the histogram and survives a structured clone', () => {
  using histogram = holding([1, 2, 3]);
  const snapshot = histogram.snapshot();
  assert.ok(Object.isFrozen(snapshot));
  snapshot.bounds[0] = 7;
  histogram.record(4);
  assert.is(snapshot.count, 3);
  assert.is(histogram.bounds[0], -100);
  const clone = structuredClone(histogram.snapshot());
  using copy = ExplicitHistogram.from(clone);
  assert.equal(copy.snapshot(), histogram.snapshot());
});

test('reset() forgets everything recorded; the bounds stay', () => {
  using histogram = holding([1, 2, Number.NaN]);
  histogram.reset();
  assert.equal(histogram.snapshot(), holding([]).snapshot());
  histogram.record(2);
  assert.equal([histogram.count, histogram.min, histogram.quantile(1)], [1, 2, 2]);
});

test('bounds can be handed in as a Float64Array, and -0 is 0', () => {
  using histogram = new ExplicitHistogram({ bounds: Float64Array.of(-1, -0, 1) });
  assert.identical(histogram.bounds[1], 0);
  histogram.recordMany([-0, 0]);
  assert.equal(Array.from(histogram.snapshot().counts), [0, 2, 0, 0]);
});

test('errors name what is wrong, with a stable code and a remedy', () => {
  const make = (bounds: unknown) => () => new ExplicitHistogram({ bounds } as ExplicitHistogramOptions);
  const snapshot = holding([1, 2]).snapshot();
  const from = (changes: Partial<Record<keyof ExplicitSnapshot, unknown>>) => () =>
    ExplicitHistogram.from({ ...snapshot, ...changes } as ExplicitSnapshot);
  const cases: readonly [() => unknown, string, ErrorConstructor][] = [
    [make('5'), 'HISTOGRAM_OPTION_KIND', TypeError],
    [make([1, '2']), 'HISTOGRAM_OPTION_KIND', TypeError],
    [make([]), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [make(Array.from({ length: 1001 }, (_, i) => i)), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [make([1, Infinity]), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [make([Number.NaN]), 'HISTOGRAM_OPTION_RANGE', RangeError],
    [make([1, 1]), 'HISTOGRAM_BOUNDS_ORDER', RangeError],
    [make([-0, 0]), 'HISTOGRAM_BOUNDS_ORDER', RangeError],
    [make([2, 1]), 'HISTOGRAM_BOUNDS_ORDER', RangeError],
    [() => holding([], [1]).merge(holding([], [2])), 'HISTOGRAM_BOUNDS_DIFFER', Error],
    [() => holding([], [1]).merge(holding([], [1, 2]).snapshot()), 'HISTOGRAM_BOUNDS_DIFFER', Error],
    [() => holding([], [1]).subtract(holding([], [2])), 'HISTOGRAM_BOUNDS_DIFFER', Error],
    [() => holding([1]).subtract(holding([50])), 'HISTOGRAM_DIFFERENCE', Error],
    [from({ layout: 'hdr' }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ version: 2 }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ bounds: [1, 2] }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ bounds: Float64Array.of(1) }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ bounds: snapshot.bounds.map(() => 1) }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ counts: snapshot.counts.map(() => 0.5) }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ counts: snapshot.counts.map(() => 0) }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ count: -1 }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ sum: '3' }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ min: 3 }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ min: -200 }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ max: 5000 }), 'HISTOGRAM_SNAPSHOT', Error],
    [from({ rejected: Number.NaN }), 'HISTOGRAM_SNAPSHOT', Error],
    [() => ExplicitHistogram.from(null as never), 'HISTOGRAM_SNAPSHOT', Error],
  ];
  for (const [misuse, code, Kind] of cases) {
    const error = assert.throwsCode(misuse, code);
    assert.instance(error, Kind);
    assert.ok(error instanceof InferometerError);
    assert.match(error.message, new RegExp(`^${code}: .+[.:] [A-Z].+\\.$`));
  }
});

test('a disposed histogram cannot be read; what is recorded late is counted', () => {
  const histogram = holding([1]);
  histogram.dispose();
  histogram.dispose();
  assert.throwsCode(() => histogram.snapshot(), 'HISTOGRAM_DISPOSED');
  assert.throwsCode(() => holding([]).merge(histogram), 'HISTOGRAM_DISPOSED');
  histogram.record(1);
  histogram.recordMany([2, 3]);
  assert.is(histogram.rejected, 3);
});

test('a thousand histograms beside each other keep to themselves', () => {
  const histograms = Array.from(
    { length: 1000 },
    (_, i) => new ExplicitHistogram({ bounds: Array.from({ length: 1 + (i % 50) }, (_, j) => j + i / 7) }),
  );
  for (let n = 0; n < 100; n++) {
    histograms.forEach((histogram, i) => {
      histogram.record((n * 7 + i) % 61);
    });
  }
  histograms.forEach((histogram, i) => {
    const { counts, bounds, count } = histogram.snapshot();
    assert.is(count, 100);
    const expected = new Array<number>(bounds.length + 1).fill(0);
    for (let n = 0; n < 100; n++) {
      const value = (n * 7 + i) % 61;
      const bucket = bounds.findIndex((bound) => value <= bound);
      expected[bucket < 0 ? bounds.length : bucket] = (expected.at(bucket) as number) + 1;
    }
    assert.equal(Array.from(counts), expected);
    histogram.dispose();
  });
});

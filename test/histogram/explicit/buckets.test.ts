// Every double in its bucket: against the definition, v <= bound, and nothing but that.
import fc from 'fast-check';
import { ExplicitHistogram, OPENTELEMETRY_BOUNDS } from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { above, under } from '../neighbours.ts';
import { randomFrom } from '../oracle.ts';

function naiveCounts(values: Iterable<number>, bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bucket = bounds.findIndex((bound) => value <= bound);
    const at = bucket < 0 ? bounds.length : bucket;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

function requireCounts(values: readonly number[], bounds: readonly number[]): void {
  using together = new ExplicitHistogram({ bounds });
  together.recordMany(Float64Array.from(values));
  using apart = new ExplicitHistogram({ bounds });
  for (const value of values) apart.record(value, 1);
  const expected = naiveCounts(values, bounds);
  assert.equal(Array.from(together.snapshot().counts), expected);
  assert.equal(Array.from(apart.snapshot().counts), expected);
}

/** Where it could go wrong: every bound with both its neighbours, and the ends of the number line. */
function critical(bounds: readonly number[]): number[] {
  const extremes = [
    0,
    -0,
    2 ** -1074,
    -(2 ** -1074),
    2 ** -1022,
    -(2 ** -1022),
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
  ];
  return [...bounds.flatMap((bound) => [under(bound), bound, above(bound)]), ...extremes].filter(
    Number.isFinite,
  );
}

const linear = (n: number, from: number, step: number) =>
  Array.from({ length: n }, (_, i) => from + i * step);

const boundsOf: Record<string, readonly number[]> = {
  OpenTelemetry: OPENTELEMETRY_BOUNDS,
  'Prometheus client defaults': [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  'inference seconds': [0.001, 0.01, 0.1, 1, 10],
  'one, positive': [3],
  'one, zero': [0],
  'one, negative': [-3],
  'zero and a positive': [0, 1],
  'a negative and zero': [-1, 0],
  'negatives only': [-1000, -10, -0.5],
  'both signs': [-1000, -1, -0.001, 0, 0.001, 1, 1000],
  'cosine similarity, -1 to 1 by 0.02': linear(101, -1, 0.02),
  '1 to 1000': linear(1000, 1, 1),
  '-500 to 499': linear(1000, -500, 1),
  'powers of two': linear(60, -30, 1).map((exponent) => 2 ** exponent),
  'the whole range of doubles': [-Number.MAX_VALUE, -1e-300, 1e-300, 1, 1e300, Number.MAX_VALUE],
  subnormal: [-(2 ** -1060), -(2 ** -1074), 0, 2 ** -1074, 2 ** -1073, 2 ** -1023, 2 ** -1022],
  'adjacent doubles': [above(1), above(above(1)), above(above(above(1))), 2],
  'adjacent negative doubles': [-2, under(under(-1)), under(-1), -1],
  'a thousand adjacent doubles': linear(1000, 1, 2 ** -52),
};

for (const [name, bounds] of Object.entries(boundsOf)) {
  test(`${name}: exact at every bound and at the doubles beside it`, () => {
    requireCounts(critical(bounds), bounds);
  });

  test(`${name}: exact between the bounds and beyond them`, () => {
    const random = randomFrom(bounds.length);
    const first = bounds[0] as number;
    const last = bounds.at(-1) as number;
    const width = Math.min(Math.max(last - first, Math.abs(last)), 1e300);
    const values = Array.from({ length: 2003 }, () => first - width / 4 + random() * width * 1.5);
    requireCounts(values, bounds);
  });
}

/** Any bits at all: NaN with and without a sign, infinities and subnormals come up as often as they are. */
const anyDouble = fc
  .tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
  .map(([high, low]) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setInt32(0, high);
    view.setInt32(4, low);
    return view.getFloat64(0);
  });

const someBounds = fc
  .uniqueArray(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -50, max: 50 })),
    {
      minLength: 1,
      maxLength: 60,
      comparator: (a, b) => a === b,
    },
  )
  .map((bounds) =>
    Float64Array.from(bounds)
      .sort()
      .map((bound) => bound + 0),
  );

test('any values under any bounds', () => {
  fc.assert(
    fc.property(
      someBounds,
      fc.array(fc.oneof(anyDouble, fc.double(), fc.integer({ min: -60, max: 60 })), { maxLength: 80 }),
      (bounds, values) => {
        requireCounts([...values, ...critical(Array.from(bounds))], Array.from(bounds));
      },
    ),
    { numRuns: 400 },
  );
});

test('what is no finite number is rejected, wherever in a batch it stands, and the rest is as if it were not there', () => {
  const bad = [Number.NaN, Infinity, -Infinity];
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(...bad)), { maxLength: 200 }),
      fc.constantFrom([-5, 0, 5], [0, 5], [4], linear(500, 1, 0.001)),
      (values, bounds) => {
        using histogram = new ExplicitHistogram({ bounds });
        histogram.recordMany(values);
        using clean = new ExplicitHistogram({ bounds });
        clean.recordMany(values.filter(Number.isFinite));
        assert.is(histogram.rejected, values.filter((value) => !Number.isFinite(value)).length);
        assert.equal({ ...histogram.snapshot(), rejected: 0 }, clean.snapshot());
      },
    ),
  );
});

test('a sum beyond the doubles is infinite; the counts stand', () => {
  using histogram = new ExplicitHistogram({ bounds: [0, 1e308] });
  histogram.recordMany(new Array<number>(9).fill(1.5e308));
  const { count, sum, min, max, rejected } = histogram.snapshot();
  assert.equal([count, sum, min, max, rejected], [9, Infinity, 1.5e308, 1.5e308, 0]);
  assert.equal(Array.from(histogram.snapshot().counts), [0, 0, 9]);
});

test('minimum and maximum of zeros are 0, whatever their sign', () => {
  for (const zeros of [[-0], [-0, -0, -0, -0, -0], [0, -0, 0, -0]]) {
    using histogram = new ExplicitHistogram({ bounds: [-1, 0, 1] });
    histogram.recordMany(zeros);
    for (const seen of [histogram.min, histogram.max, histogram.sum]) assert.identical(seen, 0);
    assert.equal(Array.from(histogram.snapshot().counts), [0, zeros.length, 0, 0]);
  }
});

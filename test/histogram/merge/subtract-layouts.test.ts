// What holds for the differences of every layout.
import fc from 'fast-check';
import {
  decodeSnapshot,
  downscale,
  ExplicitHistogram,
  encodeSnapshot,
  HdrHistogram,
  type HdrHistogramOptions,
  Histogram,
  type Snapshot,
  Summary,
  subtractSnapshots,
} from 'inferometer/histogram';
import { assert, test } from '../../harness.ts';
import { snapshotOf } from '../arbitrary.ts';

const BOUNDS = [-10, 0, 1, 2.5, 100];

/** Without subnormal values, which exponential histograms count as zeros. */
const value = fc
  .oneof(
    fc.double({ min: -50, max: 200, noNaN: true }),
    fc.integer({ min: -3, max: 5 }),
    fc.double({ min: 0, max: 1e7, noNaN: true }),
    fc.constantFrom(0, 2.5, 1e9, Number.NaN, Infinity),
  )
  .map((drawn) => (Math.abs(drawn) < 1e-300 ? 0 : drawn));
const values = fc.array(value, { maxLength: 150 });

interface Recording {
  recordMany(values: readonly number[]): void;
  snapshot(): Snapshot;
}

interface Layout {
  make(): Recording;
  /** The snapshot of one recording and then that of another, in one. */
  merged(first: Snapshot, second: Snapshot): Snapshot;
}

function hdr(options: HdrHistogramOptions): Layout {
  return {
    make: () => new HdrHistogram(options),
    merged: (first, second) =>
      HdrHistogram.from(first as never)
        .merge(second as never)
        .snapshot(),
  };
}

const layouts: Record<string, Layout> = {
  exponential: {
    make: () => new Histogram({ scale: 4, maxBuckets: 128 }),
    merged: (first, second) =>
      Histogram.from(first as never)
        .merge(second as never)
        .snapshot(),
  },
  explicit: {
    make: () => new ExplicitHistogram({ bounds: BOUNDS }),
    merged: (first, second) =>
      ExplicitHistogram.from(first as never)
        .merge(second as never)
        .snapshot(),
  },
  'HDR that grows': hdr({ significantDigits: 2 }),
  'HDR with a coarse unit': hdr({ significantDigits: 1, lowestDiscernible: 1000 }),
  'HDR with a fixed range': hdr({ significantDigits: 2, highestTrackable: 1000, autoResize: false }),
  summary: {
    make: () => new Summary(),
    merged: (first, second) =>
      Summary.from(first as never)
        .merge(second as never)
        .snapshot(),
  },
};

/** Counts and buckets: what differences have exactly. */
function exact(snapshot: Snapshot): unknown {
  const { sum, min, max, ...rest } = snapshot;
  if (rest.layout === 'hdr') return { ...rest, highestTrackable: undefined };
  if (rest.layout === 'exponential') return { ...rest, isMinBound: undefined, isMaxBound: undefined };
  if (rest.layout !== 'summary') return rest;
  const { mean, m2, m3, m4, ...totals } = rest;
  return totals;
}

for (const [name, { make, merged }] of Object.entries(layouts)) {
  const holding = (...parts: number[][]) => {
    const recording = make();
    return parts.map((part) => {
      recording.recordMany(part);
      return recording.snapshot();
    }) as [Snapshot, Snapshot];
  };

  test(`${name}: law: later less earlier is what was recorded in between, and together they are the later`, () => {
    fc.assert(
      fc.property(values, values, (before, between) => {
        const [earlier, later] = holding(before, between);
        const [alone] = holding(between);
        const delta = subtractSnapshots(later, earlier);
        const expected =
          alone.layout === 'exponential' && later.layout === 'exponential'
            ? downscale(alone, { scale: later.scale })
            : alone;
        assert.equal(exact(delta), exact(expected));

        const magnitude = [...before, ...between].reduce(
          (sum, one) => sum + (Number.isFinite(one) ? Math.abs(one) : 0),
          0,
        );
        assert.ok(Math.abs(delta.sum - alone.sum) <= 1e-14 * magnitude);

        const both = merged(earlier, delta);
        assert.equal(exact(both), exact(later));
        assert.equal([both.min, both.max], [later.min, later.max]);
        assert.ok(Math.abs(both.sum - later.sum) <= 1e-14 * magnitude);
      }),
    );
  });

  test(`${name}: law: every value lies in min..max, which are exact where they are new`, () => {
    fc.assert(
      fc.property(values, values, (before, between) => {
        const [earlier, later] = holding(before, between);
        const [alone] = holding(between);
        const { min, max } = subtractSnapshots(later, earlier);
        if (alone.count === 0) {
          assert.equal([min, max], [Number.NaN, Number.NaN]);
          return;
        }
        const whole = alone.layout === 'hdr' ? Math.floor(alone.max) : alone.max;
        assert.ok(min <= alone.min && max >= whole, `${min}..${max}, recorded ${alone.min}..${alone.max}`);
        assert.ok(min >= later.min && max <= later.max);
        if (!(alone.min >= earlier.min)) assert.is(min, alone.min);
        if (!(alone.max <= earlier.max)) assert.is(max, alone.max);
      }),
    );
  });

  test(`${name}: law: a difference is a snapshot like any other`, () => {
    fc.assert(
      fc.property(values, values, (before, between) => {
        const [earlier, later] = holding(before, between);
        const delta = subtractSnapshots(later, earlier);
        assert.ok(Object.isFrozen(delta));
        assert.equal(decodeSnapshot(encodeSnapshot(delta)), delta);
      }),
    );
  });

  test(`${name}: what is less an empty snapshot stays what it is; less itself it is empty`, () => {
    const [none, all] = holding([], [3, 700, 0.5, Number.NaN]);
    assert.equal(subtractSnapshots(all, none), all);
    const left = subtractSnapshots(all, all);
    const nothing = all.layout === 'exponential' ? { ...none, scale: all.scale } : none;
    assert.equal([left.count, left.sum, left.rejected], [0, 0, 0]);
    assert.equal([left.min, left.max], [Number.NaN, Number.NaN]);
    assert.equal(exact(left), exact(nothing));
  });

  test(`${name}: a snapshot that is no later state is refused`, () => {
    const [earlier, later] = holding([3, 700], [3, 5, Number.NaN]);
    for (const [less, more] of [
      [earlier, later],
      [holding([])[0], earlier],
      [holding([4, 600, 600])[0], earlier],
      [later, { ...earlier, rejected: 2 }],
    ] as const) {
      assert.throwsCode(() => subtractSnapshots(less, more), 'HISTOGRAM_DIFFERENCE');
    }
  });

  test(`${name}: what is no snapshot is refused as such`, () => {
    const [good] = holding([3]);
    for (const bad of [undefined, null, {}, { layout: good.layout }, { ...good, count: -1 }]) {
      assert.throwsCode(() => subtractSnapshots(good, bad as never), 'HISTOGRAM_SNAPSHOT');
      assert.throwsCode(() => subtractSnapshots(bad as never, good), 'HISTOGRAM_SNAPSHOT');
    }
  });
}

test('law: explicit and HDR snapshots differ as the histograms do', () => {
  fc.assert(
    fc.property(values, values, (before, between) => {
      using explicit = new ExplicitHistogram({ bounds: BOUNDS });
      using hdr = new HdrHistogram({ significantDigits: 1, lowestDiscernible: 4 });
      for (const histogram of [explicit, hdr]) histogram.recordMany(before);
      const earlier = [explicit.snapshot(), hdr.snapshot()] as const;
      for (const histogram of [explicit, hdr]) histogram.recordMany(between);
      const later = [explicit.snapshot(), hdr.snapshot()] as const;
      using explicitLeft = ExplicitHistogram.from(later[0]).subtract(earlier[0]);
      using hdrLeft = HdrHistogram.from(later[1]).subtract(earlier[1]);
      assert.equal(subtractSnapshots(later[0], earlier[0]), explicitLeft.snapshot());
      assert.equal(subtractSnapshots(later[1], earlier[1]), hdrLeft.snapshot());
    }),
  );
});

test('explicit: the bounds of the buckets stand for a minimum and maximum that are not new', () => {
  using histogram = new ExplicitHistogram({ bounds: [1, 2, 5] });
  histogram.recordMany([0.1, 9]);
  const earlier = histogram.snapshot();
  histogram.recordMany([1.5, 3]);
  const { counts, min, max, sum } = subtractSnapshots(histogram.snapshot(), earlier);
  assert.equal([...counts], [0, 1, 1, 0]);
  assert.equal([min, max], [1, 5]);
  assert.close(sum, 4.5, 1e-15);
});

test('HDR: the range may have grown in between, and is the later one', () => {
  using histogram = new HdrHistogram({ significantDigits: 3 });
  histogram.recordMany([5, 2000]);
  const earlier = histogram.snapshot();
  histogram.recordMany([1000, 1_000_003]);
  const later = histogram.snapshot();
  const delta = subtractSnapshots(later, earlier);
  assert.ok(later.highestTrackable > earlier.highestTrackable);
  assert.is(delta.highestTrackable, later.highestTrackable);
  assert.equal([delta.count, delta.min, delta.max, delta.sum], [2, 1000, 1_000_003, 1_001_003]);
  using copy = HdrHistogram.from(delta);
  assert.equal([copy.countAt(1000), copy.countAt(1_000_003), copy.countAt(2000)], [1, 1, 0]);
});

test('snapshots of different layouts, bounds, digits or units are refused', () => {
  using explicit = new ExplicitHistogram({ bounds: [1, 2] });
  using otherBounds = new ExplicitHistogram({ bounds: [1, 3] });
  using hdr = new HdrHistogram();
  using otherDigits = new HdrHistogram({ significantDigits: 2 });
  using otherUnit = new HdrHistogram({ lowestDiscernible: 1000 });
  using summary = new Summary();
  const all: Snapshot[] = [
    snapshotOf([]),
    ...[explicit, otherBounds, hdr, otherDigits, otherUnit, summary].map((one) => one.snapshot()),
  ];
  for (const later of all) {
    for (const earlier of all) {
      if (later === earlier) assert.is(subtractSnapshots(later, earlier).count, 0);
      else assert.throwsCode(() => subtractSnapshots(later, earlier), 'HISTOGRAM_LAYOUT');
    }
  }
});

test('a difference of snapshots whose counts are rounded counts what its buckets hold', () => {
  using histogram = new Histogram();
  histogram.record(1, 2 ** 53 - 1);
  const earlier = histogram.snapshot();
  histogram.record(1);
  histogram.record(8, 3);
  const delta = subtractSnapshots(histogram.snapshot(), earlier);
  assert.equal([delta.count, Histogram.from(delta).quantile(0.25)], [4, 1]);
});

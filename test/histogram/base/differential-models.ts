/**
 * What a histogram of each layout should hold, told naively: everything recorded is kept, and counted when somebody asks.
 * Nothing here is shared with the library.
 */
import {
  ExplicitHistogram,
  type ExplicitSnapshot,
  type ExponentialSnapshot,
  HdrHistogram,
  type HdrSnapshot,
  Histogram,
  type Snapshot,
  Summary,
  type SummarySnapshot,
} from 'inferometer/histogram';
import { assert } from '../../harness.ts';
import { entriesOf, JavaHistogram } from '../hdr/oracle.ts';
import { exactIndex } from '../oracle.ts';

export type AnyHistogram = ExplicitHistogram | HdrHistogram | Histogram | Summary;

/** Values that were recorded, each with how often: finite numbers within range. */
export type Recorded = ReadonlyMap<number, number>;

/** A kind of histogram: how it is made, what it takes, and what it holds then. */
export interface Kind {
  readonly name: string;
  create(): AnyHistogram;
  /** As it would come back from a file. */
  restore(snapshot: Snapshot): AnyHistogram;
  takes(value: number): boolean;
  /** Fails where the buckets of the snapshot are not those of what was recorded. */
  assertBuckets(snapshot: Snapshot, recorded: Recorded): void;
}

const LARGEST_LONG = 2 ** 63;
const SMALLEST_NORMAL = 2 ** -1022;

function add<Key>(counts: Map<Key, number>, key: Key, times: number): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}

/** The buckets in use, ascending. */
function inUse(offset: number, counts: Float64Array): [index: number, count: number][] {
  return [...counts]
    .map((count, i): [number, number] => [offset + i, count])
    .filter(([, count]) => count > 0);
}

function ascending(counts: ReadonlyMap<number, number>): [index: number, count: number][] {
  return [...counts].sort(([a], [b]) => a - b);
}

/** By the bound at or above each value: naive `le`. */
function countsInBounds(bounds: ArrayLike<number>, recorded: Recorded): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (const [value, times] of recorded) {
    const found = Array.from(bounds).findIndex((bound) => value <= bound);
    const i = found < 0 ? bounds.length : found;
    counts[i] = (counts[i] as number) + times;
  }
  return counts;
}

const FINEST_SCALE = 8;
const indices = new Map<number, number>();

/** Of a positive normal double at the finest scale: that of a coarser one is the same, shifted. */
function finestIndex(value: number): number {
  let index = indices.get(value);
  if (index === undefined) {
    index = exactIndex(value, FINEST_SCALE);
    indices.set(value, index);
  }
  return index;
}

function exponential(scale: number, maxBuckets: number, bounds?: readonly number[]): Kind {
  return {
    name: `exponential, scale ${scale}, ${maxBuckets} buckets${bounds ? ', bounds' : ''}`,
    create: () => new Histogram({ scale, maxBuckets, ...(bounds && { bounds }) }),
    restore: (snapshot) => Histogram.from(snapshot as ExponentialSnapshot),
    takes: Number.isFinite,
    assertBuckets(given, recorded) {
      const snapshot = given as ExponentialSnapshot;
      const finest = { positive: new Map<number, number>(), negative: new Map<number, number>() };
      let zeros = 0;
      for (const [value, times] of recorded) {
        if (Math.abs(value) <= SMALLEST_NORMAL) zeros += times;
        else add(value > 0 ? finest.positive : finest.negative, finestIndex(Math.abs(value)), times);
      }
      const at = (of: ReadonlyMap<number, number>, coarse: number) => {
        const counts = new Map<number, number>();
        for (const [index, times] of of) add(counts, index >> (FINEST_SCALE - coarse), times);
        return ascending(counts);
      };
      const fits = (of: ReadonlyMap<number, number>, coarse: number) => {
        const used = [...of.keys()].map((index) => index >> (FINEST_SCALE - coarse));
        return used.length === 0 || Math.max(...used) - Math.min(...used) < maxBuckets;
      };
      let expected = scale;
      while (!fits(finest.positive, expected) || !fits(finest.negative, expected)) expected -= 1;
      assert.is(snapshot.scale, expected, 'scale');
      assert.is(snapshot.zeroCount, zeros, 'zeros');
      for (const sign of ['positive', 'negative'] as const) {
        const { offset, counts } = snapshot[sign];
        assert.equal(inUse(offset, counts), at(finest[sign], expected), sign);
      }
      if (bounds === undefined) return;
      assert.equal([...(snapshot.explicit?.counts ?? [])], countsInBounds(bounds, recorded), 'bounds');
    },
  };
}

function explicit(bounds: readonly number[]): Kind {
  return {
    name: `explicit, ${bounds.length} bounds`,
    create: () => new ExplicitHistogram({ bounds }),
    restore: (snapshot) => ExplicitHistogram.from(snapshot as ExplicitSnapshot),
    takes: Number.isFinite,
    assertBuckets(snapshot, recorded) {
      assert.equal([...(snapshot as ExplicitSnapshot).counts], countsInBounds(bounds, recorded), 'bounds');
    },
  };
}

function hdr(significantDigits: number, lowestDiscernible: number, highestTrackable?: number): Kind {
  const java = () => new JavaHistogram(significantDigits, lowestDiscernible);
  /** Values of the last bucket are in range. */
  const length = highestTrackable && java().lengthFor(BigInt(highestTrackable));
  return {
    name: `HDR, ${significantDigits} digits, ${lowestDiscernible} to ${highestTrackable ?? 'any'}`,
    create: () =>
      new HdrHistogram({
        significantDigits,
        lowestDiscernible,
        ...(highestTrackable && { highestTrackable }),
      }),
    restore: (snapshot) => HdrHistogram.from(snapshot as HdrSnapshot),
    takes: (value) =>
      value >= 0 &&
      value < LARGEST_LONG &&
      (length === undefined || java().indexOf(BigInt(Math.trunc(value))) < length),
    assertBuckets(snapshot, recorded) {
      const expected = java();
      for (const [value, times] of recorded) expected.record(value, BigInt(times));
      assert.equal(entriesOf(snapshot as HdrSnapshot), expected.entries(), 'counts');
    },
  };
}

const summary: Kind = {
  name: 'summary',
  create: () => new Summary(),
  restore: (snapshot) => Summary.from(snapshot as SummarySnapshot),
  takes: Number.isFinite,
  assertBuckets(given, recorded) {
    const { mean, m2 } = given as SummarySnapshot;
    let count = 0;
    let sum = 0;
    let magnitudes = 0;
    for (const [value, times] of recorded) {
      count += times;
      sum += value * times;
      magnitudes += Math.abs(value) * times;
    }
    if (count === 0) return;
    const scale = magnitudes / count;
    if (!Number.isFinite(count * scale ** 2)) return;
    assert.ok(Math.abs(mean - sum / count) <= 1e-9 * scale, `mean ${mean}, not ${sum / count}`);
    let squares = 0;
    for (const [value, times] of recorded) squares += (value - mean) ** 2 * times;
    // Of values that are large beside what they differ by, squares lose what their mean has lost.
    assert.ok(Math.abs(m2 - squares) <= 1e-9 * (squares + count * scale ** 2), `m2 ${m2}, not ${squares}`);
  },
};

const MANY_BOUNDS = Array.from({ length: 700 }, (_, i) => (i - 100) * 7.5);
const FEW_BOUNDS = [-1, 0, 0.001, 0.1, 1, 2, 5, 1000];

export const KINDS: readonly Kind[] = [
  exponential(5, 2048),
  exponential(8, 128),
  exponential(3, 4096, FEW_BOUNDS),
  exponential(0, 256),
  explicit(FEW_BOUNDS),
  explicit(MANY_BOUNDS),
  hdr(3, 1),
  hdr(2, 1, 3_600_000),
  hdr(1, 1000, 10 ** 12),
  summary,
];

/**
 * Random programs of everything that is done with histograms, run on the library and on naive models of it. Both must agree
 * whenever somebody looks, and in the end; where memory has ended, what found no room must have been counted.
 */
import { decodeSnapshot, encodeSnapshot, type Snapshot } from 'inferometer/histogram';
import { assert } from '../../harness.ts';
import { randomFrom } from '../oracle.ts';
import { type AnyHistogram, KINDS, type Kind } from './differential-models.ts';

export interface ProgramOptions {
  readonly seed: number;
  /** How many values are recorded, about. */
  readonly values: number;
  /** Histograms that are there at once. */
  readonly places: number;
  /** Whether kernel memory may end: then a value without room is counted in `rejected`. */
  readonly mayEnd?: boolean;
}

/** A histogram, and what was handed to it. */
interface Place {
  readonly kind: Kind;
  readonly histogram: AnyHistogram;
  readonly recorded: Map<number, number>;
  /** Its finest scale is the one that the snapshot had. */
  readonly isRestored: boolean;
  rejected: number;
  /** Values that found no room, by what the histogram says: which they were is not known. */
  lost: boolean;
}

export interface Outcome {
  readonly values: number;
  readonly looks: number;
  /** Operations that found no room in kernel memory. */
  readonly refused: number;
}

const MOST_TIMES = 5000;

export function run({ seed, values, places, mayEnd = false }: ProgramOptions): Outcome {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const all: (Place | undefined)[] = new Array<Place | undefined>(places).fill(undefined);
  let recorded = 0;
  let looks = 0;
  let refused = 0;

  /** What there is no room for throws, and changes nothing. */
  const tried = <T>(operation: () => T): T | undefined => {
    try {
      return operation();
    } catch (error) {
      if (!mayEnd || (error as { code?: string }).code !== 'KERNEL_MEMORY') throw error;
      refused += 1;
      return undefined;
    }
  };

  const value = (): number => {
    const of = random();
    if (of < 0.6) return 10 ** (-3 + 4 * random());
    if (of < 0.7) return Math.floor(10 ** (9 * random()));
    if (of < 0.78) return -(10 ** (-3 + 6 * random()));
    if (of < 0.84) return 2 ** (below(200) - 100);
    if (of < 0.88) return 10 ** (below(600) - 300);
    if (of < 0.92) return [-1, 0, -0, 0.001, 0.1, 1, 2, 5, 1000, 37.5][below(10)] as number;
    if (of < 0.95) return [Number.MIN_VALUE, 2 ** -1022, -(2 ** -1022), 1e-310][below(4)] as number;
    return [Number.NaN, Infinity, -Infinity, 1e18, 2 ** 53][below(5)] as number;
  };

  const note = (place: Place, one: number, times: number) => {
    recorded += times === 1 ? 1 : 2;
    if (place.kind.takes(one)) place.recorded.set(one + 0, (place.recorded.get(one + 0) ?? 0) + times);
    else place.rejected += times;
  };

  const look = (place: Place) => {
    looks += 1;
    const snapshot = tried(() => place.histogram.snapshot());
    if (snapshot !== undefined) assertRight(place, snapshot, mayEnd);
  };

  const make = (at: number) => {
    all[at]?.histogram.dispose();
    all[at] = undefined;
    const kind = KINDS[below(KINDS.length)] as Kind;
    const histogram = tried(() => kind.create());
    if (histogram !== undefined)
      all[at] = { kind, histogram, recorded: new Map(), isRestored: false, rejected: 0, lost: false };
  };

  const merge = (into: Place) => {
    const from = all.find((place) => place !== undefined && place !== into && place.kind === into.kind);
    if (from === undefined || from.lost || into.lost) return;
    const source = random() < 0.5 ? from.histogram : tried(() => from.histogram.snapshot());
    if (source === undefined) return;
    const before = mayEnd ? tried(() => into.histogram.snapshot()) : undefined;
    if (tried(() => into.histogram.merge(source as never)) === undefined) {
      assert.equal(into.histogram.snapshot(), before, 'a merge that found no room');
      return;
    }
    for (const [one, times] of from.recorded) into.recorded.set(one, (into.recorded.get(one) ?? 0) + times);
    into.rejected += from.rejected;
  };

  const restore = (place: Place, at: number) => {
    const snapshot = tried(() => place.histogram.snapshot());
    if (snapshot === undefined) return;
    const restored = tried(() => place.kind.restore(decodeSnapshot(encodeSnapshot(snapshot as Snapshot))));
    if (restored === undefined) return;
    place.histogram.dispose();
    all[at] = { ...place, histogram: restored, isRestored: true };
  };

  const step = () => {
    const at = below(places);
    const place = all[at];
    const of = random();
    if (place === undefined || of < 0.01) make(at);
    else if (of < 0.5) {
      for (let n = below(90); n >= 0; n--) {
        const one = value();
        place.histogram.record(one);
        note(place, one, 1);
      }
    } else if (of < 0.75) {
      const many = Array.from({ length: below(2) === 0 ? below(80) : below(MOST_TIMES) }, value);
      place.histogram.recordMany(below(2) === 0 ? many : Float64Array.from(many));
      for (const one of many) note(place, one, 1);
    } else if (of < 0.83) {
      const one = value();
      const times = 1 + below(MOST_TIMES) * (below(4) === 0 ? 2 ** 24 : 1);
      place.histogram.record(one, times);
      note(place, one, times);
    } else if (of < 0.93) look(place);
    else if (of < 0.96) merge(place);
    else if (of < 0.98) restore(place, at);
    else if (place.isRestored) make(at);
    else {
      place.histogram.reset();
      all[at] = { ...place, recorded: new Map(), rejected: 0, lost: false };
    }
  };

  try {
    while (recorded < values) step();
    for (const place of all) if (place !== undefined) look(place);
  } catch (error) {
    throw new Error(`seed ${seed}, after ${recorded} values: ${(error as Error).message}`, { cause: error });
  } finally {
    for (const place of all) place?.histogram.dispose();
  }
  return { values: recorded, looks, refused };
}

function assertRight(place: Place, snapshot: Snapshot, mayEnd: boolean): void {
  const { kind, recorded, rejected } = place;
  let count = 0;
  for (const times of recorded.values()) count += times;
  assert.is(snapshot.count + snapshot.rejected, count + rejected, `${kind.name}: count and rejected`);
  if (mayEnd && snapshot.rejected > rejected) {
    place.lost = true;
    return;
  }
  assert.is(snapshot.rejected, rejected, `${kind.name}: rejected`);
  const values = [...recorded.keys()];
  const extreme = (of: (one: number, other: number) => number) =>
    values.length === 0 ? Number.NaN : values.reduce((one, other) => of(one, other));
  assert.identical(snapshot.min, extreme(Math.min), `${kind.name}: min`);
  assert.identical(snapshot.max, extreme(Math.max), `${kind.name}: max`);
  let sum = 0;
  let magnitudes = 0;
  for (const [value, times] of recorded) {
    sum += value * times;
    magnitudes += Math.abs(value) * times;
  }
  if (Number.isFinite(magnitudes))
    assert.ok(
      Math.abs(snapshot.sum - sum) <= 1e-9 * magnitudes,
      `${kind.name}: sum ${snapshot.sum}, not ${sum}`,
    );
  try {
    kind.assertBuckets(snapshot, recorded);
  } catch (error) {
    throw new Error(`${kind.name}: ${(error as Error).message}`, { cause: error });
  }
}

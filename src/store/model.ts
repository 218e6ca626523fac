/** What a store holds, and how it is asked for, whichever part of it has it. */
import type { ExponentialSnapshot } from '../histogram/index.ts';
import type { DataPoint, Instrument, Interval, IsWanted, Labels } from '../metrics/inner.ts';
import type { CurveSnapshot, RunSnapshot } from '../telemetry/index.ts';

/** An interval that ended, and whose it was. */
export interface StoredInterval extends Interval {
  /** Who wrote it: a process, a machine, a page. */
  readonly member: string;
  /** The telemetry instance that recorded it: `sequence` counts its intervals. */
  readonly instance: string;
}

/** Runs of training and their curves, as they were then: what is written later of the same run replaces it. */
export interface StoredRuns {
  readonly member: string;
  readonly instance: string;
  readonly takenAtUnixMs: number;
  readonly runs: readonly RunSnapshot[];
  readonly curves: readonly CurveSnapshot[];
}

/** One series of one interval, or of the hour or the day that its intervals were merged into: a row of a segment. */
export interface StoredPoint {
  readonly member: string;
  /** Of the first interval in it. */
  readonly startedAtUnixMs: number;
  /** Of the last interval in it. */
  readonly endedAtUnixMs: number;
  /** What was observed of that time, by the monotonic clock: intervals of all telemetries of the member, added up. */
  readonly durationSeconds: number;
  readonly instrument: Instrument;
  readonly fullName: string;
  readonly point: DataPoint;
  /**
   * What the exact sum is beyond the double that the point holds, of its histogram, counter or sum: what intervals were
   * merged into is rounded once, however often it is merged again. Left out where there is nothing.
   */
  readonly sumRest?: readonly number[];
  /** The values of a gauge that were merged into this one; left out where it is one. */
  readonly samples?: GaugeSamples;
}

/** What is the same for all points of a series. */
export interface StoredSeries {
  readonly member: string;
  readonly instrument: Instrument;
  readonly fullName: string;
  readonly labels: Labels;
  /** See `DataPoint.overflow`. */
  readonly overflow: boolean;
}

/** A point that is not read yet, but for what is asked of it. */
export interface StoredFigures {
  /** The same object for points that follow one another in a segment. */
  readonly series: StoredSeries;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** Of a histogram, as the ones after it. */
  readonly count: number;
  readonly sum: number;
  /** NaN of none. */
  readonly min: number;
  /** NaN of none. */
  readonly max: number;
  /** Undefined where it is not stored, or of no values at all: the buckets of the whole point say the same. @param q in [0, 1] */
  quantile(q: number): number | undefined;
  /**
   * Of a histogram: explicit buckets may be missing, and it is good until the next one of the same source is asked for, since its counts
   * may be written over then.
   */
  buckets(): ExponentialSnapshot;
  /** See `StoredPoint.sumRest`. */
  readonly sumRest: readonly number[] | undefined;
  whole(): StoredPoint;
}

/** Values that a gauge had at the end of intervals, those that are finite. */
export interface GaugeSamples {
  readonly count: number;
  readonly sum: number;
  /** See `StoredPoint.sumRest`. */
  readonly sumRest?: readonly number[];
  /** NaN of none. */
  readonly min: number;
  /** NaN of none. */
  readonly max: number;
}

/**
 * What is wanted of a store, as far as its parts can leave out the rest unread. They may give more than that, never less:
 * who asked filters once more.
 */
export interface Selection {
  /** Half-open: points whose `startedAtUnixMs` is at or after this; -Infinity for all. */
  readonly startUnixMs: number;
  /** Before this; Infinity for all. */
  readonly endUnixMs: number;
  /** Whether any point of such an instrument is wanted. */
  readonly isWanted: IsWanted;
  /** Points with these values of these labels, as strings; the empty string is a label that is not there. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of these members alone; of all if undefined. */
  readonly members: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A part of the store that has points: memory, the journal, a segment. */
export interface PointSource {
  /** In batches of bounded size and in no order; each point that the source holds once. */
  points(selection: Selection): AsyncIterable<readonly StoredPoint[]>;
  /** The same points for whoever needs a few figures of each; left out where all of each is there anyway (`figuresIn`). */
  figures?(selection: Selection): AsyncIterable<readonly StoredFigures[]>;
  /**
   * Stretches of time that each telemetry of the members was observed in, each once, whatever was recorded in them: what
   * rates are divided by, and what shows that a time is covered.
   */
  coverage(selection: Selection): AsyncIterable<readonly Coverage[]>;
}

/** A part of a store, or all of it, as it is at one moment. */
export interface StoreView extends PointSource {
  /** Oldest first: what comes later of a run replaces what came before. */
  runs(): AsyncIterable<StoredRuns>;
  /** Nothing is read of it any more: files that it holds may go. */
  release(): void;
}

/** A stretch of time that a telemetry of a member was observed in: an interval of it, or several that follow each other. */
export interface Coverage {
  readonly member: string;
  /** The telemetry instance. Several of one member may have been there at the same time. */
  readonly instance: string;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly durationSeconds: number;
}

/** What went wrong with what was written, by what it was: counted, and said once each. */
export interface Damage {
  /** A record of the journal, a sealed file, a manifest. */
  readonly what: 'record' | 'segment' | 'manifest' | 'runs';
  /** Relative to the place of the store. */
  readonly path: string;
  /** How many records are gone by it, as far as it is known: by gaps in their sequence. */
  readonly lost: number;
  readonly reason: string;
}

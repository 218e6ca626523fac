/** What is logged of a run, in the order in which it was: the form in which writers get it. */
import type { BucketSnapshot } from '../histogram/index.ts';
import type { RunParameters, RunStatus, RunTags } from './model.ts';

export type Entry =
  | StartEntry
  | { readonly kind: 'points'; readonly points: readonly Point[]; readonly timestampUnixMs: number }
  | HistogramEntry
  | { readonly kind: 'parameters'; readonly parameters: RunParameters }
  | { readonly kind: 'tags'; readonly tags: RunTags }
  | { readonly kind: 'status'; readonly status: RunStatus; readonly timestampUnixMs: number };

export interface StartEntry {
  readonly kind: 'start';
  readonly runId: string;
  readonly name: string;
  /** Whether the id was given: a run of this id may be there. */
  readonly isNamed: boolean;
  readonly timestampUnixMs: number;
}

export interface Point {
  readonly name: string;
  readonly value: number;
  /** Whole, 0 or more. */
  readonly step: number;
}

export interface HistogramEntry {
  readonly kind: 'histogram';
  readonly name: string;
  readonly snapshot: BucketSnapshot;
  /** Whole, 0 or more. */
  readonly step: number;
  readonly timestampUnixMs: number;
}

/** Where entries of a run go. */
export interface EntrySink {
  add(entry: Entry): void;
  flush(): Promise<void>;
  /** Delivers what waits for as long as that is worth it. */
  finish(): Promise<void>;
  readonly delivered: number;
  readonly waiting: number;
  readonly lost: number;
  readonly problem: string | undefined;
}

/** Values of an entry, as a RunDelivery counts them. */
export function valuesOf(entry: Entry): number {
  if (entry.kind === 'points') return entry.points.length;
  if (entry.kind === 'parameters') return Object.keys(entry.parameters).length;
  if (entry.kind === 'tags') return Object.keys(entry.tags).length;
  return entry.kind === 'histogram' ? 1 : 0;
}

/** The first entries, as many as have so many values together; one at least. */
export function headOf(entries: readonly Entry[], mostValues: number): readonly Entry[] {
  let values = 0;
  const end = entries.findIndex((entry, i) => {
    values += valuesOf(entry);
    return i > 0 && values > mostValues;
  });
  return end === -1 ? entries : entries.slice(0, end);
}

/** What answers are made of. */
import type { Labels, MetricKind, MetricSnapshot } from '../../metrics/inner.ts';
import type { Aggregated } from './aggregations.ts';

/** One group of series in one step, with those of the aggregations asked for that its kind of metric has. */
export interface StoreRow extends Aggregated {
  /** The beginning of the step; without steps, the first moment that was observed. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** How much of that was observed, of the group's member or of any: what rates are divided by. */
  readonly observedSeconds: number;
  /** With prefix: `ipfs_aiml_inference_seconds`. */
  readonly metric: string;
  readonly kind: MetricKind;
  readonly unit: string;
  /** Undefined unless grouped by it. */
  readonly member: string | undefined;
  /** Those that were grouped by; the empty string where a series has no such label. */
  readonly labels: Labels;
  /** Whether it is of the series that take what comes after the limit of a metric: nobody knows their labels. */
  readonly overflow: boolean;
}

/** The data points of one step: merging those of all steps gives those of the whole range. */
export interface StoreStep {
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** By any member; what rates are divided by. */
  readonly observedSeconds: number;
  readonly metrics: readonly MetricSnapshot[];
}

/**
 * What `toArrow()` gives, a Table of flechette (https://idl.uw.edu/flechette/): as much of it as is typed here, so that
 * programs need no types of that package.
 */
export interface ArrowTable {
  readonly numRows: number;
  readonly numCols: number;
  /** Of its columns. */
  readonly names: readonly string[];
  getChild(name: string): ArrowColumn;
  /** A row as an object. */
  get(row: number): Record<string, unknown>;
  /** All rows as objects. */
  toArray(): Record<string, unknown>[];
  /** All columns as arrays: of numbers without a null, typed ones. */
  toColumns(): Record<string, ArrayLike<unknown>>;
}

export interface ArrowColumn extends Iterable<unknown> {
  readonly length: number;
  readonly nullCount: number;
  at(row: number): unknown;
  toArray(): ArrayLike<unknown>;
}

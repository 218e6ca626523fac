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

/** What an analysis says: one recommendation and the figure that it rests on. */
import type { MetricUnit } from './snapshot.ts';

export type Severity = 'medium' | 'high';

/** The figure that a finding rests on. */
export interface Evidence {
  /** What was compared: `p95`, `mean`, `error ratio`, `rejected values`. */
  readonly statistic: string;
  readonly value: number;
  readonly unit: MetricUnit;
  /** What it was compared with: the one that gave the finding its severity. */
  readonly threshold: number;
  /** On which side of the threshold the value lies. */
  readonly side: 'above' | 'below';
  /** Values behind the figure. */
  readonly count: number;
  /** How long was observed. */
  readonly windowSeconds: number;
}

/** One recommendation. `type` and `target` are spelt as in the source document. */
export interface Finding {
  readonly type: 'performance' | 'efficiency' | 'reliability';
  readonly target: 'model_loading' | 'inference' | 'training' | 'distributed_training' | 'operations';
  readonly severity: Severity;
  readonly modelId?: string;
  readonly affectedWorkers?: readonly string[];
  /** One sentence: what to do. */
  readonly message: string;
  /** One or two sentences: how. */
  readonly details: string;
  readonly evidence: Evidence;
}

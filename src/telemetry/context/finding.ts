/** Something that deserves attention, with what shows it. */
import type { Interval, MetricSnapshot, MetricUnit, Slices } from '../../metrics/inner.ts';
import type { Category } from './categories.ts';
import type { TelemetrySnapshot } from './context.ts';
import type { Objective } from './objectives.ts';
import type { Levels, Thresholds } from './thresholds.ts';

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

/** When something was different from what it is otherwise. */
export interface Change {
  /** What the figure of the evidence is at other times, in its unit. */
  readonly usualValue: number;
  /** When it began, to a step of what was looked at; left out where it was so from the beginning. */
  readonly startedAtUnixMs?: number;
  /** Left out where it goes on. */
  readonly endedAtUnixMs?: number;
}

/** One recommendation. `type` and `target` are spelt as in the source document, where it has them. */
export interface Finding {
  readonly type: 'performance' | 'efficiency' | 'reliability' | 'regression' | 'objective';
  readonly target: 'model_loading' | 'data_pipeline' | 'distributed_training' | 'operations' | Category;
  readonly severity: Severity;
  readonly modelId?: string;
  readonly datasetId?: string;
  /** Of storage. */
  readonly backend?: string;
  /** Of HTTP requests. */
  readonly route?: string;
  /** Of drift and of continual learning. */
  readonly taskId?: string;
  readonly affectedWorkers?: readonly string[];
  /** What is so, in one sentence; `evidence` has its figures. */
  readonly message: string;
  /** What else was recorded about it, and where to look. */
  readonly details: string;
  readonly evidence: Evidence;
  /** Of what became slower. */
  readonly change?: Change;
}

/** What a rule finds; unless it says how long was observed, it was the whole time. */
export type Found = Omit<Finding, 'evidence'> & {
  readonly evidence: Omit<Evidence, 'windowSeconds'> & { readonly windowSeconds?: number };
};

export type Measured = Pick<Found, 'severity' | 'evidence'>;

/** The severest level that the value is above; undefined if there is none. */
export function above(
  levels: Levels,
  statistic: string,
  value: number,
  unit: MetricUnit,
  count: number,
): Measured | undefined {
  const severity = value > levels.high ? 'high' : value > levels.medium ? 'medium' : undefined;
  if (severity === undefined) return undefined;
  return {
    severity,
    evidence: { statistic, value, unit, threshold: levels[severity], side: 'above', count },
  };
}

/** As much of an interval, or of several that were merged, as is looked at. */
export type RecordedStep = Pick<
  Interval,
  'startedAtUnixMs' | 'endedAtUnixMs' | 'durationSeconds' | 'metrics'
>;

/** What rules look at. */
export interface Evidenced {
  readonly snapshot: TelemetrySnapshot;
  /** How long was observed. */
  readonly durationSeconds: number;
  readonly thresholds: Thresholds;
  readonly objectives: readonly Objective[];
  /** The history, oldest first. */
  readonly intervals: readonly RecordedStep[];
  /** What came lately; undefined of a snapshot, which has no history. */
  readonly recent: readonly MetricSnapshot[] | undefined;
  readonly recentSeconds: number;
  /** Workers that told something within `workerTimeoutSeconds`; undefined where nobody knows. */
  readonly activeWorkers?: ReadonlySet<string> | undefined;
}

/** At once, or in slices where there may be much to judge. */
export type AnalysisRule = (evidenced: Evidenced) => Found[] | Slices<Found[]>;

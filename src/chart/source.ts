/** Where pictures have their numbers from: the history of a telemetry, a store, a reader of one. */
import {
  budgetOn,
  type Labels,
  type MetricKind,
  type MetricSnapshot,
  type TimeBudget,
} from '../metrics/inner.ts';
import { systemScheduler } from '../runtime/index.ts';
import {
  type CurveSnapshot,
  contextOf,
  type MetricsFilter,
  type RunSnapshot,
  type TelemetryHandle,
  type TimeRange,
} from '../telemetry/index.ts';

export type SourceAggregation =
  | 'sum'
  | 'average'
  | 'minimum'
  | 'maximum'
  | 'percentile_95'
  | 'percentile_99'
  | 'count'
  | 'rate';

/** As much of the question of a store as pictures ask. */
export interface SourceQuery extends MetricsFilter, TimeRange {
  readonly metric?: string | readonly string[];
  readonly run?: string;
  readonly member?: string | readonly string[];
  readonly stepSeconds?: number;
  readonly groupBy?: readonly string[];
  readonly aggregation?: SourceAggregation | readonly SourceAggregation[];
  readonly percentiles?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface SourceRow {
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly observedSeconds: number;
  readonly metric: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly member: string | undefined;
  readonly labels: Labels;
  readonly overflow: boolean;
  readonly sum?: number;
  readonly average?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly percentile_95?: number;
  readonly percentile_99?: number;
  readonly count?: number;
  readonly rate?: number;
  readonly percentiles?: Readonly<Record<string, number>>;
}

export interface SourceStep {
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly observedSeconds: number;
  readonly metrics: readonly MetricSnapshot[];
}

/** A stretch of time in which somebody recorded, as it is kept: an interval, or several that were merged. */
export interface SourceStretch {
  /** Who: a process, a machine, a page. */
  readonly member?: string;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
}

export interface SourceAnswer extends AsyncIterable<SourceRow> {
  points(): AsyncIterable<SourceStep>;
  stretches(): Promise<readonly SourceStretch[]>;
}

/** `historyOf(telemetry)`, a store, a reader of one. */
export interface ChartSource {
  /** Whose history it is, where it is one's. */
  readonly telemetry?: TelemetryHandle;
  query(query: SourceQuery): SourceAnswer;
  runs(filter: { readonly modelId?: string; readonly runId?: string }): Promise<{
    readonly runs: readonly RunSnapshot[];
    readonly curves: readonly CurveSnapshot[];
  }>;
}

/** Of the telemetry, where there is one: all that share a budget share the event loop. */
export function budgetOf({ telemetry }: ChartSource): TimeBudget {
  return telemetry === undefined ? budgetOn(systemScheduler()) : contextOf(telemetry).budget;
}

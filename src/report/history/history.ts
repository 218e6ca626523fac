/** What a report of a range of time is read from. */
import type { ChartSource } from '../../chart/inner.ts';
import type { MetricsFilter, TelemetryHandle, TelemetrySnapshot, TimeRange } from '../../telemetry/index.ts';

/** Which time and which work a report is about. */
export interface ReportRange extends MetricsFilter, TimeRange {}

/** What `historyOf` of `inferometer/store` returns. */
export interface ReportHistory extends ChartSource {
  snapshot(range: ReportRange & { readonly signal?: AbortSignal }): Promise<TelemetrySnapshot>;
  /** What is left out of the options of a report is that of this one. */
  readonly telemetry?: TelemetryHandle;
}

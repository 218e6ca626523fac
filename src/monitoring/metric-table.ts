/** Metrics as Prometheus gets them. */
import { readCompact } from './compact-json.ts';
import { METRICS_TEXT, type MetricName } from './generated/metrics.ts';
/** A metric in another name set. */
export interface Renamed {
  /** With `_total` where it is a counter. */
  readonly name: string;
  /** What those of its labels are called that have another name. */
  readonly labels: Readonly<Record<string, string>>;
  /** What tells it apart from other metrics of this name: values of labels, empty for those that it has not. */
  readonly matchers: Readonly<Record<string, string>>;
  /** Where they are not its own. */
  readonly bounds?: readonly number[];
}

export interface ExposedMetric {
  /** Without its prefix where that is an option. */
  readonly name: string;
  /** The option of createTelemetry that is put before the name. */
  readonly option?: 'prefix' | 'storagePrefix';
  readonly kind: 'counter' | 'gauge' | 'histogram' | 'up_down_counter';
  readonly labels: readonly string[];
  /** Upper bounds of classic buckets, without +Inf. */
  readonly bounds?: readonly number[];
  /** By name set; null where a part of the series has another name. */
  readonly names?: Readonly<Record<string, Renamed | null>>;
}

export type MetricTable = Readonly<Record<MetricName, ExposedMetric>>;

export function readMetrics(): MetricTable {
  return readCompact(METRICS_TEXT);
}

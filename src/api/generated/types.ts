/** Of src/api/contract, by npm run docs: what goes over the wire, as types. */

/** Of storage operations. */
export type MetricType = 'operation_count' | 'operation_latency' | 'success_rate' | 'error_rate' | 'backend_health' | 'throughput' | 'queue_size' | 'retry_count';

/** What is computed of values. */
export type Aggregation = 'sum' | 'average' | 'minimum' | 'maximum' | 'percentile_95' | 'percentile_99' | 'count' | 'rate';

/** A kind of work. */
export type Category = 'model' | 'inference' | 'stream' | 'training' | 'dataset' | 'distributed' | 'storage' | 'http' | 'drift' | 'continual';

/** A kind of work, or a group of metrics that is no work of its own. */
export type MetricCategory = 'model' | 'inference' | 'stream' | 'training' | 'dataset' | 'distributed' | 'storage' | 'http' | 'drift' | 'continual' | 'operation' | 'objective' | 'runtime' | 'custom' | 'self';

export type MetricKind = 'counter' | 'up_down_counter' | 'gauge' | 'histogram';

export type MetricUnit = 'seconds' | 'bytes' | 'ratio' | 'per_second' | '1';

export type ChartId = 'latency-heatmap' | 'latency-percentiles' | 'latency-distribution' | 'latency-by-batch-size' | 'latency-by-model' | 'throughput' | 'in-flight' | 'failures' | 'time-to-first-token' | 'time-to-first-token-distribution' | 'inter-token-latency' | 'stream-endings' | 'stream-stalls' | 'token-usage' | 'model-load-time' | 'training-curves' | 'learning-rate' | 'gradient-norm' | 'epoch-time' | 'dataset-time' | 'dataset-throughput' | 'worker-balance' | 'worker-utilization' | 'coordination-time' | 'operation-count' | 'operation-latency' | 'operation-latency-distribution' | 'success-rate' | 'error-rate' | 'backend-health' | 'storage-throughput' | 'queue-size' | 'retry-count' | 'http-latency' | 'http-latency-distribution' | 'http-requests' | 'drift-distribution' | 'drift-categories' | 'drift-score' | 'drift-p-value' | 'knowledge-retention' | 'task-training' | 'device-memory' | 'objective-budget' | 'metric';

export type ChartKind = 'lines' | 'heatmap' | 'bars' | 'distribution' | 'lanes';

/** `number` is a plain figure without a unit: a loss, a learning rate. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'per_second' | 'per_minute' | 'bytes_per_second' | 'count' | 'number';

export type Severity = 'medium' | 'high';

export type ReportState = 'waiting' | 'running' | 'done' | 'failed';

export interface ErrorAnswer {
  readonly success: false;
  /** What was asked for. */
  readonly operation: string;
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** What is wrong, and what to do about it. */
  readonly error: string;
  /**
   * What programs tell errors by: API_PARAMETER, API_BODY, API_UNAUTHORIZED, API_FORBIDDEN, API_NOT_FOUND,
   * API_METHOD, API_NOT_ACCEPTABLE, API_TIMEOUT, API_BODY_TOO_LARGE, API_ADDRESS_TOO_LONG, API_MEDIA_TYPE,
   * API_TOO_MANY_REQUESTS, API_HEADERS_TOO_LARGE, API_INTERNAL, API_UNAVAILABLE, or the code of the
   * library's error.
   */
  readonly error_type: string;
  /** Which parameter, header or field of the body. */
  readonly parameter?: string;
  /** The values that there are, or in words what is allowed. */
  readonly allowed?: readonly string[];
  /** Where several fields are wrong, each of them. */
  readonly errors?: readonly {
    /** What is wrong. */
    readonly error: string;
    /** Which parameter, header or field of the body. */
    readonly parameter: string;
    /** The values that there are, or in words what is allowed. */
    readonly allowed: readonly string[];
  }[];
}

export interface TelemetryMetrics {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_telemetry';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /**
   * By metric type, then operation type, then backend, oldest first. `overall` stands for every operation
   * type or backend where a metric tells none apart: the health of a backend, the queue.
   */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly TelemetryPoint[]>>>>>>;
  /** The one that was asked for. */
  readonly metric_type?: MetricType;
  /** The one that was asked for. */
  readonly aggregation?: Aggregation;
}

/**
 * One step. Of `operation_latency` it has mean, median, min, max and percentiles; of all others `value`.
 */
export interface TelemetryPoint {
  /** When its step began, in seconds since 1970. */
  readonly timestamp: number;
  /**
   * The aggregation that was asked for; else what there was: operations that ended, a share, operations
   * per minute, the last size of the queue or health of the backend.
   */
  readonly value?: number | null;
  /** Seconds. */
  readonly mean?: number | null;
  /** Seconds. */
  readonly median?: number | null;
  /** Seconds. */
  readonly min?: number | null;
  /** Seconds. */
  readonly max?: number | null;
  /** Seconds. */
  readonly percentile_95?: number | null;
  /** Seconds. */
  readonly percentile_99?: number | null;
  /** Operations behind it. */
  readonly count?: number;
  /** Of `operation_count`: by status. */
  readonly status_distribution?: Readonly<Record<string, number>>;
}

export interface RealtimeTelemetry {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_realtime_telemetry';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** By `operation:backend`. */
  readonly latency: Readonly<Record<string, {
    /** Seconds. */
    readonly mean: number | null;
    /** Seconds. */
    readonly median: number | null;
    /** Seconds. */
    readonly min: number | null;
    /** Seconds. */
    readonly max: number | null;
    /** Seconds. */
    readonly percentile_95: number | null;
    /** Operations that ended well. */
    readonly count: number;
  }>>;
  /** By `operation:backend`, from 0 to 1. */
  readonly success_rate: Readonly<Record<string, number>>;
  /** By `operation:backend`, from 0 to 1. */
  readonly error_rate: Readonly<Record<string, number>>;
  /** Operations that ended in the last minute: `overall`, and by `operation:backend`. */
  readonly throughput: Readonly<Record<string, number>>;
  /**
   * By `operation:backend`: operations that reached a status lately; of `pending` and `processing` those
   * that are in it.
   */
  readonly status_distribution: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Of which time. Without both, of everything there is. */
export interface ReportRequest {
  /** Seconds since 1970. */
  readonly start_time?: number;
  /** Seconds since 1970. */
  readonly end_time?: number;
}

export interface ReportStarted {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'generate_telemetry_report';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly report_id: string;
  /** The directory of its files on the server; null where they are kept in memory. */
  readonly report_path: string | null;
  /** Where the report will be. */
  readonly report_url: string;
  /** Files that it will have; its pictures come on top of them. */
  readonly files: readonly string[];
  readonly message: string;
}

export interface Reports {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'list_telemetry_reports';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** Those that are kept, newest first. */
  readonly reports: readonly Report[];
}

export interface ReportStatus {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_telemetry_report';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly report: Report;
}

export interface Report {
  readonly report_id: string;
  readonly state: ReportState;
  /** How much of it is made. */
  readonly progress: number;
  /** Seconds since 1970. */
  readonly created_at: number;
  /** Seconds since 1970. */
  readonly ended_at: number | null;
  /** Seconds since 1970; null: since the beginning. */
  readonly start_time: number | null;
  /** Seconds since 1970; null: until it was made. */
  readonly end_time: number | null;
  /** Its page. */
  readonly report_url: string;
  readonly files: readonly {
    readonly name: string;
    readonly content_type: string;
    /** Missing of what is made when it is asked for. */
    readonly size_bytes?: number;
    readonly url: string;
  }[];
  /** Why it failed. */
  readonly error: string | null;
}

export interface Configuration {
  /** Whether anything is recorded. */
  readonly enabled: boolean;
  /** The directory of the store; null: without one. */
  readonly metrics_path: string | null;
  /** How long the store keeps what was recorded. 30 by default. */
  readonly retention_days: number;
  /** Seconds of one interval of the history. 60 by default. */
  readonly sampling_interval: number;
  /** Whether phases of operations are recorded. true by default. */
  readonly enable_detailed_timing: boolean;
  /** Whether the hooks of storage record. true by default. Takes effect with the next start. */
  readonly operation_hooks: boolean;
}

/** What is left out stays as it is. */
export interface ConfigurationChange {
  /** Whether anything is recorded. */
  readonly enabled?: boolean;
  /** The directory of the store. Takes effect with the next start. */
  readonly metrics_path?: string;
  /** How long the store keeps what was recorded. 30 by default. */
  readonly retention_days?: number;
  /** Seconds of one interval of the history. 60 by default. */
  readonly sampling_interval?: number;
  /** Whether phases of operations are recorded. true by default. */
  readonly enable_detailed_timing?: boolean;
  /** Whether the hooks of storage record. true by default. Takes effect with the next start. */
  readonly operation_hooks?: boolean;
}

export interface TelemetryConfiguration {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_telemetry_config';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly config: Configuration;
}

export interface TelemetryConfigurationChanged {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'update_telemetry_config';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly config: Configuration;
  /** Which of the settings take effect with the next start. */
  readonly warning?: string;
}

export interface Now {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_now';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** Whether telemetry is enabled. */
  readonly is_recording: boolean;
  /** How much time the rates and percentiles below are of. */
  readonly window_seconds: number;
  /** Since the telemetry was made. */
  readonly uptime_seconds: number;
  /** Operations that run: inferences, streams, storage. */
  readonly in_flight: number;
  /** Inferences that ended, of streams too. */
  readonly per_second: number | null;
  /** Of inferences that ended well; of all models, from merged histograms. */
  readonly latency: {
    /** Seconds. */
    readonly p50: number | null;
    /** Seconds. */
    readonly p95: number | null;
    /** Seconds. */
    readonly p99: number | null;
    /** Inferences behind it. */
    readonly count: number;
  };
  /** Failures by successes and failures, of all operations; 0 to 1. */
  readonly error_ratio: number | null;
  /** Output tokens; null before the first stream or usage. */
  readonly tokens_per_second: number | null;
  /** The run that was continued last and goes on; null without one. */
  readonly training: {
    readonly model_id: string;
    readonly run_id: string;
    /** The highest so far. */
    readonly epoch: number | null;
    /** As the parameters of the run say. */
    readonly epochs: number | null;
    /** The last one. */
    readonly loss: number | null;
  } | null;
  /** null where none said anything. */
  readonly workers: {
    /** Workers with more than half of their time in use. */
    readonly busy: number;
    readonly total: number;
    /** The mean of all, 0 to 1. */
    readonly utilization: number | null;
  } | null;
  /** Operations that wait or are worked on; null without storage. */
  readonly storage_queue: number | null;
  /** Kinds of work of which something was recorded. */
  readonly categories: readonly Category[];
  readonly findings: {
    readonly high: number;
    readonly medium: number;
  };
}

export interface Findings {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_findings';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** What was looked at, in seconds since 1970. */
  readonly start_time: number | null;
  /** Seconds since 1970. */
  readonly end_time: number | null;
  /** The severest first. */
  readonly findings: readonly Finding[];
  /** Those that were compared with: `inference_seconds: { medium: 0.1, high: 0.5 }`. */
  readonly thresholds: Readonly<Record<string, {
    readonly medium?: number;
    readonly high?: number;
    readonly low?: number;
  }>>;
}

export interface Finding {
  readonly type: 'performance' | 'efficiency' | 'reliability' | 'regression' | 'objective';
  readonly target: 'model_loading' | 'data_pipeline' | 'distributed_training' | 'operations' | 'model' | 'inference' | 'stream' | 'training' | 'dataset' | 'distributed' | 'storage' | 'http' | 'drift' | 'continual';
  readonly severity: Severity;
  /** What is so, in one sentence. */
  readonly message: string;
  /** What else was recorded about it, and where to look. */
  readonly details: string;
  readonly model_id?: string;
  readonly dataset_id?: string;
  /** Of storage. */
  readonly backend?: string;
  /** Of HTTP requests. */
  readonly route?: string;
  /** Of drift and of continual learning. */
  readonly task_id?: string;
  readonly affected_workers?: readonly string[];
  readonly evidence: Evidence;
  /** Of what became slower: from what, and when. */
  readonly change?: {
    /** What the figure of the evidence is at other times. */
    readonly usual_value: number | null;
    /** When it began, to a step of what was looked at; null where it was so from the beginning. */
    readonly started_at: number | null;
    /** null where it goes on. */
    readonly ended_at: number | null;
  };
  /** The chart that shows it, and its filter; null where none does. */
  readonly chart: {
    readonly id: ChartId;
    /** Parameters of the chart. */
    readonly filter: {
      readonly model_id?: string;
      readonly operation_type?: string;
      readonly backend?: string;
      readonly status?: string;
      readonly category?: string;
      readonly run?: string;
      readonly metric?: string;
      readonly labels?: Readonly<Record<string, string>>;
    };
  } | null;
}

/** The figure that a finding rests on. */
export interface Evidence {
  /** What was compared: `p95`, `mean`, `error ratio`. */
  readonly statistic: string;
  readonly value: number | null;
  readonly unit: MetricUnit;
  /** What it was compared with. */
  readonly threshold: number | null;
  readonly side: 'above' | 'below';
  /** Values behind the figure. */
  readonly count: number;
  /** How long was observed. */
  readonly window_seconds: number;
}

export interface TrainingRuns {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'list_runs';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** Those that were continued last come first. */
  readonly runs: readonly ({
    readonly model_id: string;
    readonly run_id: string;
    /** Seconds since 1970. */
    readonly started_at: number;
    /** When something was recorded of it last, in seconds since 1970. */
    readonly continued_at: number;
    /** null while it goes on. */
    readonly ended_at: number | null;
    /** As they were given. */
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly first_epoch: number | null;
    readonly last_epoch: number | null;
    readonly optimizer_steps: number;
    /** The last value of every curve: `loss`, `learning_rate`, `accuracy` … */
    readonly last: Readonly<Record<string, number | null>>;
  })[];
}

export interface Objectives {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_objectives';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly objectives: readonly ({
    readonly objective: {
      /** Its own, or what it is about and its bounds: as metrics name it. */
      readonly name: string;
      readonly operation_type: string;
      /** Every model if left out. */
      readonly model_id?: string;
      /** Of drift; every task if left out. */
      readonly task_id?: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly within_seconds?: number;
      readonly first_token_within_seconds?: number;
      readonly token_within_seconds?: number;
      readonly inter_token_within_seconds?: number;
      /** Share of the operations that are good, as promised. */
      readonly target_ratio: number;
    };
    /** Operations that succeeded in time. */
    readonly good: number;
    /** Operations that succeeded or failed. */
    readonly count: number;
    readonly good_ratio: number | null;
    /** The goodput. */
    readonly good_per_second: number | null;
    /** Of the failures that the target allows, 1 to 0; below 0 when more have failed. */
    readonly error_budget_left: number | null;
    /** How fast the budget was used in the range: 1 uses it up exactly. */
    readonly burn_rate: number | null;
    /** Of the last 30 days, as of now; null where nobody watches. */
    readonly budget_remaining: number | null;
    /** As of now, by window: `5m`, `30m`, `1h`, `6h`, `3d`. */
    readonly burn_rates: Readonly<Record<string, number>>;
    /** The window of the fastest alert that is on: `1h`, `6h` or `3d`. */
    readonly alert: string | null;
  })[];
  /** Of tokens and money, as of now: first the one of which the least is left. */
  readonly budgets: readonly ({
    readonly budget: string;
    /** `tokens`, or the currency of the prices. */
    readonly unit: string;
    /** What it is per. */
    readonly labels: Readonly<Record<string, string>>;
    readonly limit: number;
    /** In this period. */
    readonly spent: number;
    /** For requests that run. */
    readonly reserved: number;
    /** Below 0 where what was in flight took more than there was. */
    readonly left: number;
    /** 1: at this pace a whole period spends it exactly. */
    readonly burn_rate: number | null;
  })[];
}

export interface Tables {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_tables';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly category: Category;
  /** What a report says about it; none where nothing was recorded. */
  readonly sections: readonly {
    readonly heading: string;
    readonly blocks: readonly Block[];
  }[];
}

export type Block = {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly ({
    readonly heading: string;
    readonly align: 'left' | 'right';
  })[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
} | {
  readonly kind: 'key_values';
  readonly pairs: readonly {
    readonly label: string;
    readonly value: Cell;
  }[];
} | {
  readonly kind: 'findings';
  readonly findings: readonly Finding[];
} | {
  readonly kind: 'note';
  readonly text: string;
};

/** Words, a number with its unit, or the course of a figure over time, oldest first. */
export type Cell = string | {
  /** null: not known. */
  readonly value: number | null;
  readonly unit: Unit;
  /** Whether it is the best of its column. */
  readonly best?: boolean;
} | {
  readonly values: readonly (number | null)[];
};

export interface ChartCatalogue {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'list_charts';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly charts: readonly ChartEntry[];
}

export interface ChartEntry {
  readonly id: ChartId;
  readonly title: string;
  readonly category: Category | 'objectives' | 'raw';
  readonly unit: Unit;
  readonly kind: ChartKind;
  /** Parameters that make sense of it. */
  readonly filters: readonly string[];
}

export interface ChartAnswer {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_chart';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly chart: Chart;
}

/** A picture before it has a look. Times are in milliseconds since 1970. */
export type Chart = LineChart | HeatmapChart | BarChart | DistributionChart | LanesChart;

/** Courses over time or over another number. */
export interface LineChart {
  readonly schemaVersion: 1;
  /** Of the catalogue. */
  readonly id: string;
  /** What a reader who was not there understands. */
  readonly title: string;
  /** The same for those who do not see it, with the figures that matter. */
  readonly description: string;
  /** What is missing of it, and why; the bound of the error of its numbers. */
  readonly notes: readonly string[];
  /** How far its percentiles may be from the exact ones, relatively; 0: not at all. */
  readonly errorRatio: number;
  /** Nothing was recorded of it. */
  readonly isEmpty: boolean;
  readonly kind: 'lines';
  readonly x: TimeAxis | NumberAxis;
  readonly y: NumberAxis;
  readonly positions: readonly number[];
  readonly lines: readonly Line[];
  /** Of a time axis: how long each step is. */
  readonly stepSeconds?: number;
  /** How many values stand behind each position. */
  readonly counts?: readonly (number | null)[];
  readonly areas: readonly ({
    readonly label: string;
    /** null: nothing is known there, which is not 0. */
    readonly low: readonly (number | null)[];
    /** null: nothing is known there, which is not 0. */
    readonly high: readonly (number | null)[];
    readonly color: number;
    readonly [name: string]: unknown;
  })[];
  /** Values that all of it is compared with. */
  readonly marks: readonly ({
    readonly label: string;
    readonly value: number | null;
  })[];
  /** Values that it is judged by. */
  readonly limits?: readonly Limit[];
  readonly [name: string]: unknown;
}

/** How many values fell between two bounds in each step of time. */
export interface HeatmapChart {
  readonly schemaVersion: 1;
  /** Of the catalogue. */
  readonly id: string;
  /** What a reader who was not there understands. */
  readonly title: string;
  /** The same for those who do not see it, with the figures that matter. */
  readonly description: string;
  /** What is missing of it, and why; the bound of the error of its numbers. */
  readonly notes: readonly string[];
  /** How far its percentiles may be from the exact ones, relatively; 0: not at all. */
  readonly errorRatio: number;
  /** Nothing was recorded of it. */
  readonly isEmpty: boolean;
  readonly kind: 'heatmap';
  readonly x: TimeAxis;
  readonly y: NumberAxis;
  readonly positions: readonly number[];
  readonly stepSeconds: number;
  /** Ascending, one more than rows. */
  readonly bounds: readonly number[];
  /** Step by step, in each from the lowest row up: `counts[step * rows + row]`. */
  readonly counts: readonly (number | null)[];
  readonly lines: readonly Line[];
  /** Values that it is judged by. */
  readonly limits?: readonly Limit[];
  readonly [name: string]: unknown;
}

/** A group of bars for each name. */
export interface BarChart {
  readonly schemaVersion: 1;
  /** Of the catalogue. */
  readonly id: string;
  /** What a reader who was not there understands. */
  readonly title: string;
  /** The same for those who do not see it, with the figures that matter. */
  readonly description: string;
  /** What is missing of it, and why; the bound of the error of its numbers. */
  readonly notes: readonly string[];
  /** How far its percentiles may be from the exact ones, relatively; 0: not at all. */
  readonly errorRatio: number;
  /** Nothing was recorded of it. */
  readonly isEmpty: boolean;
  readonly kind: 'bars';
  readonly names: readonly string[];
  readonly y: NumberAxis;
  readonly bars: readonly Line[];
  /** Values that all of it is compared with. */
  readonly marks: readonly ({
    readonly label: string;
    readonly value: number | null;
  })[];
  /** Values that it is judged by. */
  readonly limits?: readonly Limit[];
  /** Of the names that deserve a look. */
  readonly emphasized: readonly number[];
  readonly [name: string]: unknown;
}

/** How often values were how large. */
export interface DistributionChart {
  readonly schemaVersion: 1;
  /** Of the catalogue. */
  readonly id: string;
  /** What a reader who was not there understands. */
  readonly title: string;
  /** The same for those who do not see it, with the figures that matter. */
  readonly description: string;
  /** What is missing of it, and why; the bound of the error of its numbers. */
  readonly notes: readonly string[];
  /** How far its percentiles may be from the exact ones, relatively; 0: not at all. */
  readonly errorRatio: number;
  /** Nothing was recorded of it. */
  readonly isEmpty: boolean;
  readonly kind: 'distribution';
  readonly x: NumberAxis;
  readonly outlines: readonly {
    readonly label: string;
    readonly color: number;
    readonly bounds: readonly number[];
    readonly shares: readonly number[];
    /** Of the range before. */
    readonly isDashed?: boolean;
    readonly [name: string]: unknown;
  }[];
  /** Values that all of it is compared with. */
  readonly marks: readonly ({
    readonly label: string;
    readonly value: number | null;
  })[];
  readonly [name: string]: unknown;
}

/** What was in which state when. */
export interface LanesChart {
  readonly schemaVersion: 1;
  /** Of the catalogue. */
  readonly id: string;
  /** What a reader who was not there understands. */
  readonly title: string;
  /** The same for those who do not see it, with the figures that matter. */
  readonly description: string;
  /** What is missing of it, and why; the bound of the error of its numbers. */
  readonly notes: readonly string[];
  /** How far its percentiles may be from the exact ones, relatively; 0: not at all. */
  readonly errorRatio: number;
  /** Nothing was recorded of it. */
  readonly isEmpty: boolean;
  readonly kind: 'lanes';
  readonly x: TimeAxis;
  readonly lanes: readonly ({
    readonly label: string;
    readonly spans: readonly ({
      readonly startUnixMs: number;
      readonly endUnixMs: number;
      readonly state: 'good' | 'warning' | 'bad' | 'unknown';
      readonly word: string;
      readonly [name: string]: unknown;
    })[];
    readonly [name: string]: unknown;
  })[];
  readonly [name: string]: unknown;
}

/** Time. */
export interface TimeAxis {
  readonly scale: 'time';
  readonly startUnixMs: number;
  readonly endUnixMs: number;
  readonly [name: string]: unknown;
}

/** Numbers. */
export interface NumberAxis {
  readonly scale: 'linear' | 'log';
  readonly label: string;
  readonly unit: Unit;
  readonly [name: string]: unknown;
}

/** One value for each position. */
export interface Line {
  readonly label: string;
  /** null: nothing is known there, which is not 0. */
  readonly values: readonly (number | null)[];
  /** Of the palette. */
  readonly color: number;
  readonly isFaint?: boolean;
  readonly isDashed?: boolean;
  /** Drawn through positions without a value. */
  readonly spansGaps?: boolean;
  /** Which positions have a percentile of fewer than 20 values, which is chance. */
  readonly few?: readonly number[];
  readonly [name: string]: unknown;
}

/** A threshold, or an objective. */
export interface Limit {
  /** With the value in it: `medium: p95 > 100 ms`. */
  readonly label: string;
  readonly value: number;
  /** Of a threshold: how severe the finding is that lies beyond it. */
  readonly severity?: Severity;
  readonly [name: string]: unknown;
}

export interface QueryAnswer {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'query';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** By step, then by metric, member and labels. */
  readonly rows: readonly QueryRow[];
  /** Whether there are more rows than `limit`. */
  readonly is_truncated: boolean;
}

/** One group of series in one step, with those aggregations that its kind of metric has. */
export interface QueryRow {
  /** When the step began, in seconds since 1970. */
  readonly start_time: number;
  /** Seconds since 1970. */
  readonly end_time: number;
  /** How much of that was observed: what rates are divided by. */
  readonly observed_seconds: number;
  /** With prefix. */
  readonly metric: string;
  readonly kind: MetricKind;
  readonly unit: string;
  /** Who recorded it, where that was grouped by. */
  readonly member?: string;
  /** Those that were grouped by; the empty string where a series has no such label. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it is what came after the limit of a metric: nobody knows its labels. */
  readonly overflow: boolean;
  readonly sum?: number | null;
  readonly average?: number | null;
  readonly minimum?: number | null;
  readonly maximum?: number | null;
  /** Values; of a counter there is none. */
  readonly count?: number | null;
  /** Per second that was observed. */
  readonly rate?: number | null;
  readonly percentile_95?: number | null;
  readonly percentile_99?: number | null;
  /** Those asked for: `p99.9`. */
  readonly percentiles?: Readonly<Record<string, number>>;
}

export interface Catalogue {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_catalog';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** Since when there is anything, in seconds since 1970. */
  readonly start_time: number | null;
  /** Seconds since 1970. */
  readonly end_time: number | null;
  /** How long an interval of the history is: no step is finer. */
  readonly step_seconds: number;
  /** Those of which something was recorded, by name. */
  readonly metrics: readonly {
    /** Without prefix. */
    readonly name: string;
    /** With prefix. */
    readonly full_name: string;
    readonly kind: MetricKind;
    /** A base unit; of metrics of one’s own whatever they say. */
    readonly unit: string;
    readonly category: MetricCategory;
    /** Names. */
    readonly labels: readonly string[];
    /** Those of them that the program chose: all of a metric of its own, few of the others. */
    readonly added_labels: readonly string[];
    readonly help: string;
    /** How many there are. */
    readonly series: number;
  }[];
  /**
   * By label, what was recorded, for filters: `model_id`, `operation_type`, `backend`, `status` …; `run`
   * are the ids of runs, `category` the kinds of work, `member` who recorded. At most 1000 of each.
   */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export interface Health {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_health';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly status: 'ok';
  /** Of the library. */
  readonly version: string;
  /** Since the telemetry was made. */
  readonly uptime_seconds: number;
}

export interface Readiness {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'get_readiness';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  readonly status: 'ready';
  /** By part: `telemetry`, `store`; of a damaged store what is damaged is left out of answers. */
  readonly checks: Readonly<Record<string, 'ok' | 'off' | 'damaged'>>;
}

/** What was recorded of AI work, with the names of the source document. */
export interface AimlReport {
  readonly success: true;
  readonly operation: 'get_aiml_report';
  readonly schema_version: number;
  /** The same as markdown. */
  readonly report?: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Which program it was, who recorded, and when. */
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly models?: Readonly<Record<string, unknown>>;
  readonly inference?: Readonly<Record<string, unknown>>;
  readonly streams?: Readonly<Record<string, unknown>>;
  readonly training?: Readonly<Record<string, unknown>>;
  readonly datasets?: Readonly<Record<string, unknown>>;
  readonly distributed?: Readonly<Record<string, unknown>>;
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly http?: Readonly<Record<string, unknown>>;
  readonly drift?: Readonly<Record<string, unknown>>;
  readonly continual_learning?: Readonly<Record<string, unknown>>;
  readonly operations?: readonly Readonly<Record<string, unknown>>[];
  readonly failures?: readonly Readonly<Record<string, unknown>>[];
  readonly objectives?: readonly Readonly<Record<string, unknown>>[];
  readonly budgets?: readonly Readonly<Record<string, unknown>>[];
  readonly metrics?: Readonly<Record<string, unknown>>;
  readonly analysis: Readonly<Record<string, unknown>>;
  readonly recommendations: readonly Readonly<Record<string, unknown>>[];
  readonly [name: string]: unknown;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers?: readonly Readonly<Record<string, unknown>>[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly tags?: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

export interface Ingestion {
  /** One of the ingest keys of the server. */
  readonly key: string;
  /** Which page it is: a random id that it made when it was loaded. */
  readonly page: string;
  /** Intervals of the page, those first that have waited longest. */
  readonly deltas: readonly {
    /** Which of the intervals of the page it is. */
    readonly sequence: number;
    /** As `encodeInterval` of inferometer/store writes it, in base64. */
    readonly interval: string;
  }[];
}

export interface Ingested {
  readonly success: true;
  /** What was asked for. */
  readonly operation: 'ingest';
  /** When it was answered, in seconds since 1970. */
  readonly timestamp: number;
  /** Those that are merged, now or before. */
  readonly acknowledged: readonly number[];
  /** How many were merged now. */
  readonly merged: number;
  /** How many had been merged before. */
  readonly repeated: number;
  /** Those that are not merged, and will never be. */
  readonly refused: readonly {
    /** Which of the intervals of the page it is. */
    readonly sequence: number;
    /** `unreadable`: it is no interval that this version reads. */
    readonly reason: 'unreadable';
  }[];
}

export interface GetNowParameters {
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface GetFindingsParameters {
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface GetObjectivesParameters {
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
}

export interface GetChartParameters {
  /** The chart, by its id in the catalogue. */
  readonly chart: ChartId;
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of these runs of training alone. */
  readonly run?: readonly string[];
  /** Recorded by these members of the store alone. */
  readonly member?: readonly string[];
  /** Metrics by name, with or without prefix. */
  readonly metric?: readonly string[];
  /**
   * Labels whose values are told apart. `*` tells all of them apart, `member` who recorded. Without it
   * every series stands by itself.
   */
  readonly group_by?: readonly string[];
  /** What to compute of each group in each step. */
  readonly aggregation?: Aggregation;
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
  /** What courses of training are drawn over. "epoch" if left out. */
  readonly over?: 'epoch' | 'time';
  /** Draws the range of the same length before it behind it, dashed. */
  readonly compare?: 'previous';
  /** Of the picture, in inches: 100 pixels each. 12 if left out. */
  readonly width?: number;
  /** Of the picture, in inches: 100 pixels each. 8 if left out. */
  readonly height?: number;
  /** The ground of the picture. "light" if left out. */
  readonly theme?: 'light' | 'dark';
}

export interface GetChartFileParameters {
  /** The chart, by its id in the catalogue. */
  readonly chart: ChartId;
  /** The format. */
  readonly extension: 'json' | 'png' | 'svg' | 'csv' | 'arrow';
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of these runs of training alone. */
  readonly run?: readonly string[];
  /** Recorded by these members of the store alone. */
  readonly member?: readonly string[];
  /** Metrics by name, with or without prefix. */
  readonly metric?: readonly string[];
  /**
   * Labels whose values are told apart. `*` tells all of them apart, `member` who recorded. Without it
   * every series stands by itself.
   */
  readonly group_by?: readonly string[];
  /** What to compute of each group in each step. */
  readonly aggregation?: Aggregation;
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
  /** What courses of training are drawn over. "epoch" if left out. */
  readonly over?: 'epoch' | 'time';
  /** Draws the range of the same length before it behind it, dashed. */
  readonly compare?: 'previous';
  /** Of the picture, in inches: 100 pixels each. 12 if left out. */
  readonly width?: number;
  /** Of the picture, in inches: 100 pixels each. 8 if left out. */
  readonly height?: number;
  /** The ground of the picture. "light" if left out. */
  readonly theme?: 'light' | 'dark';
}

export interface QueryParameters {
  /** Metrics by name, with or without prefix. */
  readonly metric?: readonly string[];
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of these runs of training alone. */
  readonly run?: readonly string[];
  /** Recorded by these members of the store alone. */
  readonly member?: readonly string[];
  /**
   * Labels whose values are told apart. `*` tells all of them apart, `member` who recorded. Without it
   * every series stands by itself.
   */
  readonly group_by?: readonly string[];
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
  /** What to compute of each group in each step; all of them if left out. */
  readonly aggregation?: readonly Aggregation[];
  /** More percentiles, from 0 to 100. */
  readonly percentiles?: readonly number[];
  /** The most rows to answer with; `is_truncated` says whether there are more. 10000 if left out. */
  readonly limit?: number;
}

export interface QueryFileParameters {
  /** The format. */
  readonly extension: 'json' | 'csv' | 'arrow';
  /** Metrics by name, with or without prefix. */
  readonly metric?: readonly string[];
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of these runs of training alone. */
  readonly run?: readonly string[];
  /** Recorded by these members of the store alone. */
  readonly member?: readonly string[];
  /**
   * Labels whose values are told apart. `*` tells all of them apart, `member` who recorded. Without it
   * every series stands by itself.
   */
  readonly group_by?: readonly string[];
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
  /** What to compute of each group in each step; all of them if left out. */
  readonly aggregation?: readonly Aggregation[];
  /** More percentiles, from 0 to 100. */
  readonly percentiles?: readonly number[];
  /** The most rows to answer with; `is_truncated` says whether there are more. 10000 if left out. */
  readonly limit?: number;
}

export interface GetCatalogParameters {
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** Of this kind of work, or this group of metrics. */
  readonly category?: MetricCategory;
  /** Of series with these labels alone. The empty value is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ListRunsParameters {
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** Of these runs of training alone. */
  readonly run?: readonly string[];
  /** Recorded by these members of the store alone. */
  readonly member?: readonly string[];
}

export interface GetTablesParameters {
  /** The kind of work. */
  readonly category: Category;
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
}

export interface GetTelemetryMetricsParameters {
  /** Metrics of this type alone; all types if left out. */
  readonly metric_type?: MetricType;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** What to compute of each group in each step. */
  readonly aggregation?: Aggregation;
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
}

export interface GetVisualizationParameters {
  /** What the picture shows. */
  readonly metric_type: MetricType;
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
  /** Of the picture, in inches: 100 pixels each. 12 if left out. */
  readonly width?: number;
  /** Of the picture, in inches: 100 pixels each. 8 if left out. */
  readonly height?: number;
  /** The ground of the picture. "light" if left out. */
  readonly theme?: 'light' | 'dark';
}

export interface GetVisualizationFileParameters {
  /** What the picture shows. */
  readonly metric_type: MetricType;
  /** The format. */
  readonly extension: 'png' | 'svg';
  /** Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` … */
  readonly operation_type?: string;
  /** Of this storage backend alone: `ipfs`, `s3`, `storacha` … */
  readonly backend?: string;
  /**
   * Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`,
   * `completed`, `failed` …
   */
  readonly status?: string;
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours. */
  readonly step?: number;
  /** Of the picture, in inches: 100 pixels each. 12 if left out. */
  readonly width?: number;
  /** Of the picture, in inches: 100 pixels each. 8 if left out. */
  readonly height?: number;
  /** The ground of the picture. "light" if left out. */
  readonly theme?: 'light' | 'dark';
}

export interface GenerateTelemetryReportParameters {
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
}

export interface GetTelemetryReportParameters {
  /** The report, as the answer to its making has it. */
  readonly report_id: string;
}

export interface GetTelemetryReportFileParameters {
  /** The report, as the answer to its making has it. */
  readonly report_id: string;
  /** The file, as the listing has it. */
  readonly file_name: string;
}

export interface GetAimlReportParameters {
  /** The first moment, in Unix seconds. Since the beginning if left out. */
  readonly start_time?: number;
  /** The moment after the last, in Unix seconds. Until now if left out. */
  readonly end_time?: number;
  /** Of this model alone. */
  readonly model_id?: string;
  /** The format; what the request accepts if left out, else HTML. */
  readonly format?: 'html' | 'markdown' | 'json' | 'text';
}

export interface GetAssetParameters {
  /** The file; its name holds the hash of its content. */
  readonly file: string;
}

/** Of each operation what it takes, and what it answers as JSON; `undefined`: nothing. */
export interface Operations {
  /** What goes on. */
  readonly getNow: { parameters: GetNowParameters; body: undefined; answer: Now };
  /** What deserves attention. */
  readonly getFindings: { parameters: GetFindingsParameters; body: undefined; answer: Findings };
  /** Whether objectives are met. */
  readonly getObjectives: { parameters: GetObjectivesParameters; body: undefined; answer: Objectives };
  /** The charts there are. */
  readonly listCharts: { parameters: Record<never, never>; body: undefined; answer: ChartCatalogue };
  /** A chart of a range. */
  readonly getChart: { parameters: GetChartParameters; body: undefined; answer: ChartAnswer };
  /** A chart of a range, as a file. */
  readonly getChartFile: { parameters: GetChartFileParameters; body: undefined; answer: undefined };
  /** What was recorded, as rows. */
  readonly query: { parameters: QueryParameters; body: undefined; answer: QueryAnswer };
  /** What was recorded, as a file of rows. */
  readonly queryFile: { parameters: QueryFileParameters; body: undefined; answer: undefined };
  /** What there is to be asked for. */
  readonly getCatalog: { parameters: GetCatalogParameters; body: undefined; answer: Catalogue };
  /** Runs of training. */
  readonly listRuns: { parameters: ListRunsParameters; body: undefined; answer: TrainingRuns };
  /** The tables of a kind of work. */
  readonly getTables: { parameters: GetTablesParameters; body: undefined; answer: Tables };
  /** Metrics of storage operations. */
  readonly getTelemetryMetrics: { parameters: GetTelemetryMetricsParameters; body: undefined; answer: TelemetryMetrics };
  /** Storage operations now. */
  readonly getRealtimeTelemetry: { parameters: Record<never, never>; body: undefined; answer: RealtimeTelemetry };
  /** A picture of one metric type. */
  readonly getVisualization: { parameters: GetVisualizationParameters; body: undefined; answer: undefined };
  /** A picture of one metric type, as a file. */
  readonly getVisualizationFile: { parameters: GetVisualizationFileParameters; body: undefined; answer: undefined };
  /** Make a report. */
  readonly generateTelemetryReport: { parameters: GenerateTelemetryReportParameters; body: ReportRequest; answer: ReportStarted };
  /** The reports that are kept. */
  readonly listTelemetryReports: { parameters: Record<never, never>; body: undefined; answer: Reports };
  /** How far a report is. */
  readonly getTelemetryReport: { parameters: GetTelemetryReportParameters; body: undefined; answer: ReportStatus };
  /** A file of a report. */
  readonly getTelemetryReportFile: { parameters: GetTelemetryReportFileParameters; body: undefined; answer: undefined };
  /** The configuration. */
  readonly getTelemetryConfig: { parameters: Record<never, never>; body: undefined; answer: TelemetryConfiguration };
  /** Change the configuration. */
  readonly updateTelemetryConfig: { parameters: Record<never, never>; body: ConfigurationChange; answer: TelemetryConfigurationChanged };
  /** The page that Prometheus scrapes. */
  readonly getPrometheusMetrics: { parameters: Record<never, never>; body: undefined; answer: undefined };
  /** Take what pages recorded. */
  readonly ingest: { parameters: Record<never, never>; body: Ingestion; answer: Ingested };
  /** Whether it lives. */
  readonly getHealth: { parameters: Record<never, never>; body: undefined; answer: Health };
  /** Whether it can do its work. */
  readonly getReadiness: { parameters: Record<never, never>; body: undefined; answer: Readiness };
  /** A report of all AI work, at once. */
  readonly getAimlReport: { parameters: GetAimlReportParameters; body: undefined; answer: undefined };
  /** This document. */
  readonly getOpenApi: { parameters: Record<never, never>; body: undefined; answer: OpenApiDocument };
  /** The dashboard. */
  readonly getDashboard: { parameters: Record<never, never>; body: undefined; answer: undefined };
  /** The page of this document. */
  readonly getApiPage: { parameters: Record<never, never>; body: undefined; answer: undefined };
  /** A file of a page. */
  readonly getAsset: { parameters: GetAssetParameters; body: undefined; answer: undefined };
}

export type OperationId = keyof Operations;

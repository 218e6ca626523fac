/** The names most people need: telemetry of AI work, recorded by the histogram kernel. */
import type { Connection, ConnectRequest } from './connect/connection.ts';
import { systemClock } from './runtime/clock.ts';
import { jsonLinesLogger } from './runtime/json-lines.ts';
import { memoryProbe } from './runtime/memory.ts';
import { systemTimer } from './runtime/timer.ts';
import { systemScheduler } from './runtime/turn.ts';
import type { TelemetryOptions } from './telemetry/context/options.ts';
import { Telemetry as TelemetryInstance } from './telemetry/telemetry.ts';

export type { Connection, ConnectionName, ConnectOptions, ConnectRequest } from './connect/connection.ts';
export { InferometerError } from './errors.ts';
export { type ExponentialSnapshot, Histogram, type HistogramOptions } from './histogram/index.ts';
export type { CallDescription, DescribeCall, InstrumentOptions } from './instrument/description.ts';
export { instrument } from './instrument/instrument.ts';
export type {
  CounterSeries,
  CustomHistogram,
  CustomMetric,
  DataPoint,
  Exemplar,
  GaugeRule,
  GaugeSeries,
  HistogramSeries,
  Instrument,
  Interval,
  LabelledMetric,
  Labels,
  LabelValue,
  MetricReading,
  MetricSnapshot,
  UpDownCounterSeries,
} from './metrics/index.ts';
export type { IntervalCollector } from './metrics/inner.ts';
export type {
  Clock,
  Logger,
  MemoryBreakdown,
  MemoryProbe,
  OperationSpan,
  SpanIds,
  SpanNote,
  SpanRequest,
  Timer,
  TraceContext,
  Tracing,
} from './ports.ts';
export { getFindings } from './telemetry/analysis/analysis.ts';
export { getObjectives, type ObjectiveResult } from './telemetry/analysis/objective-result.ts';
export type { CallLabels } from './telemetry/context/call-labels.ts';
export type { TelemetryHandle, TelemetrySnapshot } from './telemetry/context/context.ts';
export type { CurveSnapshot } from './telemetry/context/curves.ts';
export type {
  EventLog,
  ModelPerformance,
  TrainingProgress,
  TrainingStart,
} from './telemetry/context/events.ts';
export type { Evidence, Finding, Severity } from './telemetry/context/finding.ts';
export type { LogLevel } from './telemetry/context/log-level.ts';
export type { Objective } from './telemetry/context/objectives.ts';
export type {
  DatasetOperationType,
  DistributedOperationType,
  InferenceOperationType,
  ModelOperationType,
  OperationType,
  TrainingOperationType,
} from './telemetry/context/operation-types.ts';
export type { ConfigurableOptions, TelemetryOptions } from './telemetry/context/options.ts';
export { type SamplingRequest, shouldSample } from './telemetry/context/sampler.ts';
export type { Levels, Thresholds } from './telemetry/context/thresholds.ts';
export type { Operation } from './telemetry/operations/operation.ts';
export type { Outcome } from './telemetry/operations/outcome.ts';
export type { FailureMetrics } from './telemetry/query/failures.ts';
export type { MetricsFilter } from './telemetry/query/filter.ts';
export { getMetrics } from './telemetry/query/get-metrics.ts';
export { type MergeOptions, mergeTelemetrySnapshots } from './telemetry/query/merge-snapshots.ts';
export type { MetricsQuery, MetricsResult, MetricsWindow } from './telemetry/query/metrics-query.ts';
export type { OperationMetrics } from './telemetry/query/operation-metrics.ts';
export type { OutcomeCounts, OutcomesByType } from './telemetry/query/snapshot-reader.ts';
export type { DurationStatistics, ValueStatistics } from './telemetry/query/statistics.ts';
export {
  type CacheMetrics,
  type DatasetMetrics,
  getDatasetMetrics,
} from './telemetry/tracking/dataset/summary.ts';
export type {
  CacheReads,
  DatasetAttributes,
  DatasetOperationOptions,
} from './telemetry/tracking/dataset/tracker.ts';
export {
  type DistributedMetrics,
  getDistributedMetrics,
  type Straggler,
} from './telemetry/tracking/distributed/summary.ts';
export type {
  DistributedAttributes,
  DistributedOperationOptions,
} from './telemetry/tracking/distributed/tracker.ts';
export type { WorkerTask, WorkerUtilization } from './telemetry/tracking/distributed/workers.ts';
export {
  getHttpMetrics,
  type HttpMetrics,
  type HttpRouteMetrics,
} from './telemetry/tracking/http/summary.ts';
export type { InferenceHandle } from './telemetry/tracking/inference/handle.ts';
export {
  type BatchSizeMetrics,
  getInferenceMetrics,
  type InferenceMetrics,
  type MemoryStatistics,
  type Throughput,
} from './telemetry/tracking/inference/summary.ts';
export type { InferenceAttributes, InferenceOptions } from './telemetry/tracking/inference/tracker.ts';
export { getModelMetrics, type ModelMetrics } from './telemetry/tracking/model/summary.ts';
export type { ModelAttributes, ModelOperationOptions } from './telemetry/tracking/model/tracker.ts';
export type {
  BackendHealth,
  BackendHealthChanged,
  OperationRetried,
  OperationStarted,
  QueueSizeChanged,
  StatusChanged,
  StorageHooks,
} from './telemetry/tracking/storage/hooks.ts';
export { storageHooks } from './telemetry/tracking/storage/log-events.ts';
export { STORAGE_METRIC_TYPES, type StorageMetricType } from './telemetry/tracking/storage/metric-types.ts';
export {
  getStorageMetrics,
  type StorageMetrics,
  type StorageOperationMetrics,
} from './telemetry/tracking/storage/summary.ts';
export { type StorageOperationOptions, trackStorageOperation } from './telemetry/tracking/storage/tracker.ts';
export type { StreamEnding } from './telemetry/tracking/stream/stream-run.ts';
export { getStreamMetrics, type StreamMetrics } from './telemetry/tracking/stream/summary.ts';
export { type ChunkOf, type StreamOptions, trackStream } from './telemetry/tracking/stream/tracker.ts';
export {
  getTrainingMetrics,
  type LossProgress,
  type SamplesPerSecond,
  type TrainingMetrics,
} from './telemetry/tracking/training/summary.ts';
export type {
  TrainingAttributes,
  TrainingEpochAttributes,
  TrainingStats,
} from './telemetry/tracking/training/tracker.ts';
export type { Telemetry };

/** Where the rooms come together: the one class that knows how to find them. */
class Telemetry<Label extends string = string> extends TelemetryInstance<Label> {
  /**
   * Connects to what is around: `/metrics`, a registry of prom-client, tracing, remote write. By name, each gets its
   * options, and what it needs and cannot have is an error that says how to install it; all are connected, or none.
   * With `'auto'` it is what the program has already: spans where a global tracer provider is set, the default registry
   * where prom-client is installed. Then no port is opened, nothing throws, and the log tells what was found.
   *
   * @throws CONNECT_REQUEST; by name also OPENTELEMETRY_PEER_MISSING, PROMETHEUS_PEER_MISSING, PROMETHEUS_NAME_TAKEN,
   * RUNTIME_CANNOT_LISTEN, RUNTIME_PORT_IN_USE, and what else the options of a part can be wrong in
   * @example
   * const connection = await telemetry.connect({ prometheus: { server: { port: 9464 } } });
   * console.log(connection.server?.url);
   * await connection.close();
   */
  async connect(request: ConnectRequest): Promise<Connection> {
    const { connect } = await import('./connect/connect.ts');
    return connect(this, request);
  }
}

/**
 * Telemetry of one program, or of a part of it: any number of instances live side by side and never see each other.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE, TELEMETRY_LABEL_CONFLICT,
 * TELEMETRY_ARGUMENT_KIND, and KERNEL_UNAVAILABLE where a policy forbids compiling Wasm: await loadKernel(module) first, or pass `enabled: false`.
 * @example
 * const telemetry = createTelemetry();
 * const output = await telemetry.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => session.run(feeds));
 * console.log(getInferenceMetrics(telemetry, 'glyphs')?.latency?.percentilesSeconds.p99);
 */
export function createTelemetry<const Label extends string = never>(
  options: TelemetryOptions<Label> = {},
): Telemetry<Label> {
  return new Telemetry<Label>(options, {
    clock: systemClock(),
    timer: systemTimer(),
    scheduler: systemScheduler(),
    memory: memoryProbe(),
    logger: jsonLinesLogger(),
  });
}

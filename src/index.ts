/** The names most people need: telemetry of AI work, recorded by the histogram kernel. */
import type { Connection, ConnectRequest } from './connect/connection.ts';
import { systemClock } from './runtime/clock.ts';
import { jsonLinesLogger } from './runtime/json-lines.ts';
import { memoryProbe } from './runtime/memory.ts';
import { systemTimer } from './runtime/timer.ts';
import type { TelemetryOptions } from './telemetry/options.ts';
import { Telemetry as TelemetryInstance } from './telemetry/telemetry.ts';

export type { Connection, ConnectionName, ConnectOptions, ConnectRequest } from './connect/connection.ts';
export { InferometerError } from './errors.ts';
export { type ExponentialSnapshot, Histogram, type HistogramOptions } from './histogram/index.ts';
export { getFindings } from './telemetry/analysis/analysis.ts';
export type { Evidence, Finding, Severity } from './telemetry/analysis/finding.ts';
export type { Objective } from './telemetry/analysis/objective.ts';
export { getObjectives, type ObjectiveResult } from './telemetry/analysis/objective-result.ts';
export type { Levels, Thresholds } from './telemetry/analysis/thresholds.ts';
export type { Collector } from './telemetry/collector.ts';
export type { CacheReads, DatasetAttributes, DatasetOperationOptions } from './telemetry/dataset.ts';
export { type CacheMetrics, type DatasetMetrics, getDatasetMetrics } from './telemetry/dataset-metrics.ts';
export type { CustomHistogram, CustomMetric } from './telemetry/definition.ts';
export type { DistributedAttributes, DistributedOperationOptions } from './telemetry/distributed.ts';
export {
  type DistributedMetrics,
  getDistributedMetrics,
  type Straggler,
} from './telemetry/distributed-metrics.ts';
export type { EventLog, ModelPerformance, TrainingProgress, TrainingStart } from './telemetry/events.ts';
export type { InferenceAttributes, InferenceOptions } from './telemetry/inference.ts';
export type { InferenceHandle } from './telemetry/inference-handle.ts';
export {
  type BatchSizeMetrics,
  getInferenceMetrics,
  type InferenceMetrics,
  type MemoryStatistics,
  type Throughput,
} from './telemetry/inference-metrics.ts';
export type { CallDescription, DescribeCall, InstrumentOptions } from './telemetry/instrument/description.ts';
export { instrument } from './telemetry/instrument/instrument.ts';
export type { Interval } from './telemetry/interval.ts';
export type { LogLevel } from './telemetry/log-level.ts';
export type { Metric } from './telemetry/metric.ts';
export type { ModelAttributes, ModelOperationOptions } from './telemetry/model.ts';
export { getModelMetrics, type ModelMetrics } from './telemetry/model-metrics.ts';
export type { Operation } from './telemetry/operation.ts';
export type {
  DatasetOperationType,
  DistributedOperationType,
  InferenceOperationType,
  ModelOperationType,
  OperationType,
  TrainingOperationType,
} from './telemetry/operation-types.ts';
export type { ConfigurableOptions, TelemetryOptions } from './telemetry/options.ts';
export type { Outcome } from './telemetry/outcome.ts';
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
} from './telemetry/ports.ts';
export type { MetricsFilter } from './telemetry/query/filter.ts';
export type { GaugeRule } from './telemetry/query/gauge-rules.ts';
export { getMetrics } from './telemetry/query/get-metrics.ts';
export { type MergeOptions, mergeTelemetrySnapshots } from './telemetry/query/merge-snapshots.ts';
export type { MetricsQuery, MetricsResult, MetricsWindow } from './telemetry/query/metrics-query.ts';
export type { OperationMetrics } from './telemetry/query/operation-metrics.ts';
export type { OutcomeCounts, OutcomesByType } from './telemetry/reading.ts';
export { type SamplingRequest, shouldSample } from './telemetry/sampler.ts';
export type { CounterSeries, GaugeSeries, HistogramSeries, UpDownCounterSeries } from './telemetry/series.ts';
export type {
  CurveSnapshot,
  Exemplar,
  Labels,
  MetricDefinition,
  MetricReading,
  MetricSnapshot,
  SeriesSnapshot,
  TelemetrySnapshot,
} from './telemetry/snapshot.ts';
export type { DurationStatistics, ValueStatistics } from './telemetry/statistics.ts';
export type {
  BackendHealth,
  BackendHealthChanged,
  OperationRetried,
  OperationStarted,
  QueueSizeChanged,
  StatusChanged,
  StorageHooks,
} from './telemetry/storage/hooks.ts';
export { storageHooks } from './telemetry/storage/log-events.ts';
export { STORAGE_METRIC_TYPES, type StorageMetricType } from './telemetry/storage/metric-types.ts';
export { type StorageOperationOptions, trackStorageOperation } from './telemetry/storage/storage.ts';
export {
  getStorageMetrics,
  type StorageMetrics,
  type StorageOperationMetrics,
} from './telemetry/storage/storage-metrics.ts';
export { getStreamMetrics, type StreamMetrics } from './telemetry/streams/stream-metrics.ts';
export type { StreamEnding } from './telemetry/streams/stream-run.ts';
export { type ChunkOf, type StreamOptions, trackStream } from './telemetry/streams/streams.ts';
export type { TrainingAttributes, TrainingEpochAttributes, TrainingStats } from './telemetry/training.ts';
export {
  getTrainingMetrics,
  type LossProgress,
  type SamplesPerSecond,
  type TrainingMetrics,
} from './telemetry/training-metrics.ts';
export type { WorkerTask, WorkerUtilization } from './telemetry/workers.ts';
export type { ConnectableTelemetry as Telemetry };

/** Where the rooms come together: the one class that knows how to find them. */
class ConnectableTelemetry extends TelemetryInstance {
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
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE, TELEMETRY_ARGUMENT_KIND, and
 * KERNEL_UNAVAILABLE where a policy forbids compiling Wasm: await loadKernel(module) first, or pass `enabled: false`.
 * @example
 * const telemetry = createTelemetry();
 * const output = await telemetry.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => session.run(feeds));
 * console.log(getInferenceMetrics(telemetry, 'glyphs')?.latency?.percentilesSeconds.p99);
 */
export function createTelemetry(options: TelemetryOptions = {}): ConnectableTelemetry {
  return new ConnectableTelemetry(options, {
    clock: systemClock(),
    timer: systemTimer(),
    memory: memoryProbe(),
    logger: jsonLinesLogger(),
  });
}

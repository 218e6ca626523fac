/** The names most people need: telemetry of AI work, recorded by the histogram kernel. */
import type { Connection, ConnectRequest } from './connect/index.ts';
import { jsonLinesLogger } from './logging/inner.ts';
import { memoryProbe, systemClock, systemScheduler, systemTimer } from './runtime/index.ts';
import { Telemetry, type TelemetryHandle, type TelemetryOptions } from './telemetry/index.ts';

export type { Connection, ConnectionName, ConnectOptions, ConnectRequest } from './connect/index.ts';
export { type TelemetryEnvironment, telemetryEnvironment } from './environment.ts';
export { InferometerError } from './errors.ts';
export { type ExponentialSnapshot, Histogram, type HistogramOptions } from './histogram/index.ts';
export type { CallDescription, DescribeCall, InstrumentOptions } from './instrument/index.ts';
export { instrument } from './instrument/index.ts';
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
  HistoryStore,
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
export { collectRuntimeMetrics, type RuntimeMetricsOptions } from './runtime-metrics/index.ts';
export type {
  BackendHealth,
  BackendHealthChanged,
  CacheReads,
  CallLabels,
  Change,
  ComparedSides,
  ConfigurableOptions,
  ContinualLearningOptions,
  ContinualLearningTracker,
  CurveSnapshot,
  DatasetAttributes,
  DatasetOperationOptions,
  DatasetOperationType,
  DistributedAttributes,
  DistributedOperationOptions,
  DistributedOperationType,
  DriftCheck,
  DriftSide,
  DurationStatistics,
  Evidence,
  FailureMetrics,
  Finding,
  ForgetFilter,
  InferenceAttributes,
  InferenceHandle,
  InferenceOperationType,
  InferenceOptions,
  Levels,
  LogLevel,
  LogPosition,
  MemoryUsage,
  MetricsFilter,
  MetricsQuery,
  MetricsResult,
  MetricsSource,
  MetricsWindow,
  ModelAttributes,
  ModelOperationOptions,
  ModelOperationType,
  ModelPerformance,
  Objective,
  Operation,
  OperationHandle,
  OperationMetrics,
  OperationRetried,
  OperationStarted,
  OperationType,
  Outcome,
  OutcomeCounts,
  OutcomesByType,
  PricesByModel,
  QueueSizeChanged,
  ReadingOptions,
  RecordedWindow,
  ResultsSource,
  RunSnapshot,
  Severity,
  Statistics,
  StatusChanged,
  StorageHandle,
  StorageHooks,
  StreamEnding,
  TaskRetention,
  TelemetryHandle,
  TelemetryOptions,
  TelemetrySnapshot,
  Thresholds,
  TimedInference,
  TokenCounts,
  TokenPrices,
  TokenUsage,
  TrainingAttributes,
  TrainingEpochAttributes,
  TrainingOperationType,
  TrainingProgress,
  TrainingRun,
  TrainingRunOptions,
  TrainingStart,
  TrainingStats,
  TrainingStep,
  ValueStatistics,
  WorkerTask,
  WorkerUtilization,
} from './telemetry/index.ts';
export {
  type BatchSizeMetrics,
  type CacheMetrics,
  type CallRate,
  type ChunkOf,
  type ContinualMetrics,
  createContinualLearningTracker,
  type DatasetMetrics,
  type DistributedMetrics,
  type DriftMetrics,
  forget,
  getContinualMetrics,
  getDatasetMetrics,
  getDistributedMetrics,
  getDriftMetrics,
  getFailureMetrics,
  getFindings,
  getHttpMetrics,
  getInferenceMetrics,
  getMetrics,
  getModelMetrics,
  getObjectives,
  getStorageMetrics,
  getStreamMetrics,
  getTrainingMetrics,
  type HttpMetrics,
  type HttpRouteMetrics,
  type InferenceMetrics,
  type KnowledgeRetention,
  type LossProgress,
  logModelPerformance,
  logTrainingProgress,
  logTrainingStart,
  type MemoryStatistics,
  type MergeOptions,
  type ModelMetrics,
  mergeTelemetrySnapshots,
  type ObjectiveResult,
  PushedStream,
  recordDriftCheck,
  type SamplingRequest,
  STORAGE_METRIC_TYPES,
  type StorageAttributes,
  type StorageMetrics,
  type StorageMetricType,
  type StorageOperationMetrics,
  type StorageOperationOptions,
  type Straggler,
  type StreamMetrics,
  type StreamOptions,
  shouldSample,
  startStream,
  storageHandle,
  storageHooks,
  type Throughput,
  type TrainingMetrics,
  type TrainingRunMetrics,
  trackStorageOperation,
  trackStream,
  type UsageMetrics,
} from './telemetry/index.ts';
export type { Telemetry };

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

/**
 * Connects telemetry to what is around it: `/metrics`, a registry of prom-client, tracing, remote write, a store. By name, each
 * gets its options, and what it needs and cannot have is an error that says how to install it; all are connected, or
 * none. With `'auto'` it is what the program has already: spans where a global tracer provider is set, the default
 * registry where prom-client is installed. Then no port is opened, nothing throws, and the log tells what was found.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, CONNECT_REQUEST; by name also OPENTELEMETRY_PEER_MISSING, PROMETHEUS_PEER_MISSING,
 * PROMETHEUS_NAME_TAKEN, RUNTIME_CANNOT_LISTEN, RUNTIME_PORT_IN_USE, STORE_LOCKED, and what else the options of a part can be wrong in
 * @example
 * const connection = await connect(telemetry, { prometheus: { server: { port: 9464 } } });
 * console.log(connection.server?.url);
 * await connection.close();
 */
export async function connect(telemetry: TelemetryHandle, request: ConnectRequest): Promise<Connection> {
  const room = await import('./connect/index.ts');
  return room.connect(telemetry, request);
}

/** The door of telemetry for the rooms of this house; not published. */

export { analysing, getFindings } from './analysis/analysis.ts';
export { type BudgetMetrics, budgetsIn, getBudgets } from './analysis/objectives/budgets.ts';
export {
  BUDGET_PERIOD_SECONDS,
  BURN_RULES,
  BURN_WINDOWS,
  type BurnRule,
  type BurnWindow,
  burnRateOf,
  isBurning,
  type WindowJudged,
} from './analysis/objectives/burn.ts';
export { type BurnRates, burnRatesOf } from './analysis/objectives/burn-rates.ts';
export { type Judged, judge, judgedMetrics, NOTHING_JUDGED, plus } from './analysis/objectives/judging.ts';
export * from './analysis/objectives/metrics.ts';
export {
  getObjectives,
  namedObjectives,
  type ObjectiveResult,
  objectiveResult,
  objectiveResults,
} from './analysis/objectives/objective-result.ts';
export { stepMetrics } from './analysis/slowdowns.ts';
export {
  admittedLabels,
  type CallLabels,
  type LabelValues,
  labelValuesOf,
  NO_LABELS,
} from './context/call-labels.ts';
export { type Category, METRIC_CATEGORIES, type MetricCategory } from './context/categories.ts';
export {
  budgetOf,
  type Component,
  componentOf,
  contextIn,
  contextOf,
  type SnapshotSource,
  sharedComponent,
  TELEMETRY,
  type TelemetryContext,
  type TelemetryHandle,
  type TelemetrySnapshot,
  type TrackingHandle,
  takingSnapshot,
  type UsageListener,
} from './context/context.ts';
export {
  logModelPerformance,
  logTrainingProgress,
  logTrainingStart,
  type ModelPerformance,
  type TrainingProgress,
  type TrainingStart,
  writeEvent,
} from './context/events.ts';
export type { Change, Evidence, Finding, RecordedStep, Severity } from './context/finding.ts';
export type { LogLevel } from './context/log.ts';
export { boundsOf, type Objective } from './context/objectives.ts';
export {
  categoryOf,
  type DatasetOperationType,
  type DistributedOperationType,
  HTTP_REQUEST,
  type InferenceOperationType,
  type ModelOperationType,
  OPERATION_TYPES,
  type OperationType,
  operationTypeAmong,
  type TrainingOperationType,
} from './context/operation-types.ts';
export { OPTION_RULES } from './context/option-rules.ts';
export type { ConfigurableOptions, PricesByModel, TelemetryOptions, TokenPrices } from './context/options.ts';
export { randomId } from './context/random-id.ts';
export type { CurveSnapshot, RunSnapshot } from './context/runs.ts';
export { isSampled, type SamplingRequest, shouldSample } from './context/sampler.ts';
export { DEFAULT_THRESHOLDS, type Levels, type Thresholds } from './context/thresholds.ts';
export { admittedNumber, namesOf, requireAttributes } from './operations/attributes.ts';
export { responseFailure } from './operations/following/call-follower.ts';
export { hasOwnMethods, observedReadable } from './operations/following/observed-readable.ts';
export { observedResponse } from './operations/following/observed-response.ts';
export {
  type Follower,
  follow,
  followedPlain,
  settle,
  type Then,
  thenOf,
} from './operations/following/promises.ts';
export type { StreamObserver } from './operations/following/stream-observer.ts';
export { type Around, CALL, isFixed, transparent } from './operations/following/transparent.ts';
export {
  MODEL_OPERATIONS_TOTAL,
  OPERATION_FAILURE_SECONDS,
  OPERATION_PHASE_FAILURE_SECONDS,
  OPERATION_PHASE_SECONDS,
  OPERATION_PHASES_TOTAL,
  OPERATIONS_TOTAL,
  RATE_LIMITED_TOTAL,
  RETRIES_TOTAL,
  TOKEN_METRICS,
} from './operations/metrics.ts';
export {
  type Ended,
  OPERATION,
  type Operation,
  type OperationAttributes,
  onEnded,
  requireCommonKinds,
  TrackedOperation,
} from './operations/operation.ts';
export { OperationCall } from './operations/operation-call.ts';
export type { OperationHandle } from './operations/operation-handle.ts';
export {
  type AbortState,
  errorTypeOf,
  failureTypeOf,
  isAbortState,
  isRateLimited,
  type Outcome,
  outcomeOf,
  timeoutOf,
  UNNAMED,
} from './operations/outcome.ts';
export { PhaseRecorder } from './operations/phase-recorder.ts';
export {
  type OperationRecorder,
  recordDuration,
  type SpanDescriptor,
} from './operations/recorder.ts';
export {
  type KnownUsage,
  knownUsage,
  pricedParts,
  TOKEN_KINDS,
  type TokenKind,
  type TokenUsage,
} from './operations/usage.ts';
export { rounded } from './query/comparisons.ts';
export { type FailureMetrics, failureMetrics, getFailureMetrics } from './query/failures.ts';
export {
  FILTER_NAMES,
  filtered,
  labelsOfFilter,
  type MetricsFilter,
  matchesFilter,
  mayMatchFilter,
  requireFilter,
} from './query/filter.ts';
export { getMetrics } from './query/get-metrics.ts';
export { mergeRuns, restoreCurve } from './query/merge-runs.ts';
export {
  gaugeRule,
  type MergeOptions,
  mergeTelemetrySnapshots,
  mergingSnapshots,
  requireMergeOptions,
  restoreTelemetrySnapshot,
} from './query/merge-snapshots.ts';
export {
  type MetricsQuery,
  type MetricsResult,
  type MetricsWindow,
  requireMetricsQuery,
} from './query/metrics-query.ts';
export {
  type OperationMetrics,
  type OperationTotals,
  operationMetrics,
  operationTotals,
} from './query/operation-metrics.ts';
export { runsInRange } from './query/runs-in-range.ts';
export {
  groupedBy,
  histogramsOf,
  metricNamed,
  type OutcomeCounts,
  type OutcomesByType,
  summingUp,
  valuesOf,
} from './query/snapshot-reader.ts';
export {
  DEFAULT_PERCENTILES,
  instanceOf,
  type MetricsSource,
  READING_OPTIONS,
  type Reading,
  type ReadingOptions,
  type RecordedWindow,
  type ResultsSource,
  reading,
  readingOf,
  recordedIn,
} from './query/source.ts';
export {
  type DurationStatistics,
  durationStatistics,
  median,
  mergingHistograms,
  quantileOf,
  type ValueStatistics,
  valueStatistics,
} from './query/statistics.ts';
export { type TimeRange, unixRange } from './query/time-range.ts';
export type { UsageMetrics } from './query/usage.ts';
export { Telemetry } from './telemetry.ts';
export { CATALOGUE } from './tracking/catalogue.ts';
export { isRetentionAlone, taskOfRetentionCurve } from './tracking/continual/retention-curve.ts';
export {
  type ContinualMetrics,
  getContinualMetrics,
  type KnowledgeRetention,
} from './tracking/continual/summary.ts';
export {
  type ContinualLearningOptions,
  type ContinualLearningTracker,
  createContinualLearningTracker,
  type MemoryUsage,
  type TaskRetention,
  type TimedInference,
  type TrainingStep,
} from './tracking/continual/tracker.ts';
export { type CacheMetrics, type DatasetMetrics, getDatasetMetrics } from './tracking/dataset/summary.ts';
export type { CacheReads, DatasetAttributes, DatasetOperationOptions } from './tracking/dataset/tracker.ts';
export {
  type DistributedMetrics,
  getDistributedMetrics,
  type Straggler,
  utilizationsIn,
} from './tracking/distributed/summary.ts';
export type { DistributedAttributes, DistributedOperationOptions } from './tracking/distributed/tracker.ts';
export type { WorkerTask, WorkerUtilization } from './tracking/distributed/workers.ts';
export { type DriftMetrics, getDriftMetrics } from './tracking/drift/summary.ts';
export {
  type ComparedSides,
  type DriftCheck,
  type DriftSide,
  recordDriftCheck,
} from './tracking/drift/tracker.ts';
export { type ForgetFilter, forget } from './tracking/forget.ts';
export { helpOf } from './tracking/help.ts';
export { type ServerAddress, serverOf } from './tracking/http/server-address.ts';
export { getHttpMetrics, type HttpMetrics, type HttpRouteMetrics } from './tracking/http/summary.ts';
export { HttpRequestRecorder } from './tracking/http/tracker.ts';
export { type AnswerFacts, factsIn, noteAnswer, usageIn } from './tracking/inference/answer.ts';
export { BatchSizes, labelOfSlot } from './tracking/inference/batch-sizes.ts';
export type { InferenceHandle } from './tracking/inference/handle.ts';
export {
  INFERENCE_BUSY_SECONDS_TOTAL,
  INFERENCE_ITEMS_TOTAL,
  INFERENCE_QUEUE_SECONDS,
} from './tracking/inference/metrics.ts';
export {
  type BatchSizeMetrics,
  type CallRate,
  getInferenceMetrics,
  type InferenceMetrics,
  type MemoryStatistics,
  type Throughput,
} from './tracking/inference/summary.ts';
export {
  INFERENCE_DURATIONS,
  INFERENCE_NAMES,
  type InferenceAttributes,
  type InferenceOptions,
} from './tracking/inference/tracker.ts';
export { getModelMetrics, type ModelMetrics } from './tracking/model/summary.ts';
export type { ModelAttributes, ModelOperationOptions } from './tracking/model/tracker.ts';
export { MODEL_DURATIONS, MODEL_NAMES } from './tracking/model/tracker.ts';
export {
  type Convention,
  commonBounds,
  type NameOptions,
  type Names,
  Naming,
  requireNames,
} from './tracking/name-sets.ts';
export { PAGE_INTERVALS_DROPPED, SELF_METRICS as PAGE_METRICS } from './tracking/page-metrics.ts';
export type { StorageHandle } from './tracking/storage/handle.ts';
export type {
  BackendHealth,
  BackendHealthChanged,
  OperationRetried,
  OperationStarted,
  QueueSizeChanged,
  StatusChanged,
  StorageHooks,
} from './tracking/storage/hooks.ts';
export { storageHooks } from './tracking/storage/log-events.ts';
export { STORAGE_METRIC_TYPES, type StorageMetricType } from './tracking/storage/metric-types.ts';
export {
  getStorageMetrics,
  healthWord,
  type StorageMetrics,
  type StorageOperationMetrics,
} from './tracking/storage/summary.ts';
export {
  STORAGE_NAMES,
  type StorageAttributes,
  type StorageOperationOptions,
  storageHandle,
  storageTrackerOf,
  trackStorageOperation,
} from './tracking/storage/tracker.ts';
export type { StreamEnding } from './tracking/stream/endings.ts';
export { PushedStream, startStream } from './tracking/stream/push.ts';
export { getStreamMetrics, type StreamMetrics } from './tracking/stream/summary.ts';
export type { ChunkOptions, TokenCounts } from './tracking/stream/tokens.ts';
export {
  type ChunkOf,
  STREAM_NAMES,
  type StreamOptions,
  StreamTracker,
  trackStream,
} from './tracking/stream/tracker.ts';
export { type Summaries, summarizing } from './tracking/summaries.ts';
export { namesOfType, Trackers } from './tracking/trackers.ts';
export { efficiencyRating } from './tracking/training/rules.ts';
export type { LogPosition, TrainingRun, TrainingRunOptions } from './tracking/training/run.ts';
export {
  accuracyCurve,
  getTrainingMetrics,
  gradientNormCurve,
  type LossProgress,
  learningRateCurve,
  lossCurve,
  type TrainingMetrics,
  type TrainingRunMetrics,
} from './tracking/training/summary.ts';
export type {
  Statistics,
  TrainingAttributes,
  TrainingEpochAttributes,
  TrainingStats,
} from './tracking/training/tracker.ts';

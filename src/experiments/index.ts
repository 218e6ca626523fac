/**
 * Runs and experiments: one way to log them, to MLflow, TensorBoard, trackio and a telemetry of our own, and to compare
 * them.
 */
export { InferometerError } from '../errors.ts';
export type { BucketSnapshot } from '../histogram/index.ts';
export type { Logger } from '../ports.ts';
export type {
  CurveSnapshot,
  LogPosition,
  RunSnapshot,
  Statistics,
  TrainingRun,
  TrainingRunOptions,
} from '../telemetry/index.ts';
export { combineRunLoggers } from './combine.ts';
export {
  type Better,
  type ComparedMetric,
  type ComparedParameter,
  type ComparedRun,
  type CompareOptions,
  compareRuns,
  type RunComparison,
} from './comparison/compare.ts';
export type { DeliveryOptions, ServerOptions } from './delivery/options.ts';
export {
  createMlflowRunLogger,
  type HistoryPoint,
  type MlflowOptions,
  type MlflowRunLogger,
} from './mlflow/logger.ts';
export type {
  LoggedRun,
  RunDelivery,
  RunLogger,
  RunMetric,
  RunParameters,
  RunQuery,
  RunReader,
  RunRecord,
  RunStart,
  RunStatus,
  RunTags,
} from './model.ts';
export { createTelemetryRunLogger, type RunTelemetry, type TelemetryRunsOptions } from './recorded/logger.ts';
export { type RecordedRun, type RecordedRuns, recordsOf } from './recorded/records.ts';
export { type EventFiles, MemoryEventFiles } from './tensorboard/files.ts';
export { createTensorBoardRunLogger, type TensorBoardOptions } from './tensorboard/logger.ts';
export { createPerformanceTracker, type PerformanceTracker, type TaskComparison } from './tracker.ts';
export { createTrackioRunLogger, type TrackioOptions } from './trackio/logger.ts';

/** What a comprehensive report holds. */

import type { ObjectiveResult } from '../telemetry/analysis/objective-result.ts';
import type { Finding } from '../telemetry/context/finding.ts';
import type { OperationMetrics } from '../telemetry/query/operation-metrics.ts';
import type { DatasetMetrics } from '../telemetry/tracking/dataset/summary.ts';
import type { DistributedMetrics } from '../telemetry/tracking/distributed/summary.ts';
import type { InferenceMetrics } from '../telemetry/tracking/inference/summary.ts';
import type { ModelMetrics } from '../telemetry/tracking/model/summary.ts';
import type { TrainingMetrics } from '../telemetry/tracking/training/summary.ts';

/** Everything that was recorded, as data. */
export interface ReportResults {
  readonly schemaVersion: 1;
  readonly startedAtUnixMs: number;
  readonly takenAtUnixMs: number;
  readonly models: readonly ModelMetrics[];
  readonly inference: readonly InferenceMetrics[];
  readonly training: readonly TrainingMetrics[];
  readonly datasets: readonly DatasetMetrics[];
  readonly distributed: DistributedMetrics;
  /** Of every type, those of storage by backend too. */
  readonly operations: readonly OperationMetrics[];
  readonly objectives: readonly ObjectiveResult[];
  /** The severest first. */
  readonly recommendations: readonly Finding[];
}

/** What a comprehensive report holds. */

import type { ObjectiveResult } from '../telemetry/analysis/objective-result.ts';
import type { Finding } from '../telemetry/context/finding.ts';
import type { FailureMetrics } from '../telemetry/query/failures.ts';
import type { OperationMetrics } from '../telemetry/query/operation-metrics.ts';
import type { CategoryResults } from './parts.ts';

/** Everything that was recorded, as data: of each category of work, and of all together. */
export interface ReportResults extends CategoryResults {
  readonly schemaVersion: 1;
  readonly startedAtUnixMs: number;
  readonly takenAtUnixMs: number;
  /** Of every type, those of storage by backend too. */
  readonly operations: readonly OperationMetrics[];
  /** By class of error. */
  readonly failures: readonly FailureMetrics[];
  readonly objectives: readonly ObjectiveResult[];
  /** The severest first. */
  readonly recommendations: readonly Finding[];
}

/** What a comprehensive report holds. */

import type { FailureMetrics, Finding, ObjectiveResult, OperationMetrics } from '../telemetry/index.ts';
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

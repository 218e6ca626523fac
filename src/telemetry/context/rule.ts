/** What judges what was recorded. */
import type { Interval } from '../../metrics/inner.ts';
import type { TelemetrySnapshot } from './context.ts';
import type { Found } from './finding.ts';
import type { Objective } from './objectives.ts';
import type { Thresholds } from './thresholds.ts';

/** What rules look at. */
export interface Evidenced {
  readonly snapshot: TelemetrySnapshot;
  readonly thresholds: Thresholds;
  readonly objectives: readonly Objective[];
  /** The last ones, oldest first. */
  readonly intervals: readonly Interval[];
}

export type AnalysisRule = (evidenced: Evidenced) => Found[];

import type { Interval } from '../../metrics/inner.ts';
import type { TelemetrySnapshot } from '../context/context.ts';
import type { Found } from '../context/finding.ts';
import type { Objective } from '../context/objectives.ts';
import type { Thresholds } from '../context/thresholds.ts';

/** What rules look at. */
export interface Evidenced {
  readonly snapshot: TelemetrySnapshot;
  readonly thresholds: Thresholds;
  readonly objectives: readonly Objective[];
  /** The last ones, oldest first. */
  readonly intervals: readonly Interval[];
}

export type AnalysisRule = (evidenced: Evidenced) => Found[];

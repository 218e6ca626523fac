/** What deserves attention in what was recorded, and what to do about it. */

import type { Interval } from '../../metrics/inner.ts';
import type { TelemetryHandle, TelemetrySnapshot } from '../context/context.ts';
import { contextOf } from '../context/context.ts';
import type { Finding } from '../context/finding.ts';
import type { Objective } from '../context/objectives.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../context/thresholds.ts';
import { failures } from './failures.ts';
import { missedObjectives } from './missed-objectives.ts';
import { slowerEpochs, slowerIntervals, slowerVersions } from './regressions.ts';
import type { AnalysisRule, Evidenced } from './rule.ts';
import { slowCoordination, slowDatasets, slowInferences, slowLoads } from './slowness.ts';
import { convergedTrainings, divergedTrainings, divergingTrainings, slowTrainings } from './training.ts';
import { idleWorkers, stragglingWorkers } from './workers.ts';

export interface AnalysisOptions {
  readonly thresholds?: Thresholds;
  readonly objectives?: readonly Objective[];
  /** The last ones, oldest first: without them, what became slower lately is not found. */
  readonly intervals?: readonly Interval[];
}

const RULES: readonly AnalysisRule[] = [
  slowLoads,
  slowInferences,
  slowDatasets,
  slowCoordination,
  slowTrainings,
  divergedTrainings,
  divergingTrainings,
  convergedTrainings,
  failures,
  missedObjectives,
  slowerEpochs,
  slowerIntervals,
  slowerVersions,
  idleWorkers,
  stragglingWorkers,
];

/** Everything that deserves attention, the severest first. Empty for a snapshot without such things. */
export function findingsIn(snapshot: TelemetrySnapshot, options: AnalysisOptions = {}): Finding[] {
  const { thresholds = DEFAULT_THRESHOLDS, objectives = [], intervals = [] } = options;
  const evidenced: Evidenced = { snapshot, thresholds, objectives, intervals };
  const windowSeconds = (snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000;
  return RULES.flatMap((rule) => rule(evidenced))
    .map((found): Finding => ({ ...found, evidence: { windowSeconds, ...found.evidence } }))
    .sort((a, b) => Number(b.severity === 'high') - Number(a.severity === 'high'));
}

/**
 * What deserves attention, the severest first, each with the figures that it rests on.
 *
 * @throws TELEMETRY_ARGUMENT_KIND
 */
export function getFindings(telemetry: TelemetryHandle): Finding[] {
  const { thresholds, objectives, history } = contextOf(telemetry);
  return findingsIn(telemetry.snapshot(), { thresholds, objectives, intervals: history.intervals });
}

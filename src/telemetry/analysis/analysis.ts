/** What deserves attention in what was recorded, and what to do about it. */

import type { Interval } from '../../metrics/inner.ts';
import type { Category } from '../context/categories.ts';
import { contextOf, type TelemetryHandle, type TelemetrySnapshot } from '../context/context.ts';
import type { AnalysisRule, Evidenced, Finding } from '../context/finding.ts';
import type { Objective } from '../context/objectives.ts';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../context/thresholds.ts';
import { DATASET_RULES } from '../tracking/dataset/rules.ts';
import { DISTRIBUTED_RULES } from '../tracking/distributed/rules.ts';
import { HTTP_RULES } from '../tracking/http/rules.ts';
import { INFERENCE_RULES } from '../tracking/inference/rules.ts';
import { MODEL_RULES } from '../tracking/model/rules.ts';
import { STORAGE_RULES } from '../tracking/storage/rules.ts';
import { STREAM_RULES } from '../tracking/stream/rules.ts';
import { TRAINING_RULES } from '../tracking/training/rules.ts';
import { failures } from './failures.ts';
import { missedObjectives } from './missed-objectives.ts';
import { slowerIntervals } from './slower-intervals.ts';

export interface AnalysisOptions {
  readonly thresholds?: Thresholds;
  readonly objectives?: readonly Objective[];
  /** The last ones, oldest first: without them, what became slower lately is not found. */
  readonly intervals?: readonly Interval[];
}

/** What is judged of each category. */
const RULES: Readonly<Record<Category, readonly AnalysisRule[]>> = {
  model: MODEL_RULES,
  inference: INFERENCE_RULES,
  stream: STREAM_RULES,
  training: TRAINING_RULES,
  dataset: DATASET_RULES,
  distributed: DISTRIBUTED_RULES,
  storage: STORAGE_RULES,
  http: HTTP_RULES,
};

/** What is judged of operations of all categories in one way. */
const COMMON_RULES: readonly AnalysisRule[] = [failures, missedObjectives, slowerIntervals];

/** Everything that deserves attention, the severest first. Empty for a snapshot without such things. */
export function findingsIn(snapshot: TelemetrySnapshot, options: AnalysisOptions = {}): Finding[] {
  const { thresholds = DEFAULT_THRESHOLDS, objectives = [], intervals = [] } = options;
  const evidenced: Evidenced = { snapshot, thresholds, objectives, intervals };
  const windowSeconds = (snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000;
  return [...Object.values(RULES).flat(), ...COMMON_RULES]
    .flatMap((rule) => rule(evidenced))
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

/** What deserves attention in what was recorded. */

import { resultOf, runSync, type Slices } from '../../metrics/inner.ts';
import type { Category } from '../context/categories.ts';
import type { AnalysisRule, Evidenced, Finding, Found } from '../context/finding.ts';
import { summingUp } from '../query/snapshot-reader.ts';
import { type MetricsSource, type ReadingOptions, readingOf } from '../query/source.ts';
import { CONTINUAL_RULES } from '../tracking/continual/rules.ts';
import { DATASET_RULES } from '../tracking/dataset/rules.ts';
import { DISTRIBUTED_RULES } from '../tracking/distributed/rules.ts';
import { DRIFT_RULES } from '../tracking/drift/rules.ts';
import { HTTP_RULES } from '../tracking/http/rules.ts';
import { INFERENCE_RULES } from '../tracking/inference/rules.ts';
import { MODEL_RULES } from '../tracking/model/rules.ts';
import { STORAGE_RULES } from '../tracking/storage/rules.ts';
import { STREAM_RULES } from '../tracking/stream/rules.ts';
import { TRAINING_RULES } from '../tracking/training/rules.ts';
import { failures } from './failures.ts';
import { missedObjectives } from './objectives/missed-objectives.ts';
import { slowdowns } from './slowdowns.ts';

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
  drift: DRIFT_RULES,
  continual: CONTINUAL_RULES,
};

/** What is judged of operations of all categories in one way. */
const COMMON_RULES: readonly AnalysisRule[] = [failures, missedObjectives];

/** Everything that deserves attention, the most urgent first. Empty where nothing is. */
export function* analysing(evidenced: Evidenced): Slices<Finding[]> {
  const { durationSeconds: windowSeconds, snapshot, recent } = evidenced;
  yield* summingUp({ ...snapshot, recent });
  const all: Found[] = [];
  for (const rule of [...Object.values(RULES).flat(), ...COMMON_RULES]) {
    all.push(...(yield* resultOf(rule(evidenced))));
    yield;
  }
  all.push(...(yield* slowdowns(evidenced)));
  const findings = all.map((found) => ({ ...found, evidence: { windowSeconds, ...found.evidence } }));
  return findings.sort((a, b) => urgency(b) - urgency(a));
}

/** Of one severity, what changed is told first: before what has been so all the time. */
function urgency({ severity, change }: Finding): number {
  const changed = change === undefined ? 0 : change.endedAtUnixMs === undefined ? 2 : 1;
  return (severity === 'high' ? 3 : 0) + changed;
}

/**
 * What deserves attention, the severest first: facts, each with the figures that it rests on.
 *
 * @param options `thresholds` and `objectives` in place of the telemetry's; what a snapshot is judged by.
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 * @example
 * for (const { severity, message, evidence } of getFindings(telemetry)) console.log(severity, message, evidence.value);
 */
export function getFindings(source: MetricsSource, options: ReadingOptions = {}): Finding[] {
  return runSync(analysing(readingOf(source, options)));
}

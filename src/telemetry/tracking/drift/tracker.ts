/** Comparisons of data with a reference. */
import { requireLabel } from '../../../validate.ts';
import { type CallLabels, labelValuesOf } from '../../context/call-labels.ts';
import { contextOf, type TelemetryHandle } from '../../context/context.ts';
import { namesOf, requireAttributes } from '../../operations/attributes.ts';
import {
  DATA_DRIFT_CHECKS_TOTAL,
  DATA_DRIFT_DETECTED,
  DATA_DRIFT_FEATURE_SCORE,
  DATA_DRIFT_SCORE,
  DATA_DRIFT_THRESHOLD,
} from './metrics.ts';

export interface DriftCheck<Label extends string = string> {
  readonly taskId: string;
  /** Higher is more drift; NaN where nothing could be said, which is counted alone. */
  readonly score: number;
  /** Above it the score is drift. */
  readonly threshold: number;
  /** What was decided: a distance may be above its threshold by chance. */
  readonly drifted: boolean;
  /** Of each feature, where there are several. */
  readonly featureScores?: Readonly<Record<string, number>>;
  /** Labels of one's own. None if left out. */
  readonly labels?: CallLabels<Label>;
}

const NAMES = /* @__PURE__ */ namesOf<DriftCheck>({
  taskId: true,
  score: true,
  threshold: true,
  drifted: true,
  featureScores: true,
  labels: true,
});

/**
 * Records a comparison that was made elsewhere; detectors of `inferometer/drift` do it by themselves.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND
 * @example
 * recordDriftCheck(telemetry, { taskId: 'prompts', score: 0.31, threshold: 0.1, drifted: true });
 */
export function recordDriftCheck(telemetry: TelemetryHandle, check: DriftCheck): void {
  const instance = contextOf(telemetry);
  const { registry } = instance;
  if (!registry.recording.enabled) return;
  requireAttributes('check', check, NAMES);
  const { score, threshold, drifted, featureScores = {} } = check;
  const taskId = requireLabel('taskId', check.taskId);
  const own = labelValuesOf(instance, check.labels);
  const isKnown = !Number.isNaN(score);
  const result = isKnown ? (drifted ? 'drifted' : 'stable') : 'unknown';
  registry
    .of(DATA_DRIFT_CHECKS_TOTAL)
    .withLabelValues([taskId, result, ...own])
    .record(1);
  if (!isKnown) return;
  const labels = [taskId, ...own];
  registry.of(DATA_DRIFT_SCORE).withLabelValues(labels).set(score);
  registry.of(DATA_DRIFT_THRESHOLD).withLabelValues(labels).set(threshold);
  registry
    .of(DATA_DRIFT_DETECTED)
    .withLabelValues(labels)
    .set(drifted ? 1 : 0);
  for (const [feature, featureScore] of Object.entries(featureScores)) {
    if (Number.isNaN(featureScore)) continue;
    registry
      .of(DATA_DRIFT_FEATURE_SCORE)
      .withLabelValues([taskId, feature, ...own])
      .set(featureScore);
  }
}

/** Results on their way into telemetry. */
import { recordDriftCheck } from '../telemetry/index.ts';
import type { FeatureDriftResult } from './feature-model.ts';
import type { DriftResult } from './model.ts';
import type { DetectorSettings } from './options.ts';

export function recordResult({ telemetry, taskId, alpha }: DetectorSettings, result: DriftResult): void {
  if (telemetry === undefined) return;
  const { score, threshold = 1 - alpha, drifted } = result;
  recordDriftCheck(telemetry, { taskId, score, threshold, drifted });
}

export function recordFeatures(
  { telemetry, taskId, alpha }: DetectorSettings,
  { score, drifted, features }: FeatureDriftResult,
): void {
  if (telemetry === undefined) return;
  const featureScores = Object.fromEntries(Object.entries(features).map(([name, one]) => [name, one.score]));
  recordDriftCheck(telemetry, { taskId, score, threshold: 1 - alpha, drifted, featureScores });
}

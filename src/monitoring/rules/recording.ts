/**
 * Recording rules: over five windows, the share of inferences that an objective counts as bad. Alerts divide these by what the
 * objective leaves: that is how many times faster than allowed its budget is spent (Google, The Site Reliability Workbook,
 * chapter 5, "Alerting on SLOs").
 */
import type { Queries } from '../queries.ts';

export const BURN_WINDOWS = ['5m', '30m', '1h', '6h', '3d'] as const;

export type BurnWindow = (typeof BURN_WINDOWS)[number];

export type InferenceObjective = 'availability' | 'latency';

/** Types of operations that are inferences. */
export const INFERENCES = /inference|batch_inference|embeddings_generation/;

/** `job_model_id:inferometer_inference_failures:ratio_rate5m`: the labels that remain, what, and how. */
export function recordedName(x: Queries, objective: InferenceObjective, window: BurnWindow): string {
  const [metric, what] =
    objective === 'availability'
      ? (['ipfs_aiml_model_operations_total', 'inference_failures'] as const)
      : (['ipfs_aiml_inference_seconds', 'slow_inferences'] as const);
  return `job_${x.label(metric, 'model_id')}:inferometer_${what}:ratio_rate${window}`;
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export function recordingRules(x: Queries): RecordingRule[] {
  const by = ['job', 'model_id'];
  const { inferenceObjectiveSeconds } = x.settings.thresholds;
  return BURN_WINDOWS.flatMap((window) => [
    { record: recordedName(x, 'availability', window), expr: failureRatio(x, { by, window }) },
    {
      record: recordedName(x, 'latency', window),
      expr: x.shareAbove(inferenceObjectiveSeconds, 'ipfs_aiml_inference_seconds', { by, window }),
    },
  ]);
}

/** The share of inferences that failed, of those that nobody gave up: 0 where none did. */
export function failureRatio(
  x: Queries,
  { by, window }: { readonly by: readonly string[]; readonly window?: string },
): string {
  const selection = { by, ...(window !== undefined && { window }) };
  const metric = 'ipfs_aiml_model_operations_total';
  const failed = x.rate(metric, { ...selection, where: { operation_type: INFERENCES, status: 'error' } });
  const all = x.rate(metric, { ...selection, where: { operation_type: INFERENCES, status: /ok|error/ } });
  // A counter of failures is not there before the first one.
  return `(${failed} or ${all} * 0) / ${all}`;
}

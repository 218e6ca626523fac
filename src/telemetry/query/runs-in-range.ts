/** Which runs of training went on in a range of time. */
import type { MetricSnapshot } from '../../metrics/inner.ts';
import type { RunSnapshot } from '../context/runs.ts';

/**
 * Those that were begun before its end and had not ended before its beginning. One that nobody ended goes on as long as its
 * model is trained.
 *
 * @param metrics what was recorded in the range: of the category `training` at least
 */
export function runsInRange(
  runs: readonly RunSnapshot[],
  { startUnixMs, endUnixMs }: { readonly startUnixMs: number; readonly endUnixMs: number },
  metrics: readonly MetricSnapshot[],
): RunSnapshot[] {
  const ofTraining = metrics.filter(({ instrument }) => instrument.category === 'training');
  const trained = new Set(ofTraining.flatMap(({ series }) => series.map(({ labels }) => labels.model_id)));
  return runs.filter(
    ({ modelId, startedAtUnixMs, continuedAtUnixMs, endedAtUnixMs = continuedAtUnixMs }) =>
      startedAtUnixMs < endUnixMs && (endedAtUnixMs >= startUnixMs || trained.has(modelId)),
  );
}

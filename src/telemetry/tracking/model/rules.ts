/** What is judged of models: loads that take long. */
import type { Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { JUDGED_PERCENTILE, phaseShares, slow } from '../../query/comparisons.ts';
import { modelMetrics } from './summary.ts';

export const MODEL_RULES: readonly AnalysisRule[] = [slowLoads];

function* slowLoads({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const models = yield* modelMetrics(snapshot, [JUDGED_PERCENTILE]);
  return models.flatMap(({ modelId, loadTime, phases }): Found[] => {
    const measured = slow(loadTime, thresholds.modelLoadSeconds);
    if (measured === undefined) return [];
    return [
      {
        type: 'performance',
        target: 'model_loading',
        modelId,
        message: `Loading ${modelId} takes long`,
        details:
          phaseShares(phases, 'model_load', loadTime) ??
          'Its phases were not recorded: operation.child() tells fetching from compiling.',
        ...measured,
      },
    ];
  });
}

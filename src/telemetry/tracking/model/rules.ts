/** What is judged of models: loads that take long. */
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { slowest } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf } from '../../query/snapshot-reader.ts';

export const MODEL_RULES: readonly AnalysisRule[] = [slowLoads];

function slowLoads({ snapshot, thresholds }: Evidenced): Found[] {
  const loads = groupedBy('model_id', histogramsOf(snapshot, 'model_load_seconds'));
  return slowest(loads, thresholds.modelLoadSeconds).map(([modelId, measured]) => ({
    type: 'performance',
    target: 'model_loading',
    modelId,
    message: `Make ${modelId} load faster`,
    details: 'Consider compressing or quantising it, and keeping it in a cache near by.',
    ...measured,
  }));
}

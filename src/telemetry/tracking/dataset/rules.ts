/** What is judged of datasets: loads that take long. */
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { slowest } from '../../query/comparisons.ts';
import { groupedBy, histogramsOf } from '../../query/snapshot-reader.ts';

export const DATASET_RULES: readonly AnalysisRule[] = [slowLoads];

function slowLoads({ snapshot, thresholds }: Evidenced): Found[] {
  const loads = groupedBy('dataset_id', histogramsOf(snapshot, 'dataset_load_seconds'));
  return slowest(loads, thresholds.datasetLoadSeconds).map(([datasetId, measured]) => ({
    type: 'performance',
    target: 'data_pipeline',
    datasetId,
    message: `Make ${datasetId} load faster`,
    details: 'Consider a cache, another format, or preparing it ahead of time.',
    ...measured,
  }));
}

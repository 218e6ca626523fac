/** What is judged of datasets: loads that take long. */
import type { Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { JUDGED_PERCENTILE, percent, phaseShares, slow } from '../../query/comparisons.ts';
import { type DatasetMetrics, datasetMetrics } from './summary.ts';

export const DATASET_RULES: readonly AnalysisRule[] = [slowLoads];

function* slowLoads({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const datasets = yield* datasetMetrics(snapshot, [JUDGED_PERCENTILE]);
  return datasets.flatMap((dataset): Found[] => {
    const measured = slow(dataset.loadTime, thresholds.datasetLoadSeconds);
    if (measured === undefined) return [];
    const { datasetId } = dataset;
    return [
      {
        type: 'performance',
        target: 'data_pipeline',
        datasetId,
        message: `Loading ${datasetId} takes long`,
        details: detailsOf(dataset),
        ...measured,
      },
    ];
  });
}

function detailsOf({ loadTime, phases, cache }: DatasetMetrics): string {
  const shares = phaseShares(phases, 'dataset_load', loadTime);
  const caches = Object.entries(cache).map(
    ([source, { hitRatio = 0 }]) => `The cache of ${source} served ${percent(hitRatio)} of the reads.`,
  );
  const known = [...(shares === undefined ? [] : [shares]), ...caches];
  if (known.length > 0) return known.join(' ');
  return 'Neither its phases (operation.child()) nor its cache (recordCacheReads()) were recorded.';
}

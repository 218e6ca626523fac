/** Operations that take long: loads, inferences, datasets, coordination. */

import { above, type Found, type Measured } from '../context/finding.ts';
import type { Levels } from '../context/thresholds.ts';
import { groupedBy, histogramsOf } from '../query/snapshot-reader.ts';
import { durationStatistics } from '../query/statistics.ts';
import type { Evidenced } from './rule.ts';

const PERCENTILE = 95;

export function slowLoads({ snapshot, thresholds }: Evidenced): Found[] {
  const loads = histogramsOf(snapshot, 'model_load_seconds');
  return slowest(groupedBy('model_id', loads), thresholds.modelLoadSeconds).map(([modelId, measured]) => ({
    type: 'performance',
    target: 'model_loading',
    modelId,
    message: `Make ${modelId} load faster`,
    details: 'Consider compressing or quantising it, and keeping it in a cache near by.',
    ...measured,
  }));
}

export function slowInferences({ snapshot, thresholds }: Evidenced): Found[] {
  const inferences = histogramsOf(snapshot, 'inference_seconds');
  return slowest(groupedBy('model_id', inferences), thresholds.inferenceSeconds).map(
    ([modelId, measured]) => ({
      type: 'performance',
      target: 'inference',
      modelId,
      message: `Reduce the inference latency of ${modelId}`,
      details: 'Consider another batch size, a smaller or quantised model, or hardware acceleration.',
      ...measured,
    }),
  );
}

export function slowDatasets({ snapshot, thresholds }: Evidenced): Found[] {
  const loads = histogramsOf(snapshot, 'dataset_load_seconds');
  return slowest(groupedBy('dataset_id', loads), thresholds.datasetLoadSeconds).map(
    ([datasetId, measured]) => ({
      type: 'performance',
      target: 'data_pipeline',
      datasetId,
      message: `Make ${datasetId} load faster`,
      details: 'Consider a cache, another format, or preparing it ahead of time.',
      ...measured,
    }),
  );
}

export function slowCoordination({ snapshot, thresholds }: Evidenced): Found[] {
  const overheads = histogramsOf(snapshot, 'coordination_overhead_seconds');
  return slowest(groupedBy('operation', overheads), thresholds.coordinationSeconds).map(
    ([operation, measured]) => ({
      type: 'performance',
      target: 'distributed_training',
      message: `Reduce the overhead of ${operation}`,
      details: 'Consider fewer or larger messages, and handing out tasks in another way.',
      ...measured,
    }),
  );
}

/** The groups whose 95th percentile is above a level. */
function slowest(
  groups: ReadonlyMap<string, ReturnType<typeof histogramsOf>>,
  levels: Levels,
): [string, Measured][] {
  return [...groups].flatMap(([key, series]): [string, Measured][] => {
    const durations = durationStatistics(series, [PERCENTILE]);
    if (durations === undefined) return [];
    const value = durations.percentilesSeconds[`p${PERCENTILE}`] as number;
    const measured = above(levels, `p${PERCENTILE}`, value, 'seconds', durations.count);
    return measured === undefined ? [] : [[key, measured]];
  });
}

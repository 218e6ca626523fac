/** How busy the workers of distributed training were. */

import { metricNamed } from '../../telemetry/query/snapshot-reader.ts';
import type { SectionMaker } from '../context.ts';
import { left, quantity, right } from '../document.ts';

export const workerUtilization: SectionMaker = ({ snapshot }) => {
  const metric = metricNamed(snapshot, 'worker_utilization_ratio');
  if (metric === undefined || metric.series.length === 0) return undefined;
  return {
    heading: 'Worker Utilization',
    blocks: [
      {
        kind: 'table',
        columns: [left('Worker'), right('Utilization')],
        rows: metric.series.map((series) => [
          series.overflow ? '(overflow)' : String(series.labels.worker_id),
          quantity('value' in series ? series.value : undefined, 'ratio'),
        ]),
      },
    ],
  };
};

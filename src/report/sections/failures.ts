/** Operations that failed, by the class of what they threw. */

import { failureMetrics } from '../../telemetry/index.ts';
import { left, measurement, right } from '../document/document.ts';
import type { SectionMaker } from './context.ts';

export const failures: SectionMaker = ({ snapshot }) => {
  const all = failureMetrics(snapshot);
  if (all.length === 0) return undefined;
  return {
    heading: 'Failures',
    blocks: [
      {
        kind: 'table',
        columns: [
          left('Operation'),
          left('Model'),
          left('Error'),
          ...['Count', 'Mean time to it', 'Max'].map(right),
        ],
        rows: all.map(({ operationType, modelId, errorType, count, seconds }) => [
          operationType,
          modelId,
          errorType,
          measurement(count, 'count'),
          measurement(seconds.mean, 'seconds'),
          measurement(seconds.max, 'seconds'),
        ]),
      },
    ],
  };
};

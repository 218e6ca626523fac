/** How well what was promised was kept. */

import { boundsOf } from '../../telemetry/index.ts';
import { left, measurement, right } from '../document/document.ts';
import type { SectionMaker } from './context.ts';

export const objectives: SectionMaker = ({ objectives: all }) => {
  if (all.length === 0) return undefined;
  const figures = ['Target', 'Good', 'Of', 'Share', 'Error budget left', 'Goodput'];
  return {
    heading: 'Objectives',
    blocks: [
      {
        kind: 'table',
        columns: [left('Operation'), left('Model'), left('Bounds'), ...figures.map(right)],
        rows: all.map(({ objective, good, count, goodRatio, errorBudgetLeft, goodPerSecond }) => [
          objective.operationType,
          objective.modelId ?? '(all)',
          boundsOf(objective),
          measurement(objective.targetRatio, 'ratio'),
          measurement(good, 'count'),
          measurement(count, 'count'),
          measurement(goodRatio, 'ratio'),
          measurement(errorBudgetLeft, 'ratio'),
          measurement(goodPerSecond, 'per_second'),
        ]),
      },
    ],
  };
};

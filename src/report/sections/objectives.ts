/** How well what was promised was kept. */

import { boundsOf } from '../../telemetry/index.ts';
import { left, quantity, right } from '../document/document.ts';
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
          quantity(objective.targetRatio, 'ratio'),
          quantity(good, 'count'),
          quantity(count, 'count'),
          quantity(goodRatio, 'ratio'),
          quantity(errorBudgetLeft, 'ratio'),
          quantity(goodPerSecond, 'per_second'),
        ]),
      },
    ],
  };
};

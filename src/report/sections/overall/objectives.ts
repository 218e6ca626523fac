/** How well what was promised was kept. */

import { boundsOf } from '../../../telemetry/index.ts';
import { left, measurement, right } from '../../document/document.ts';
import type { SectionMaker } from '../context.ts';

export const objectives: SectionMaker = ({ objectives: all }) => {
  if (all.length === 0) return undefined;
  const figures = ['Target', 'Good', 'Of', 'Share', 'Budget used', 'Burn rate', 'Goodput'];
  return {
    id: 'objectives',
    heading: 'Objectives',
    blocks: [
      {
        kind: 'table',
        columns: [left('Operation'), left('Model'), left('Bounds'), ...figures.map(right)],
        rows: all.map(({ objective, good, count, goodRatio, errorBudgetLeft = Number.NaN, ...rates }) => [
          objective.operationType,
          objective.modelId ?? '(all)',
          boundsOf(objective),
          measurement(objective.targetRatio, 'ratio'),
          measurement(good, 'count'),
          measurement(count, 'count'),
          measurement(goodRatio, 'ratio'),
          measurement(1 - errorBudgetLeft, 'ratio'),
          measurement(rates.burnRate, 'number'),
          measurement(rates.goodPerSecond, 'per_second'),
        ]),
      },
    ],
  };
};

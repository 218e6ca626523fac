/** How well what was promised was kept, how fast error budgets burn, and what is left of tokens and money. */

import { BURN_WINDOWS, type BurnWindow, boundsOf, budgetsIn, burnRatesOf } from '../../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../../document/document.ts';
import type { ReportContext, SectionMaker } from '../context.ts';

export const objectives: SectionMaker = (context) => {
  const { objectives: all } = context;
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
          objective.modelId ?? objective.taskId ?? '(all)',
          boundsOf(objective) || 'success',
          measurement(objective.targetRatio, 'ratio'),
          measurement(good, 'count'),
          measurement(count, 'count'),
          measurement(goodRatio, 'ratio'),
          measurement(1 - errorBudgetLeft, 'ratio'),
          measurement(rates.burnRate, 'number'),
          measurement(rates.goodPerSecond, 'per_second'),
        ]),
      },
      ...burning(context),
    ],
  };
};

/** Where somebody watches them. */
function burning({ objectives: all, snapshot }: ReportContext): Block[] {
  const windows = Object.keys(BURN_WINDOWS) as BurnWindow[];
  const rows = all.flatMap(({ name }) => {
    const { byWindow, budgetRemaining, alert } = burnRatesOf(snapshot, name);
    if (budgetRemaining === undefined) return [];
    const rates = windows.map((window) => measurement(byWindow.get(window), 'number'));
    return [[name, measurement(budgetRemaining, 'ratio'), ...rates, alert?.window ?? '–']];
  });
  if (rows.length === 0) return [];
  const columns = [left('Objective'), right('Left of 30 days'), ...windows.map(right), left('Alert')];
  return [{ kind: 'table', caption: 'Burn rates', columns, rows }];
}

export const budgets: SectionMaker = ({ snapshot }) => {
  const all = budgetsIn(snapshot);
  if (all.length === 0) return undefined;
  const figures = ['Limit', 'Spent', 'Reserved', 'Left', 'Burn rate'];
  return {
    id: 'budgets',
    heading: 'Budgets',
    blocks: [
      {
        kind: 'table',
        columns: [left('Budget'), left('Of'), left('Unit'), ...figures.map(right)],
        rows: all.map(({ budget, labels, unit, limit, spent, reserved, left: rest, burnRate }) => [
          budget,
          Object.entries(labels)
            .map(([name, value]) => `${name}=${value}`)
            .join(', ') || '(all)',
          unit,
          ...[limit, spent, reserved, rest, burnRate].map((value) => measurement(value, 'number')),
        ]),
      },
    ],
  };
};

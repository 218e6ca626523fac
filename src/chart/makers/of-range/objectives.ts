/** What is left of the failures that objectives allow. */
import { objectiveResults } from '../../../telemetry/index.ts';
import { INKS } from '../../look/palette.ts';
import { counted } from '../about.ts';
import { type OfRange, recordedSeconds, secondsOf } from '../maker.ts';
import { barChart } from './bar-chart.ts';

/** Further under 0 a bar says no more: the note has the number. */
const LEAST_BUDGET = -1;

/** What is left of the failures that each objective allows. */
export const objectiveBudget: OfRange = {
  *make(name, query, recorded) {
    const { objectives = [] } = query;
    const { metrics } = recorded;
    const snapshot = { ...recorded, version: 2 } as const;
    const judged = { snapshot, recent: metrics, durationSeconds: recordedSeconds(recorded) };
    const all = yield* objectiveResults({ ...judged, objectives });
    const results = all.flatMap(({ name: of, errorBudgetLeft: left }) =>
      left === undefined ? [] : [{ name: of, left }],
    );
    const spent = results.filter(({ left }) => left < 0);
    return barChart({
      ...{ name, query, seconds: secondsOf(recorded, query) },
      rows: results.map(({ name: of, left }) => ({
        name: of,
        values: [Math.max(LEAST_BUDGET, left)],
        rank: -left,
        isEmphasized: left < 0,
      })),
      bars: [{ label: 'budget left', color: INKS[1] }],
      label: 'budget left',
      unit: 'ratio',
      names: 'objectives',
      figures: [
        counted(results.length, 'objectives'),
        spent.length === 0 ? 'none missed' : `${spent.length} missed`,
      ],
      notes: spent.map(
        ({ name: of, left }) => `${of}: failures are ${(1 - left).toFixed(1)} times what it allows.`,
      ),
    });
  },
};

/** How fast error budgets burn, as `watchObjectives` has recorded it: read from a snapshot as from a telemetry. */

import type { Recorded } from '../../query/snapshot-reader.ts';
import { valuesOf } from '../../query/snapshot-reader.ts';
import { BURN_RULES, BURN_WINDOWS, type BurnRule, type BurnWindow } from './burn.ts';

export interface BurnRates {
  /** The error budget of 30 days, 1 to 0, and under 0; undefined where nobody watches. */
  readonly budgetRemaining: number | undefined;
  /** By window, the shortest first; none where nobody watches. */
  readonly byWindow: ReadonlyMap<BurnWindow, number>;
  /** The fastest of the rules that it burns by. */
  readonly alert: BurnRule | undefined;
}

/** @param name of the objective */
export function burnRatesOf(recorded: Recorded, name: string): BurnRates {
  const own = (metric: string) =>
    valuesOf(recorded, metric).filter(({ labels }) => labels.objective === name);
  const rates = own('objective_burn_rate');
  const alerts = own('objective_burn_alert').filter(({ value }) => value === 1);
  return {
    budgetRemaining: own('objective_error_budget_remaining_ratio')[0]?.value,
    byWindow: new Map(
      (Object.keys(BURN_WINDOWS) as BurnWindow[]).flatMap((window) => {
        const rate = rates.find(({ labels }) => labels.window === window);
        return rate === undefined ? [] : [[window, rate.value] as const];
      }),
    ),
    alert: BURN_RULES.find(({ window }) => alerts.some(({ labels }) => labels.window === window)),
  };
}

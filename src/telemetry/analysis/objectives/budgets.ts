/** What budgets of tokens and money have left, as it was recorded: of a telemetry, a snapshot, or several processes. */
import type { MetricSnapshot } from '../../../metrics/inner.ts';
import type { Recorded } from '../../query/snapshot-reader.ts';
import { type ResultsSource, recordedIn } from '../../query/source.ts';

export interface BudgetMetrics {
  readonly budget: string;
  /** `tokens`, or the currency of the prices. */
  readonly unit: string;
  /** What it is per: `{ model_id: 'glyphs', tenant: 'acme' }`; empty where it is one for all. */
  readonly labels: Readonly<Record<string, string>>;
  readonly limit: number;
  /** In the current period. */
  readonly spent: number;
  /** For requests that run. */
  readonly reserved: number;
  /** limit - spent - reserved; under 0 where what was in flight took more than there was. */
  readonly left: number;
  /** 1: spent exactly at the end of the period; undefined without a period. */
  readonly burnRate: number | undefined;
}

/** So many digits of a double are true. */
const DOUBLE_DIGITS = 15;

/** The fullest first. */
export function budgetsIn(recorded: Recorded): BudgetMetrics[] {
  const series = (name: string) => seriesOf(recorded.metrics, name);
  const [spent, reserved, burnRates] = ['spent', 'reserved', 'burn_rate'].map(
    (name) => new Map(series(`budget_${name}`).map(({ key, value }) => [key, value])),
  ) as [Map<string, number>, Map<string, number>, Map<string, number>];
  return series('budget_limit')
    .map(({ key, labels, value: limit }) => {
      const { budget = '', unit = '', ...per } = labels;
      const [used, held] = [spent.get(key) ?? 0, reserved.get(key) ?? 0];
      const own = Object.fromEntries(Object.entries(per).filter(([, text]) => text !== ''));
      return {
        ...{ budget, unit, labels: own, limit, spent: used, reserved: held },
        // Gauges are doubles: what is 0.1 less than 0.3 is 0.2.
        left: Number((limit - used - held).toPrecision(DOUBLE_DIGITS)),
        burnRate: burnRates.get(key),
      };
    })
    .sort((a, b) => a.left / a.limit - b.left / b.limit);
}

/**
 * Budgets that `createBudget` of `inferometer/objectives` has recorded, those first of which the least is left.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT
 * @example
 * for (const { budget, labels, left, unit } of getBudgets(telemetry)) console.log(budget, labels, left, unit);
 */
export function getBudgets(source: ResultsSource): BudgetMetrics[] {
  return budgetsIn(recordedIn(source, ['objective']).recorded);
}

/** Each with its own labels: budgets of two tenants are no sum. */
function seriesOf(metrics: readonly MetricSnapshot[], name: string) {
  const metric = metrics.find(({ instrument }) => instrument.name === name);
  return (metric?.series ?? []).flatMap((one) => {
    if (!('value' in one) || one.overflow) return [];
    const labels = one.labels as Readonly<Record<string, string>>;
    return [{ key: JSON.stringify(Object.entries(labels).sort()), labels, value: one.value }];
  });
}

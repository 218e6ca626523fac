/**
 * What is recorded of objectives and of budgets. These are no part of the catalogue: a program has them from when it watches
 * objectives, or makes a budget. Their prefix is fixed, whatever the options say.
 */
import type { MetricKind } from '../../../metrics/index.ts';
import { counter, gauge } from '../../operations/metric-rows.ts';

const OBJECTIVE = ['objective'];
const WINDOW = [...OBJECTIVE, 'window'];
/** `unit` is `tokens` or the currency; behind these come the labels that the budget is per. */
const BUDGET = ['budget', 'unit', 'model_id'];

// Counters, so that a Prometheus can say how fast the budgets of many processes burn, over any window.
export const OBJECTIVE_EVENTS_TOTAL = prefixed(counter('objective', 'objective_events_total', OBJECTIVE));
export const OBJECTIVE_GOOD_EVENTS_TOTAL = prefixed(
  counter('objective', 'objective_good_events_total', OBJECTIVE),
);
export const OBJECTIVE_TARGET_RATIO = prefixed(
  gauge('objective', 'objective_target_ratio', 'ratio', OBJECTIVE, 'max'),
);
// Of several processes the worst: a mean would hide the one that fails.
export const OBJECTIVE_BUDGET_REMAINING = prefixed(
  gauge('objective', 'objective_error_budget_remaining_ratio', 'ratio', OBJECTIVE, 'min'),
);
export const OBJECTIVE_BURN_RATE = prefixed(gauge('objective', 'objective_burn_rate', '1', WINDOW, 'max'));
export const OBJECTIVE_BURN_ALERT = prefixed(gauge('objective', 'objective_burn_alert', '1', WINDOW, 'max'));

export const BUDGET_LIMIT = prefixed(gauge('objective', 'budget_limit', '1', BUDGET));
export const BUDGET_SPENT = prefixed(gauge('objective', 'budget_spent', '1', BUDGET));
export const BUDGET_RESERVED = prefixed(gauge('objective', 'budget_reserved', '1', BUDGET));
export const BUDGET_BURN_RATE = prefixed(gauge('objective', 'budget_burn_rate', '1', BUDGET, 'max'));
export const BUDGET_EXHAUSTED_TOTAL = prefixed(counter('objective', 'budget_exhausted_total', ['budget']));
export const BUDGET_OVERFLOW_TOTAL = prefixed(counter('objective', 'budget_overflow_total', ['budget']));

export const OBJECTIVE_METRICS = [
  OBJECTIVE_EVENTS_TOTAL,
  OBJECTIVE_GOOD_EVENTS_TOTAL,
  OBJECTIVE_TARGET_RATIO,
  OBJECTIVE_BUDGET_REMAINING,
  OBJECTIVE_BURN_RATE,
  OBJECTIVE_BURN_ALERT,
] as const;

export const BUDGET_METRICS = [
  BUDGET_LIMIT,
  BUDGET_SPENT,
  BUDGET_RESERVED,
  BUDGET_BURN_RATE,
  BUDGET_EXHAUSTED_TOTAL,
  BUDGET_OVERFLOW_TOTAL,
] as const;

function prefixed<const Row extends { readonly kind: MetricKind }>(row: Row) {
  return { ...row, prefix: 'inferometer_' } as const;
}

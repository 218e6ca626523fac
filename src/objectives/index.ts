/** What was promised and what may be spent: error budgets of objectives, and budgets of tokens and money. */
export { InferometerError } from '../errors.ts';
export type { MessageChannelLike } from '../multiprocess/inner.ts';
export {
  BURN_RULES,
  BURN_WINDOWS,
  type BudgetMetrics,
  type BurnRule,
  type BurnWindow,
  getBudgets,
  getObjectives,
  type Objective,
  type ObjectiveResult,
} from '../telemetry/index.ts';
export { createBudget } from './budget/create-budget.ts';
export { joinBudget } from './budget/join-budget.ts';
export type {
  Budget,
  BudgetAmount,
  BudgetLabels,
  BudgetLimit,
  BudgetOptions,
  BudgetRequest,
  BudgetStatus,
  FleetBudget,
  JoinBudgetOptions,
  Reservation,
} from './budget/model.ts';
export type { BudgetPeriod } from './budget/period.ts';
export { shareBudget } from './budget/share-budget.ts';
export type { ObjectiveAlert, ObjectiveStatus, ObjectiveWindow } from './watch/model.ts';
export {
  type ObjectiveWatch,
  type WatchObjectivesOptions,
  watchObjectives,
} from './watch/watch-objectives.ts';

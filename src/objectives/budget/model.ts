/** What a budget is, what it says of itself, and what is held for requests that run. */
import type { PricesByModel, TokenUsage } from '../../telemetry/index.ts';
import type { BudgetPeriod } from './period.ts';

/** What may be spent; one of both at least, and the first that is spent decides. */
export interface BudgetLimit {
  /** Of prompts and outputs together: a whole number above 0. */
  readonly tokens?: number;
  /** In the currency of the prices: above 0. */
  readonly money?: number;
}

export interface BudgetOptions {
  /** The label `budget` of its metrics. No two budgets of a telemetry have the same. */
  readonly name: string;
  readonly limit: BudgetLimit;
  /**
   * For each value of these there is a budget of its own: `modelId`, and `labelNames` of the telemetry. One for all if left
   * out.
   */
  readonly per?: readonly string[];
  /** After each the budget is whole again: an hour, a day, a month of the calendar, in UTC. Never if left out. */
  readonly period?: BudgetPeriod;
  /** Prices of a million tokens by model and kind; those of the telemetry if left out. */
  readonly pricePerMillionTokens?: PricesByModel;
  /** What money is called in metrics: `USD`; `money` if left out. It converts nothing. */
  readonly currency?: string;
  /**
   * Most label sets that have a budget of their own: a whole number, 1 or more; 1000 if left out. All that come later share
   * one, and are counted in `inferometer_budget_overflow_total`. One that nobody has asked for in a whole period makes room;
   * without a period none does.
   */
  readonly accountLimit?: number;
  /** Called each time that a budget is spent. What it throws is counted. Nobody if left out. */
  readonly onSpent?: (status: BudgetStatus) => void;
}

/** Which of the budgets: a value for each of `per`. One that is left out is the budget of what has none. */
export type BudgetLabels = Readonly<Record<string, string | undefined>>;

export interface BudgetAmount {
  readonly limit: number;
  /** In this period, by requests that have ended, however they did. */
  readonly spent: number;
  /** For requests that run. */
  readonly reserved: number;
  /** limit - spent - reserved; under 0 where what was in flight took more than there was. */
  readonly left: number;
  /** Over the last five minutes, or since the first request, a minute at least. */
  readonly perSecond: number;
  /** 1: at this pace a whole period spends it exactly. Undefined without a period. */
  readonly burnRate: number | undefined;
  /** At this pace; 0 where it is spent, undefined where nothing was spent lately. A period may end before. */
  readonly secondsUntilSpent: number | undefined;
}

export interface BudgetStatus {
  readonly budget: string;
  /** By the names of `per`; empty where it is one for all. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it is the one that all share which found no room. */
  readonly isOverflow: boolean;
  /** Undefined where tokens have no limit. */
  readonly tokens: BudgetAmount | undefined;
  /** Undefined where money has no limit. */
  readonly money: BudgetAmount | undefined;
  /** Tokens of which the prices say nothing: they cost nothing here, and are missing from `money`. */
  readonly unpricedTokens: number;
  readonly isSpent: boolean;
  readonly periodStartedAtUnixMs: number;
  /** Infinity without a period. */
  readonly periodEndsAtUnixMs: number;
}

/** What is about to be requested. */
export interface BudgetRequest {
  readonly labels?: BudgetLabels;
  /** Whose prices hold; `labels.modelId` if left out. */
  readonly modelId?: string;
  /** The most that it may use. */
  readonly usage: TokenUsage;
}

/** As much of a budget as a request may use; release it when the request has ended. */
export interface Reservation {
  /** Aborted, once, when the budget is spent before it is released. Of this request alone. */
  readonly signal: AbortSignal;
  /** Gives back what was held; again, it does nothing. */
  release(): void;
  [Symbol.dispose](): void;
}

export interface Budget {
  readonly name: string;
  /** Of every label set that is known, in the order of their first use. */
  readonly statuses: readonly BudgetStatus[];
  /**
   * A signal that is aborted, once, when this budget is spent, with the error `BUDGET_SPENT` for its reason. Of a budget that
   * is spent it is aborted already; in the next period there is another one: ask for it at each request. All requests have the
   * same until then; some clients leave a listener at it, fetch in Node until the garbage is collected, and where thousands of
   * requests run in between, take that of a reservation.
   *
   * @throws BUDGET_LABEL
   * @example
   * const response = await fetch(url, { ...request, signal: budget.signal({ tenant: 'acme' }) });
   */
  signal(labels?: BudgetLabels): AbortSignal;
  /** @throws BUDGET_LABEL */
  status(labels?: BudgetLabels): BudgetStatus;
  /**
   * Holds as much as a request may use, so that requests which run at once cannot spend more together than there is.
   *
   * @throws BUDGET_SPENT where less than that is left, BUDGET_LABEL, BUDGET_OPTION_KIND, BUDGET_OPTION_RANGE
   * @example
   * using reservation = budget.reserve({ modelId: 'gpt-4o', usage: { inputTokens: 900, outputTokens: 500 } });
   * const { signal } = reservation;
   * const answer = await client.chat.completions.create({ model: 'gpt-4o', messages, max_completion_tokens: 500 }, { signal });
   */
  reserve(request: BudgetRequest): Reservation;
  /** Counts no more, and takes its gauges away. Its signals are never aborted from then on. */
  dispose(): void;
  [Symbol.dispose](): void;
}

export interface JoinBudgetOptions extends BudgetOptions {
  /**
   * How long what was lent may be spent without another word of the primary: the interval of a fleet's budget, since it is
   * asked three times in that. 10 if left out; above 0, an hour at most. A shorter one brings back sooner what dead members
   * had, and costs more messages; it must be longer than the primary's event loop is ever blocked.
   */
  readonly leaseSeconds?: number;
}

/** A member's part of a fleet's budget. Its statuses are of what was spent here. */
export interface FleetBudget extends Budget {
  /**
   * As `reserve`, and asks the primary where less is lent to this process than the request may use.
   *
   * @throws BUDGET_SPENT where the fleet has less left, BUDGET_UNREACHABLE where the primary does not answer within
   * `leaseSeconds`, BUDGET_LABEL, BUDGET_OPTION_KIND, BUDGET_OPTION_RANGE; as a rejection
   * @example
   * using reservation = await budget.acquire({ modelId: 'gpt-4o', usage: { inputTokens: 900, outputTokens: 500 } });
   */
  acquire(request: BudgetRequest): Promise<Reservation>;
}

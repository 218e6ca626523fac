/** The budget of one label set: what is spent, what is held, and the signal that says that nothing is left. */
import { InferometerError } from '../../errors.ts';
import type { Charge } from './charge.ts';
import type { BudgetAmount, BudgetStatus, Reservation } from './model.ts';
import { type Money, numberOf } from './money.ts';
import { SpendingPace } from './pace.ts';
import type { TimePeriod } from './period.ts';

/** Undefined: without limit. */
export interface Limits {
  readonly tokens: number | undefined;
  readonly money: Money | undefined;
}

export interface AccountFacts {
  readonly budget: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isOverflow: boolean;
  readonly limits: Limits;
}

/** By the monotonic clock, and the period that the budget is in. */
export interface Moment {
  readonly nowSeconds: number;
  readonly period: TimePeriod;
}

const NOTHING: Charge = { tokens: 0, money: 0n, unpricedTokens: 0 };

export class Account {
  readonly facts: AccountFacts;
  private spent = NOTHING;
  private reserved = NOTHING;
  private readonly tokenPace = new SpendingPace();
  private readonly moneyPace = new SpendingPace();
  private controller: AbortController | undefined;
  /** Of reservations: a request has a signal of its own, since what listens to a shared one may stay there for long. */
  private readonly held = new Set<AbortController>();
  /** Periods that have begun since anybody asked for it. */
  private idlePeriods = 0;

  constructor(facts: AccountFacts) {
    this.facts = facts;
  }

  get isSpent(): boolean {
    const { tokens, money } = this.facts.limits;
    return isReached(this.spent.tokens, tokens) || isReached(this.spent.money, money);
  }

  /** @returns whether it is this that spent it */
  add(charge: Charge, nowSeconds: number): boolean {
    this.idlePeriods = 0;
    const wasSpent = this.isSpent;
    this.spent = sum(this.spent, charge);
    this.tokenPace.add(nowSeconds, charge.tokens);
    this.moneyPace.add(nowSeconds, numberOf(charge.money));
    if (wasSpent || !this.isSpent) return false;
    const error = this.error('is spent');
    this.controller?.abort(error);
    for (const controller of [...this.held]) controller.abort(error);
    return true;
  }

  signal(): AbortSignal {
    this.idlePeriods = 0;
    this.controller ??= new AbortController();
    if (this.isSpent && !this.controller.signal.aborted) this.controller.abort(this.error('is spent'));
    return this.controller.signal;
  }

  /** @throws BUDGET_SPENT */
  reserve(charge: Charge): Reservation {
    const { tokens, money } = this.facts.limits;
    const taken = sum(sum(this.spent, this.reserved), charge);
    const fits = !isAbove(taken.tokens, tokens) && !isAbove(taken.money, money);
    if (this.isSpent || !fits)
      throw this.error(this.isSpent ? 'is spent' : 'has less left than is asked for');
    const controller = new AbortController();
    this.held.add(controller);
    this.idlePeriods = 0;
    this.reserved = sum(this.reserved, charge);
    const release = () => {
      if (this.held.delete(controller)) this.reserved = less(this.reserved, charge);
    };
    return { signal: controller.signal, release, [Symbol.dispose]: release };
  }

  /** Nobody has asked for it in a whole period, and nothing is held. */
  get isIdle(): boolean {
    return this.idlePeriods > 1 && this.held.size === 0;
  }

  /** It is whole again. A signal that has not fired holds on: what was begun with it may spend this period's budget. */
  renew(): void {
    this.idlePeriods += 1;
    this.spent = NOTHING;
    if (this.controller?.signal.aborted) this.controller = undefined;
  }

  status({ nowSeconds, period }: Moment): BudgetStatus {
    const { budget, labels, isOverflow, limits } = this.facts;
    const { spent, reserved } = this;
    const lengthSeconds = (period.endsAtUnixMs - period.startedAtUnixMs) / 1000;
    const amount = (
      limit: number,
      used: number,
      held: number,
      left: number,
      pace: SpendingPace,
    ): BudgetAmount => {
      const perSecond = pace.perSecond(nowSeconds);
      return {
        ...{ limit, spent: used, reserved: held, left, perSecond },
        burnRate: lengthSeconds === Infinity ? undefined : (perSecond * lengthSeconds) / limit,
        secondsUntilSpent: used >= limit ? 0 : perSecond > 0 ? (limit - used) / perSecond : undefined,
      };
    };
    const { tokens, money } = limits;
    return {
      ...{ budget, labels, isOverflow },
      tokens:
        tokens === undefined
          ? undefined
          : amount(
              tokens,
              spent.tokens,
              reserved.tokens,
              tokens - spent.tokens - reserved.tokens,
              this.tokenPace,
            ),
      money:
        money === undefined
          ? undefined
          : amount(
              numberOf(money),
              numberOf(spent.money),
              numberOf(reserved.money),
              numberOf(money - spent.money - reserved.money),
              this.moneyPace,
            ),
      unpricedTokens: spent.unpricedTokens,
      isSpent: this.isSpent,
      periodStartedAtUnixMs: period.startedAtUnixMs,
      periodEndsAtUnixMs: period.endsAtUnixMs,
    };
  }

  private error(problem: string): InferometerError {
    const { budget, labels, limits } = this.facts;
    const of = Object.entries(labels).map(([name, value]) => ` of ${name} ${value}`);
    const limit = [
      ...(limits.tokens === undefined ? [] : [`${limits.tokens} tokens`]),
      ...(limits.money === undefined ? [] : [`${numberOf(limits.money)} of money`]),
    ];
    return new InferometerError(
      'BUDGET_SPENT',
      `the budget ${budget}${of.join('')} ${problem}: its limit is ${limit.join(' and ')}. Wait for its next period, ask for less, or raise the limit.`,
    );
  }
}

function isReached<Amount extends number | bigint>(amount: Amount, limit: Amount | undefined): boolean {
  return limit !== undefined && amount >= limit;
}

function isAbove<Amount extends number | bigint>(amount: Amount, limit: Amount | undefined): boolean {
  return limit !== undefined && amount > limit;
}

function sum(a: Charge, b: Charge): Charge {
  return {
    tokens: a.tokens + b.tokens,
    money: a.money + b.money,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
  };
}

function less(a: Charge, b: Charge): Charge {
  return sum(a, { tokens: -b.tokens, money: -b.money, unpricedTokens: -b.unpricedTokens });
}

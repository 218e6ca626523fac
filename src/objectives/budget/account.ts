/** The budget of one label set: what is spent, what is held, and the signal that says that nothing is left. */
import { InferometerError } from '../../errors.ts';
import { type Charge, type Limits, minus, NOTHING, plus } from './charge.ts';
import type { Lease } from './lease.ts';
import type { BudgetAmount, BudgetStatus, Reservation } from './model.ts';
import { lesser, type Money, moneyOf, numberOf, roughly } from './money.ts';
import { SpendingPace } from './pace.ts';
import type { TimePeriod } from './period.ts';

export interface AccountFacts {
  readonly budget: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isOverflow: boolean;
  readonly limits: Limits;
  /** What the primary of a fleet has lent to this process; undefined where it spends what it has. */
  readonly lease: Lease | undefined;
}

/** By the monotonic clock, and the period that the budget is in. */
export interface Moment {
  readonly nowSeconds: number;
  readonly period: TimePeriod;
}

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

  /** In a fleet, by what all of it has spent. */
  get isSpent(): boolean {
    const { lease, limits } = this.facts;
    if (lease?.isSpent) return true;
    return isReached(this.spent.tokens, limits.tokens) || isReached(this.spent.money, limits.money);
  }

  /** @returns whether it is this that spent it */
  add(charge: Charge, nowSeconds: number): boolean {
    this.idlePeriods = 0;
    const wasSpent = this.isSpent;
    this.spent = plus(this.spent, charge);
    this.facts.lease?.use(charge);
    this.tokenPace.add(nowSeconds, charge.tokens);
    this.moneyPace.add(nowSeconds, roughly(charge.money));
    return this.hasEnded(wasSpent);
  }

  /** What the fleet has spent was told. @returns whether it is this that ends it here */
  told(tell: (lease: Lease) => void): boolean {
    const { lease } = this.facts;
    const wasSpent = this.isSpent;
    if (lease !== undefined) tell(lease);
    if (wasSpent && !this.isSpent) this.forgetSignal();
    return this.hasEnded(wasSpent);
  }

  /** Of what others want to spend as much as is left. It is held until it is taken back. */
  lend(wanted: Charge): Charge {
    const { tokens, money } = this.facts.limits;
    const taken = plus(this.spent, this.reserved);
    const lent = {
      tokens:
        tokens === undefined ? wanted.tokens : Math.max(0, Math.min(wanted.tokens, tokens - taken.tokens)),
      money: money === undefined ? wanted.money : lesser(wanted.money, atLeast0(money - taken.money)),
      unpricedTokens: 0,
    };
    this.idlePeriods = 0;
    this.reserved = plus(this.reserved, lent);
    return lent;
  }

  takeBack(lent: Charge): void {
    this.reserved = minus(this.reserved, lent);
  }

  /** What is held for requests that run, and what will be spent in so many seconds at the pace of now. */
  needed(nowSeconds: number, seconds: number): Charge {
    const soon = {
      tokens: Math.ceil(this.tokenPace.perSecond(nowSeconds) * seconds),
      money: moneyOf(this.moneyPace.perSecond(nowSeconds) * seconds),
      unpricedTokens: 0,
    };
    return plus(this.reserved, soon);
  }

  /** Whether somebody waits for it to be spent. */
  get isAwaited(): boolean {
    return this.controller?.signal.aborted === false || this.held.size > 0;
  }

  signal(): AbortSignal {
    this.idlePeriods = 0;
    this.controller ??= new AbortController();
    if (this.isSpent && !this.controller.signal.aborted) this.controller.abort(this.error('is spent'));
    return this.controller.signal;
  }

  /** Whether so much may be reserved now. */
  admits(charge: Charge): boolean {
    const { limits, lease } = this.facts;
    if (this.isSpent) return false;
    const held = plus(this.reserved, charge);
    if (lease !== undefined) return lease.admits(held, limits);
    const { tokens, money } = plus(this.spent, held);
    return !isAbove(tokens, limits.tokens) && !isAbove(money, limits.money);
  }

  /** @throws BUDGET_SPENT */
  reserve(charge: Charge): Reservation {
    if (!this.admits(charge)) throw this.error(this.isSpent ? 'is spent' : 'has less left than is asked for');
    const controller = new AbortController();
    this.held.add(controller);
    this.idlePeriods = 0;
    this.reserved = plus(this.reserved, charge);
    const release = () => {
      if (this.held.delete(controller)) this.reserved = minus(this.reserved, charge);
    };
    return { signal: controller.signal, release, [Symbol.dispose]: release };
  }

  /** Nobody has asked for it in a whole period, and nothing is held, here or by others. */
  get isIdle(): boolean {
    const { tokens, money } = this.reserved;
    return this.idlePeriods > 1 && this.held.size === 0 && tokens === 0 && money === 0n;
  }

  /** It is whole again. A signal that has not fired holds on: what was begun with it may spend this period's budget. */
  renew(): void {
    this.idlePeriods += 1;
    this.spent = NOTHING;
    this.facts.lease?.renew();
    this.forgetSignal();
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

  private forgetSignal(): void {
    if (this.controller?.signal.aborted) this.controller = undefined;
  }

  private hasEnded(wasSpent: boolean): boolean {
    if (wasSpent || !this.isSpent) return false;
    const error = this.error('is spent');
    this.controller?.abort(error);
    for (const controller of [...this.held]) controller.abort(error);
    return true;
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

function atLeast0(money: Money): Money {
  return money > 0n ? money : 0n;
}

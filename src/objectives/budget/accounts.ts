/** The budgets of all label sets: as many as are allowed, and one for the rest. */
import { Account, type Moment } from './account.ts';
import type { Limits } from './charge.ts';
import { Lease } from './lease.ts';
import { type BudgetPeriod, dateOf, periodAt, type TimePeriod } from './period.ts';

export interface AccountsSettings {
  readonly budget: string;
  /** What accounts are told apart by. */
  readonly per: readonly string[];
  readonly limits: Limits;
  readonly period: BudgetPeriod | undefined;
  readonly accountLimit: number;
  /** Whether the primary of a fleet lends what is spent here. */
  readonly isLent: boolean;
  /** Called for every look-up that found no room. */
  readonly overflowed: () => void;
}

/** What a label is of those that share one budget, as with labels that are not admitted. */
const OTHER = 'other';

export class Accounts {
  private readonly settings: AccountsSettings;
  private readonly byKey = new Map<string, Account>();
  private overflow: Account | undefined;
  private period: TimePeriod;
  /** How often accounts were forgotten: whoever shows them has to forget them too. */
  forgotten = 0;

  constructor(settings: AccountsSettings, unixMs: number) {
    this.settings = settings;
    this.period = periodAt(settings.period, dateOf(unixMs));
  }

  /** In the order of their first use. */
  get all(): readonly Account[] {
    return this.overflow === undefined ? [...this.byKey.values()] : [...this.byKey.values(), this.overflow];
  }

  /**
   * Where the time is up, every account is renewed first: no timer has to. A wall clock that is set back renews nothing; one
   * that was ahead by more than a period goes back to the period that it is in, or nothing would be renewed until then.
   */
  at(nowSeconds: number, wallUnixMs: number): Moment {
    const unixMs = dateOf(wallUnixMs);
    const { startedAtUnixMs, endsAtUnixMs } = this.period;
    const isOver = unixMs >= endsAtUnixMs;
    if (isOver || unixMs < startedAtUnixMs - (endsAtUnixMs - startedAtUnixMs))
      this.period = periodAt(this.settings.period, unixMs);
    if (isOver) {
      for (const account of this.byKey.values()) account.renew();
      this.overflow?.renew();
    }
    return { nowSeconds, period: this.period };
  }

  /** @param values of `per`, in its order; empty where there is none */
  of(values: readonly string[]): Account {
    const key = JSON.stringify(values);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    if (this.byKey.size >= this.settings.accountLimit && !this.makeRoom()) {
      this.settings.overflowed();
      this.overflow ??= this.opened(
        this.settings.per.map(() => OTHER),
        true,
      );
      return this.overflow;
    }
    const account = this.opened(values, false);
    this.byKey.set(key, account);
    return account;
  }

  /** Forgets one that nobody has asked for in a whole period; false where there is none. */
  private makeRoom(): boolean {
    for (const [key, { isIdle }] of this.byKey) {
      if (!isIdle) continue;
      this.byKey.delete(key);
      this.forgotten += 1;
      return true;
    }
    return false;
  }

  private opened(values: readonly string[], isOverflow: boolean): Account {
    const { budget, per, limits, isLent } = this.settings;
    const labels = per.map((name, i): [string, string] => [name, values[i] ?? '']);
    const given = Object.fromEntries(labels.filter(([, value]) => value !== ''));
    const lease = isLent ? new Lease(values) : undefined;
    return new Account({ budget, labels: given, isOverflow, limits, lease });
  }
}

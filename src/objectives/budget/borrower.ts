/**
 * A member's side: tells the primary what was spent here and borrows what is needed soon, so often that a lease never lapses
 * while the primary answers.
 */
import { InferometerError } from '../../errors.ts';
import { hear, type MessageChannelLike, post } from '../../multiprocess/inner.ts';
import { randomId, type TelemetryContext } from '../../telemetry/index.ts';
import type { Account } from './account.ts';
import { NOTHING } from './charge.ts';
import { amountOf, chargeOfAmount, isLeaseAnswer, type LeaseAsk } from './lease-protocol.ts';
import { secondsOf } from './period.ts';

export interface BorrowerSettings {
  readonly budget: string;
  readonly channel: MessageChannelLike;
  readonly leaseSeconds: number;
  /** Of every label set that is known. */
  readonly accounts: () => readonly Account[];
  /** Something was told of this account; `isEnd` where that spends it. */
  readonly told: (account: Account, isEnd: boolean) => void;
}

/** A lease is asked for anew so often while it lasts: two questions may be lost, or late. */
const ASKS_PER_LEASE = 3;

export class Borrower {
  private readonly instance: TelemetryContext;
  private readonly settings: BorrowerSettings;
  private readonly member = randomId();
  private readonly stop: () => void;
  private sequence = 0;
  /** When the question was asked that waits for its answer; undefined if none does. */
  private askedAtSeconds: number | undefined;
  private validUntilSeconds: number;
  private lastSeconds = 0;
  private isOver = false;
  private waiting: (() => void)[] = [];

  constructor(instance: TelemetryContext, settings: BorrowerSettings) {
    this.instance = instance;
    this.settings = settings;
    this.validUntilSeconds = this.nowSeconds() + settings.leaseSeconds;
    this.stop = hear(settings.channel, (message) => this.hear(message));
    this.wait();
  }

  /** Asks now, where something cannot wait; while a question is under way, after its answer. */
  hasten(): void {
    if (this.isOver || this.askedAtSeconds !== undefined) return;
    if (this.settings.accounts().some(({ facts }) => facts.lease?.isUrgent)) this.ask();
  }

  /** Resolves at the next answer: of a question that is under way already, or else of one that is asked now. @throws BUDGET_UNREACHABLE */
  async answer(): Promise<void> {
    const { timer } = this.instance;
    const { budget, leaseSeconds } = this.settings;
    const isAnswered = new Promise<boolean>((resolve) => {
      const cancel = timer.after(leaseSeconds * 1000, () => resolve(false));
      this.waiting.push(() => {
        cancel();
        resolve(!this.isOver);
      });
    });
    if (this.askedAtSeconds === undefined) this.ask();
    if (await isAnswered) return;
    throw new InferometerError(
      'BUDGET_UNREACHABLE',
      `the primary of the budget ${budget} has not answered within ${leaseSeconds} s. Call shareBudget(budget, worker) there, and see whether its event loop is blocked.`,
    );
  }

  /** Nothing lent may be spent once the primary may have given it to others. */
  lapse(): void {
    if (this.nowSeconds() < this.validUntilSeconds) return;
    for (const account of this.settings.accounts()) {
      this.settings.told(
        account,
        account.told((lease) => lease.lapse()),
      );
    }
  }

  /** Gives everything back. */
  dispose(): void {
    if (this.isOver) return;
    this.ask(true);
    this.isOver = true;
    this.stop();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private wait(): void {
    const everyMs = (this.settings.leaseSeconds * 1000) / ASKS_PER_LEASE;
    this.instance.timer.after(everyMs, () => {
      if (this.isOver) return;
      this.lapse();
      this.ask();
      this.wait();
    });
  }

  private ask(isLeaving = false): void {
    const { budget, leaseSeconds, channel } = this.settings;
    const nowSeconds = this.nowSeconds();
    const accounts: LeaseAsk['accounts'][number][] = [];
    for (const account of this.settings.accounts()) {
      const { lease } = account.facts;
      if (lease === undefined || !(lease.isOpen || lease.isUrgent || lease.isSpent || account.isAwaited))
        continue;
      const { used, wants } = lease.ask(isLeaving ? NOTHING : account.needed(nowSeconds, leaseSeconds));
      accounts.push({ values: lease.values, used: amountOf(used), wants: amountOf(wants) });
    }
    this.sequence += 1;
    this.askedAtSeconds = nowSeconds;
    const { member, sequence } = this;
    const ask = { inferometer: 'budget_ask', budget, member, sequence, leaseSeconds, accounts } as const;
    post(channel, ask satisfies LeaseAsk);
  }

  private hear(message: object): void {
    if (!isLeaseAnswer(message, this.settings.budget, this.member)) return;
    // What was asked for before may have been given back since.
    if (message.sequence !== this.sequence || this.askedAtSeconds === undefined) return;
    this.validUntilSeconds = this.askedAtSeconds + this.settings.leaseSeconds;
    this.askedAtSeconds = undefined;
    const byKey = new Map(message.accounts.map((one) => [JSON.stringify(one.values), one]));
    for (const account of this.settings.accounts()) {
      const answered = byKey.get(JSON.stringify(account.facts.lease?.values));
      if (answered === undefined) continue;
      const ceiling = chargeOfAmount(answered.ceiling);
      this.settings.told(
        account,
        account.told((lease) => lease.answered(ceiling, answered.isSpent === true)),
      );
    }
    for (const resolve of this.waiting.splice(0)) resolve();
    this.hasten();
  }

  private nowSeconds(): number {
    this.lastSeconds = secondsOf(this.instance.clock, this.lastSeconds);
    return this.lastSeconds;
  }
}

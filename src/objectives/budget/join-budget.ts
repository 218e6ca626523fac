/** A member's end of a fleet's budget. */
import { type MessageChannelLike, requireChannel } from '../../multiprocess/inner.ts';
import {
  contextOf,
  type KnownUsage,
  type LabelValues,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import { readOnce } from '../../validate.ts';
import type { Moment } from './account.ts';
import { Borrower } from './borrower.ts';
import { opened, TokenBudget } from './create-budget.ts';
import type { BudgetLabels, BudgetRequest, FleetBudget, JoinBudgetOptions, Reservation } from './model.ts';
import { BUDGET_OPTIONS, requireBudgetOptions, requireLeaseSeconds } from './options.ts';

const DEFAULT_LEASE_SECONDS = 10;

/**
 * This process's part of a budget that the process at the other end of the channel shares by `shareBudget`. It counts as
 * `createBudget` does, with the same options; how much there is, the primary decides. When the fleet has spent the budget,
 * the signals of all its processes are aborted, and when the primary does not answer for `leaseSeconds`, too: what nobody
 * counts is not spent.
 *
 * @throws TELEMETRY_CHANNEL, and as `createBudget`
 * @example
 * const budget = joinBudget(telemetry, process, { name: 'chat', limit: { tokens: 1_000_000 }, period: 'day' });
 * await client.chat.completions.create({ model: 'gpt-4o', messages }, { signal: budget.signal() });
 */
export function joinBudget(
  telemetry: TelemetryHandle,
  channel: MessageChannelLike,
  options: JoinBudgetOptions,
): FleetBudget {
  const instance = contextOf(telemetry);
  const given = readOnce('options', options, [...BUDGET_OPTIONS, 'leaseSeconds']);
  requireChannel(channel);
  requireBudgetOptions(given, instance, ['leaseSeconds']);
  const { leaseSeconds = DEFAULT_LEASE_SECONDS } = given;
  requireLeaseSeconds(leaseSeconds);
  return opened(new LentBudget(instance, channel, { ...given, leaseSeconds }));
}

class LentBudget extends TokenBudget implements FleetBudget {
  private readonly borrower: Borrower;

  constructor(
    instance: TelemetryContext,
    channel: MessageChannelLike,
    options: JoinBudgetOptions & { readonly leaseSeconds: number },
  ) {
    super(instance, options, true);
    const { name, leaseSeconds } = options;
    this.borrower = new Borrower(instance, {
      ...{ budget: name, channel, leaseSeconds },
      accounts: () => this.all,
      told: (account, isEnd) => {
        if (isEnd) this.ended(account);
      },
    });
  }

  override signal(labels?: BudgetLabels): AbortSignal {
    const signal = super.signal(labels);
    this.borrower.hasten();
    return signal;
  }

  override reserve(request: BudgetRequest): Reservation {
    try {
      return super.reserve(request);
    } catch (error) {
      // The next one finds what this one did not.
      const { account, charge } = this.asked(request);
      account.facts.lease?.miss(charge);
      this.borrower.hasten();
      throw error;
    }
  }

  async acquire(request: BudgetRequest): Promise<Reservation> {
    // Twice: the first answer may be one to a question that was under way.
    for (let answers = 0; answers < 2; answers++) {
      const { account, charge } = this.asked(request);
      if (account.isSpent || account.admits(charge)) break;
      account.facts.lease?.miss(charge);
      await this.borrower.answer();
    }
    return super.reserve(request);
  }

  override used(modelId: string, own: LabelValues, usage: KnownUsage): void {
    super.used(modelId, own, usage);
    this.borrower.hasten();
  }

  override dispose(): void {
    super.dispose();
    this.borrower.dispose();
  }

  protected override now(): Moment {
    const moment = super.now();
    this.borrower.lapse();
    return moment;
  }
}

/** Budgets of tokens and money. */
import {
  BUDGET_EXHAUSTED_TOTAL,
  BUDGET_OVERFLOW_TOTAL,
  componentOf,
  contextOf,
  type KnownUsage,
  type LabelValues,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../telemetry/index.ts';
import { readable, readOnce, requireKnownKeys, requireObject } from '../../validate.ts';
import type { Account, Moment } from './account.ts';
import { Accounts } from './accounts.ts';
import { Budgets, type CountingBudget } from './budgets.ts';
import { type Charge, chargeOf } from './charge.ts';
import type { LeaseAnswer, LeaseAsk } from './lease-protocol.ts';
import { Lender } from './lender.ts';
import type {
  Budget,
  BudgetLabels,
  BudgetOptions,
  BudgetRequest,
  BudgetStatus,
  Reservation,
} from './model.ts';
import { moneyOf, PriceList } from './money.ts';
import { BUDGET_OPTIONS, MODEL_ID, requireBudgetOptions, requireUsage, valuesOf } from './options.ts';
import { secondsOf } from './period.ts';

const DEFAULT_ACCOUNT_LIMIT = 1000;

/**
 * A budget of tokens, of money, or of both, for each model, user or tenant. It counts what every tracked request says that it
 * used, when the request ends, however it ends: exactly, money as decimals and not as doubles. When it is spent, its signal is
 * aborted, once: what runs with it ends, and what is begun with it does not begin. So no more is overspent than what was
 * in flight; `reserve` holds that too. It counts in this process alone, unless `shareBudget` lends from it to others, and
 * nothing while the telemetry is not enabled.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, BUDGET_OPTION_KIND, BUDGET_OPTION_RANGE, BUDGET_UNKNOWN_OPTION, BUDGET_LABEL, BUDGET_PRICES,
 * BUDGET_NAME_TAKEN, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE
 * @example
 * const telemetry = createTelemetry({ labelNames: ['tenant'], pricePerMillionTokens: { 'gpt-4o': { input: 2.5, output: 10 } } });
 * const budget = createBudget(telemetry, { name: 'chat', limit: { money: 20 }, currency: 'USD', per: ['tenant'], period: 'day' });
 * const client = instrument(telemetry, new OpenAI());
 * const signal = budget.signal({ tenant: 'acme' });
 * await client.chat.completions.create({ model: 'gpt-4o', messages }, { signal });
 */
export function createBudget(telemetry: TelemetryHandle, options: BudgetOptions): Budget {
  const instance = contextOf(telemetry);
  const given = readOnce('options', options, BUDGET_OPTIONS);
  requireBudgetOptions(given, instance);
  return opened(new TokenBudget(instance, given));
}

/** Counts from now on. @throws BUDGET_NAME_TAKEN */
export function opened<B extends TokenBudget>(budget: B): B {
  const { instance } = budget;
  componentOf(instance, Budgets, 'budgets').add(budget);
  if (!instance.enabled) {
    const fields = { event_type: 'budget_not_counting', budget: budget.name };
    instance.log.write('warn', fields, 'A budget counts nothing while its telemetry is not enabled');
  }
  return budget;
}

/** Marks budgets, across copies of the library: one of another copy is lent from, too. */
const BUDGET = /* @__PURE__ */ Symbol.for('inferometer.budget');

/** The budget behind what was handed in; undefined where that is none. */
export function tokenBudgetOf(budget: Budget): TokenBudget | undefined {
  return (budget as { readonly [BUDGET]?: TokenBudget } | undefined)?.[BUDGET];
}

/** A budget that this process has, or a part of one that is lent to it: see `Lease`. */
export class TokenBudget implements Budget, CountingBudget {
  readonly name: string;
  readonly currency: string;
  readonly instance: TelemetryContext;
  readonly per: readonly string[];
  /** Whether it is lent: the primary shows what is spent of it. */
  readonly isLent: boolean;
  private readonly options: BudgetOptions;
  /** Where each of `per` lies among the labels of a call; -1 is the model. */
  private readonly places: readonly number[];
  private readonly accounts: Accounts;
  private lender: Lender | undefined;
  /** By the monotonic clock, when it told the time last. */
  private nowSeconds = 0;
  private readonly priceList = new PriceList();

  constructor(instance: TelemetryContext, options: BudgetOptions, isLent = false) {
    const { name, limit, per = [], period, currency = 'money' } = options;
    const { accountLimit = DEFAULT_ACCOUNT_LIMIT } = options;
    const { labelNames, clock, registry } = instance;
    this.name = name;
    this.currency = currency;
    this.instance = instance;
    this.options = options;
    this.isLent = isLent;
    this.per = [...per];
    this.places = per.map((one) => labelNames.indexOf(one));
    const money = limit.money === undefined ? undefined : moneyOf(limit.money);
    const settings = {
      ...{ budget: name, per: this.per, period, accountLimit, isLent },
      limits: { tokens: limit.tokens, money },
      overflowed: () => registry.of(BUDGET_OVERFLOW_TOTAL).withLabelValues([name]).record(1),
    };
    this.accounts = new Accounts(settings, clock.wallUnixMs());
  }

  get [BUDGET](): this {
    return this;
  }

  get forgotten(): number {
    return this.accounts.forgotten;
  }

  get statuses(): readonly BudgetStatus[] {
    const moment = this.now();
    return this.accounts.all.map((account) => account.status(moment));
  }

  get all(): readonly Account[] {
    return this.accounts.all;
  }

  signal(labels?: BudgetLabels): AbortSignal {
    return this.account(labels).signal();
  }

  status(labels?: BudgetLabels): BudgetStatus {
    const account = this.account(labels);
    return account.status(this.now());
  }

  reserve(request: BudgetRequest): Reservation {
    const { account, charge } = this.asked(request);
    return account.reserve(charge);
  }

  /** A request has ended. It never throws. */
  used(modelId: string, own: LabelValues, usage: KnownUsage): void {
    const values = this.places.map((place) => (place === -1 ? modelId : (own[place] ?? '')));
    this.now();
    this.charge(this.accounts.of(values), this.chargeOf(usage, modelId));
  }

  charge(account: Account, charge: Charge): void {
    if (account.add(charge, this.now().nowSeconds)) this.ended(account);
  }

  /** Lends to a member of the fleet, and takes back what it was lent before. */
  lend(ask: LeaseAsk): LeaseAnswer | undefined {
    this.lender ??= new Lender(this);
    return this.lender.answer(ask, this.now().nowSeconds);
  }

  /** @param values of `per`, in its order */
  accountOf(values: readonly string[]): Account {
    this.now();
    return this.accounts.of(values);
  }

  dispose(): void {
    componentOf(this.instance, Budgets, 'budgets').remove(this);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** By the time of now: of a period that has begun everything is whole, and leases that have lapsed are back. */
  protected now(): Moment {
    const { clock } = this.instance;
    this.nowSeconds = secondsOf(clock, this.nowSeconds);
    this.lender?.takeBackLapsed(this.nowSeconds);
    return this.accounts.at(this.nowSeconds, clock.wallUnixMs());
  }

  protected account(labels: BudgetLabels | undefined): Account {
    return this.accountOf(valuesOf(labels, this.per));
  }

  protected asked(request: BudgetRequest): { readonly account: Account; readonly charge: Charge } {
    return readable('request', () => {
      requireObject('request', request);
      requireKnownKeys('BUDGET_UNKNOWN_OPTION', 'request', request, ['labels', 'modelId', 'usage']);
      const { labels } = request;
      const usage = requireUsage(request.usage);
      const modelId = request.modelId ?? labels?.[MODEL_ID] ?? '';
      const isPerModel = this.per.includes(MODEL_ID);
      const account = this.account(isPerModel ? { ...labels, [MODEL_ID]: modelId } : labels);
      return { account, charge: this.chargeOf(usage, modelId) };
    });
  }

  /** The budget of an account is spent. */
  protected ended(account: Account): void {
    const { registry, log, contain } = this.instance;
    // Once in a fleet, by the primary.
    if (!this.isLent) registry.of(BUDGET_EXHAUSTED_TOTAL).withLabelValues([this.name]).record(1);
    const status = account.status(this.now());
    const fields = { event_type: 'budget_spent', budget: this.name, ...status.labels };
    log.write('warn', fields, `The budget ${this.name} is spent`);
    contain('listener', () => this.options.onSpent?.(status));
  }

  private chargeOf(usage: KnownUsage, modelId: string): Charge {
    const prices = this.options.pricePerMillionTokens ?? this.instance.pricePerMillionTokens;
    return chargeOf(usage, modelId, prices, this.priceList);
  }
}

/** The budgets of a telemetry: what hears of every request, and shows what is left on every way out. */
import { wrongValue } from '../../errors.ts';
import {
  BUDGET_BURN_RATE,
  BUDGET_LIMIT,
  BUDGET_RESERVED,
  BUDGET_SPENT,
  type Component,
  type LabelValues,
  type TelemetryContext,
} from '../../telemetry/index.ts';
import type { BudgetAmount, BudgetStatus } from './model.ts';
import { MODEL_ID } from './options.ts';

/** As much of a budget as is needed here. */
export interface CountingBudget {
  readonly name: string;
  readonly currency: string;
  readonly statuses: readonly BudgetStatus[];
  /** Whether another process has it, which shows it. */
  readonly isLent: boolean;
  /** Goes up where a label set is there no more. */
  readonly forgotten: number;
  used(modelId: string, own: LabelValues, usage: object): void;
  dispose(): void;
}

const GAUGES = [BUDGET_LIMIT, BUDGET_SPENT, BUDGET_RESERVED, BUDGET_BURN_RATE] as const;

export class Budgets implements Component {
  private readonly instance: TelemetryContext;
  private readonly budgets = new Map<string, CountingBudget>();
  /** Of all together, when gauges were set. */
  private forgotten = 0;

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    const { registry, labelNames } = instance;
    for (const gauge of GAUGES) registry.register(gauge, { optionalLabels: labelNames });
    // Those of another version of the library hear of it, too.
    const { onUsage } = instance;
    instance.onUsage = (modelId, own, usage) => {
      onUsage?.(modelId, own, usage);
      for (const budget of this.budgets.values()) budget.used(modelId, own, usage);
    };
  }

  /** @throws BUDGET_NAME_TAKEN */
  add(budget: CountingBudget): void {
    if (this.budgets.has(budget.name)) {
      const remedy = 'Choose another name, or dispose() of the other one.';
      throw wrongValue('BUDGET_NAME_TAKEN', 'name', 'one that no other budget has', budget.name, remedy);
    }
    this.budgets.set(budget.name, budget);
  }

  remove(budget: CountingBudget): void {
    if (this.budgets.get(budget.name) !== budget) return;
    this.budgets.delete(budget.name);
    this.clearGauges();
  }

  refresh(): void {
    const forgotten = [...this.budgets.values()].reduce((sum, one) => sum + one.forgotten, 0);
    if (forgotten !== this.forgotten) this.clearGauges();
    this.forgotten = forgotten;
    for (const budget of this.budgets.values()) {
      if (budget.isLent) continue;
      for (const status of budget.statuses) {
        if (status.tokens !== undefined) this.show(status, 'tokens', status.tokens);
        if (status.money !== undefined) this.show(status, budget.currency, status.money);
      }
    }
  }

  /** Each ends what it has begun: a part that is lent goes back to its primary. */
  dispose(): void {
    for (const budget of [...this.budgets.values()]) budget.dispose();
  }

  private show({ budget, labels }: BudgetStatus, unit: string, amount: BudgetAmount): void {
    const { registry, labelNames } = this.instance;
    const own = labelNames.map((name) => labels[name] ?? '');
    const values = [budget, unit, labels[MODEL_ID] ?? '', ...own];
    registry.of(BUDGET_LIMIT).withLabelValues(values).set(amount.limit);
    registry.of(BUDGET_SPENT).withLabelValues(values).set(amount.spent);
    registry.of(BUDGET_RESERVED).withLabelValues(values).set(amount.reserved);
    if (amount.burnRate !== undefined)
      registry.of(BUDGET_BURN_RATE).withLabelValues(values).set(amount.burnRate);
  }

  /** A label set that is there no more is no gauge: the others are set anew. */
  private clearGauges(): void {
    for (const gauge of GAUGES) this.instance.registry.of(gauge).clear();
  }
}

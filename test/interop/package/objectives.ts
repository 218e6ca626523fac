// Every export of `inferometer/objectives`, called as a program would.
import { createTelemetry, type Telemetry } from 'inferometer';
import * as objectives from 'inferometer/objectives';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

const promised: objectives.Objective = { name: 'answers', operationType: 'inference', targetRatio: 0.9 };

function recorded(): Telemetry<'tenant'> {
  const telemetry = createTelemetry({
    labelNames: ['tenant'],
    logLevel: 'silent',
    objectives: [promised],
    pricePerMillionTokens: { m: { input: 2.5, output: 10 } },
  });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  return telemetry;
}

function spend(telemetry: Telemetry<'tenant'>, inputTokens: number): void {
  const inference = telemetry.start('inference', { modelId: 'm', labels: { tenant: 'acme' } });
  inference.usage({ inputTokens });
  inference.ok();
}

export const calls = {
  BURN_RULES: () => {
    const [fastest] = objectives.BURN_RULES satisfies readonly objectives.BurnRule[];
    expect(fastest?.burnRate === 14.4);
  },
  BURN_WINDOWS: () => {
    const window: objectives.BurnWindow = '1h';
    expect(objectives.BURN_WINDOWS[window] === 3600);
  },
  InferometerError: () => {
    try {
      objectives.createBudget(recorded(), { name: 'n', limit: {} });
    } catch (error) {
      expect(error instanceof objectives.InferometerError && error.code === 'BUDGET_OPTION_RANGE');
    }
  },
  createBudget: () => {
    const telemetry = recorded();
    const limit: objectives.BudgetLimit = { tokens: 100, money: 1 };
    const period: objectives.BudgetPeriod = 'day';
    const options: objectives.BudgetOptions = {
      name: 'chat',
      limit,
      period,
      per: ['tenant'],
      currency: 'USD',
    };
    const budget: objectives.Budget = objectives.createBudget(telemetry, options);
    const labels: objectives.BudgetLabels = { tenant: 'acme' };
    const request: objectives.BudgetRequest = { labels, modelId: 'm', usage: { inputTokens: 60 } };
    const reservation: objectives.Reservation = budget.reserve(request);
    const signal = budget.signal(labels);
    spend(telemetry, 100);
    reservation.release();
    const status: objectives.BudgetStatus = budget.status(labels);
    const amount: objectives.BudgetAmount | undefined = status.tokens;
    expect(signal.aborted && reservation.signal.aborted && amount?.left === 0);
    expect(status.money?.spent === 0.00025);
  },
  getBudgets: () => {
    const telemetry = recorded();
    objectives.createBudget(telemetry, { name: 'chat', limit: { tokens: 100 } });
    spend(telemetry, 10);
    const [budget]: readonly objectives.BudgetMetrics[] = objectives.getBudgets(telemetry);
    expect(budget?.left === 90);
  },
  getObjectives: () => {
    const [result]: readonly objectives.ObjectiveResult[] = objectives.getObjectives(recorded());
    expect(result?.name === 'answers' && result.good === 1 && result.isExact);
  },
  joinBudget: async () => {
    const { port1, port2 }: { port1: objectives.MessageChannelLike; port2: objectives.MessageChannelLike } =
      new MessageChannel();
    const limit = { tokens: 100 };
    const stop = objectives.shareBudget(objectives.createBudget(recorded(), { name: 'chat', limit }), port1);
    const options: objectives.JoinBudgetOptions = { name: 'chat', limit, leaseSeconds: 5 };
    const budget: objectives.FleetBudget = objectives.joinBudget(recorded(), port2, options);
    const reservation = await budget.acquire({ usage: { inputTokens: 60 } });
    reservation.release();
    budget.dispose();
    stop();
    (port1 as MessagePort).close();
  },
  shareBudget: () => {
    try {
      objectives.shareBudget({} as objectives.Budget, new MessageChannel().port1);
    } catch (error) {
      expect(error instanceof objectives.InferometerError && error.code === 'BUDGET_SHARE');
    }
  },
  watchObjectives: async () => {
    const telemetry = recorded();
    const alerts: objectives.ObjectiveAlert[] = [];
    const options: objectives.WatchObjectivesOptions = { onAlert: (alert) => alerts.push(alert) };
    const watch: objectives.ObjectiveWatch = objectives.watchObjectives(telemetry, options);
    await telemetry.flush();
    const [status]: readonly objectives.ObjectiveStatus[] = watch.statuses;
    const window: objectives.ObjectiveWindow | undefined = status?.windows['5m'];
    expect(window?.good === 1 && status?.budgetRemaining === 1 && alerts.length === 0);
    watch.dispose();
    telemetry.dispose();
  },
} satisfies Record<keyof typeof objectives, () => unknown>;

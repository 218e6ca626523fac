/** Alerts out of what `inferometer/objectives` tells: objectives that a program watches itself, and budgets of tokens and money. */
import { type Alert, LOSS_WINDOW, percent } from '../alert.ts';

const BURNING = 'inferometer_objective_burn_alert';
const SPENT = 'inferometer_budget_spent';
const LIMIT = 'inferometer_budget_limit';
const EXHAUSTED = 'inferometer_budget_exhausted_total';
const CHAT = { objective: 'chat' };

const SPEEDS = [
  {
    name: 'ObjectiveBurnFast',
    window: '1h',
    severity: 'critical',
    rule: '14.4 times as fast as it lasts, for 1h and 5m',
  },
  {
    name: 'ObjectiveBurnMedium',
    window: '6h',
    severity: 'warning',
    rule: '6 times as fast as it lasts, for 6h and 30m',
  },
  { name: 'ObjectiveBurnSlow', window: '3d', severity: 'info', rule: 'faster than it lasts, for 3d and 6h' },
] as const;

const BURN_ALERTS = SPEEDS.map(
  ({ name, window, severity, rule }): Alert => ({
    name,
    component: 'inference',
    severity,
    // The process has held it against both windows already.
    forSeconds: 0,
    metric: BURNING,
    expression: (x) => `${x.gauge(BURNING, { by: ['job', 'objective'], where: { window } }, 'max')} == 1`,
    shown: 'humanize',
    summary: 'The error budget of the objective {objective} burns',
    description: () => `The process itself says that the error budget of {objective} is spent ${rule}.`,
    runbook: {
      meaning: 'What was promised will not be kept this month if it goes on so.',
      causes: ['what the objective is about has become slow, or fails', 'a target that cannot be kept'],
      steps: [
        'Look at "Burn rate of objectives" on the dashboard Inference, and at the view Objectives of the dashboard of the library: since when?',
        'What the objective is about is in its declaration: follow the runbook of the latency or the failures of that.',
        'If a release began it, take it back; if the target was never kept, agree on another one.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.gauge(BURNING, { ...CHAT, window }, 1, 0)],
      labels: { job: x.settings.job, ...CHAT },
      value: 1,
    }),
  }),
);

export const OBJECTIVE_ALERTS: readonly Alert[] = [
  ...BURN_ALERTS,
  {
    name: 'BudgetNearlySpent',
    component: 'inference',
    severity: 'warning',
    forSeconds: 0,
    metric: SPENT,
    expression: (x) => {
      const by = { by: ['job', 'budget', 'unit'] };
      return `${x.gauge(SPENT, by)} / ${x.gauge(LIMIT, by)} > ${x.settings.thresholds.budgetRatio}`;
    },
    shown: 'humanizePercentage',
    summary: 'The budget {budget} is nearly spent',
    description: (x) =>
      `{value} of the budget {budget}, in {unit}, is spent in this period, more than ${percent(x.settings.thresholds.budgetRatio)}.`,
    runbook: {
      meaning: 'When it is spent, requests of those that it is for are ended by its signal.',
      causes: [
        'more users, or longer prompts',
        'a loop that asks again and again',
        'a model that has become dearer',
      ],
      steps: [
        'Look at "Spending" on the dashboard Inference: which model?',
        'Look for retries, and for input tokens that a cache served before.',
        'Raise the limit, or let it end what is over it.',
      ],
    },
    check: (x, samples) => {
      const labels = { budget: 'users', unit: 'USD', model_id: 'chat' };
      const ratio = (1 + x.settings.thresholds.budgetRatio) / 2;
      return {
        samples: [samples.gauge(SPENT, labels, 100 * ratio, 0), samples.gauge(LIMIT, labels, 100, 100)],
        labels: { job: x.settings.job, budget: 'users', unit: 'USD' },
        value: ratio,
      };
    },
  },
  {
    name: 'BudgetExhausted',
    component: 'inference',
    severity: 'warning',
    forSeconds: 0,
    metric: EXHAUSTED,
    expression: (x) => x.grown(EXHAUSTED, { by: ['job', 'budget'] }, LOSS_WINDOW),
    shown: 'humanize',
    summary: 'The budget {budget} is spent',
    description: () =>
      `The budget {budget} was spent {value} times in the last ${LOSS_WINDOW}; its signal has ended what ran.`,
    runbook: {
      meaning: 'Those that the budget is for get no more answers until its period ends.',
      causes: ['what BudgetNearlySpent names'],
      steps: [
        'Follow the runbook of BudgetNearlySpent.',
        'If answers are needed now, make the limit larger and start anew.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.appearing(EXHAUSTED, { budget: 'users' }, 1)],
      labels: { job: x.settings.job, budget: 'users' },
      value: 1,
    }),
  },
];

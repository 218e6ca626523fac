import { failureRatio, INFERENCES, recordedName } from '../rules/recording.ts';
import { type Dashboard, legendOf, type Panel, percentilesOf, quantileBy, timesOf } from './model.ts';

const LATENCY = 'ipfs_aiml_inference_seconds';
const OPERATIONS = 'ipfs_aiml_model_operations_total';
const FAILURES = 'ipfs_aiml_operation_failure_seconds';
const MODEL = { by: ['model_id'] };

export const INFERENCE: Dashboard = {
  id: 'inference',
  title: 'Inferometer / Inference',
  description: 'How long inferences take, how many there are, how many fail, and what they cost.',
  variables: [{ name: 'model', title: 'Model', metric: OPERATIONS, label: 'model_id' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Inferences',
          description: 'That end, per second.',
          kind: 'stat',
          unit: 'ops',
          targets: (x) => [{ expr: x.rate(OPERATIONS, { where: { operation_type: INFERENCES } }) }],
        },
        {
          title: 'p95',
          description: 'One of twenty inferences takes longer.',
          kind: 'stat',
          unit: 's',
          targets: (x) => [{ expr: x.quantile(0.95, LATENCY) }],
        },
        {
          title: 'Failed',
          description: 'Share of the inferences that nobody gave up.',
          kind: 'stat',
          unit: 'percentunit',
          limit: { value: 0.05, side: 'above' },
          targets: (x) => [{ expr: failureRatio(x, { by: [] }) }],
        },
        {
          title: 'Running',
          description: 'Inferences that run now.',
          kind: 'stat',
          unit: 'short',
          targets: (x) => [{ expr: x.gauge('ipfs_aiml_inference_running') }],
        },
      ],
    },
    {
      title: 'Latency',
      panels: [
        timesOf(LATENCY, {
          title: 'Latency',
          description: 'Each column is a distribution: two bands are two kinds of inferences.',
        }),
        percentilesOf(LATENCY, {
          title: 'Latency percentiles',
          description: 'Of all models that are chosen, together.',
        }),
        {
          title: 'p95 by model',
          description: 'Which model has become slow, and since when.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, LATENCY, 'model_id')],
        },
        {
          title: 'p95 by batch size',
          description: 'Larger batches take longer, and less time for each item.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, LATENCY, 'batch_size')],
        },
        {
          title: 'p95 of batch inferences and embeddings',
          description: 'Operations of these types have histograms of their own.',
          kind: 'lines',
          unit: 's',
          targets: (x) =>
            (['ipfs_aiml_batch_inference_seconds', 'ipfs_aiml_embeddings_generation_seconds'] as const).map(
              (metric) => ({
                expr: x.quantile(0.95, metric, MODEL),
                legend: `${legendOf(x, metric, 'model_id')} ${metric.includes('batch') ? 'batch' : 'embeddings'}`,
              }),
            ),
        },
      ],
    },
    {
      title: 'Load',
      panels: [
        {
          title: 'Inferences by model',
          description: 'That end, per second, whatever their outcome.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            {
              expr: x.rate(OPERATIONS, { ...MODEL, where: { operation_type: INFERENCES } }),
              legend: legendOf(x, OPERATIONS, 'model_id'),
            },
          ],
        },
        {
          title: 'Running and waiting',
          description: 'Waiting that grows means that more comes in than can be done.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [
            {
              expr: x.gauge('ipfs_aiml_inference_running', MODEL),
              legend: `${legendOf(x, 'ipfs_aiml_inference_running', 'model_id')} running`,
            },
            {
              expr: x.gauge('ipfs_aiml_inference_waiting', MODEL),
              legend: `${legendOf(x, 'ipfs_aiml_inference_waiting', 'model_id')} waiting`,
            },
          ],
        },
        {
          title: 'Items per second',
          description: 'Of wall time in which inferences ran, of all together.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            {
              expr: x.gauge('ipfs_aiml_inference_throughput', MODEL),
              legend: legendOf(x, 'ipfs_aiml_inference_throughput', 'model_id'),
            },
          ],
        },
        {
          title: 'Time in the queue',
          description: 'The 95th percentile of how long inferences wait before they run.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_inference_queue_seconds', 'model_id')],
        },
      ],
    },
    {
      title: 'Failures and objectives',
      panels: [
        {
          title: 'Failed share by model',
          description: 'Of the inferences that nobody gave up.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          targets: (x) => [{ expr: failureRatio(x, MODEL), legend: legendOf(x, OPERATIONS, 'model_id') }],
        },
        {
          title: 'Failures by error',
          description:
            'Operations per second that failed, by model and class of the error; by outcome where the conventions have these classes under the name of another metric.',
          kind: 'bars',
          unit: 'ops',
          targets: (x) => [
            x.hasOneName(FAILURES)
              ? {
                  expr: x.countRate(FAILURES, {
                    by: ['model_id', 'error_type'],
                    where: { operation_type: INFERENCES },
                  }),
                  legend: '{{model_id}} {{error_type}}',
                }
              : {
                  expr: x.rate(OPERATIONS, {
                    by: ['model_id', 'status'],
                    where: { operation_type: INFERENCES, status: /error|aborted|unknown/ },
                  }),
                  legend: '{{model_id}} {{status}}',
                },
          ],
        },
        burnRate({
          title: 'Burn rate of availability',
          description:
            'How many times faster than the objective allows its budget is spent: 1 lasts for the month, 14.4 for two days.',
          objective: 'availability',
          metric: OPERATIONS,
        }),
        burnRate({
          title: 'Burn rate of latency',
          description: 'As for availability, of inferences that take longer than the objective says.',
          objective: 'latency',
          metric: LATENCY,
        }),
        {
          title: 'Burn rate of objectives',
          description: 'Of those that the process watches itself, over an hour: 1 lasts for the month.',
          kind: 'lines',
          unit: 'short',
          min: 0,
          limit: { value: 1, side: 'above' },
          targets: (x) => [
            {
              expr: x.gauge(
                'inferometer_objective_burn_rate',
                { by: ['objective'], where: { window: '1h' } },
                'max',
              ),
              legend: '{{objective}}',
            },
          ],
        },
        {
          title: 'What is left of budgets',
          description: 'Error budgets of objectives, and budgets of tokens and money in their period.',
          kind: 'lines',
          unit: 'percentunit',
          limit: { value: 0, side: 'below' },
          targets: (x) => {
            const by = { by: ['budget', 'unit'] };
            const [spent, limit] = [
              x.gauge('inferometer_budget_spent', by),
              x.gauge('inferometer_budget_limit', by),
            ];
            return [
              {
                expr: x.gauge(
                  'inferometer_objective_error_budget_remaining_ratio',
                  { by: ['objective'] },
                  'min',
                ),
                legend: '{{objective}}',
              },
              { expr: `1 - ${spent} / ${limit}`, legend: '{{budget}} {{unit}}' },
            ];
          },
        },
        {
          title: 'Retries and rate limits',
          description: 'Attempts per second that failed and were made again, and answers of 429.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            { expr: x.rate('ipfs_aiml_operation_retries_total', MODEL), legend: '{{model_id}} retries' },
            { expr: x.rate('ipfs_aiml_operation_rate_limited_total', MODEL), legend: '{{model_id}} 429' },
          ],
        },
        {
          title: 'Spending',
          description: 'What tokens cost in an hour, in the currency of the prices that were handed in.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [
            {
              expr: `3600 * ${x.rate('ipfs_aiml_token_cost_total', MODEL)}`,
              legend: legendOf(x, 'ipfs_aiml_token_cost_total', 'model_id'),
            },
          ],
        },
      ],
    },
    {
      title: 'Models',
      panels: [
        {
          title: 'Time to load a model',
          description: 'The 95th percentile, by model.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_model_load_seconds', 'model_id')],
        },
        {
          title: 'Size of models',
          description: 'As the process has loaded them.',
          kind: 'lines',
          unit: 'bytes',
          targets: (x) => [
            {
              expr: x.gauge('ipfs_aiml_model_size_bytes', MODEL, 'max'),
              legend: legendOf(x, 'ipfs_aiml_model_size_bytes', 'model_id'),
            },
          ],
        },
      ],
    },
  ],
};

function burn(recorded: string, model: string, label: string): string {
  return `${recorded}{job=~"$job",${label}=~"${model}"}`;
}

/** What an objective leaves for failures: 0.01 of 0.99. */
function budgetOf(objective: number): number {
  return Number((1 - objective).toPrecision(12));
}

interface BurnRate extends Pick<Panel, 'title' | 'description'> {
  readonly objective: 'availability' | 'latency';
  /** Whose label tells models apart. */
  readonly metric: typeof OPERATIONS | typeof LATENCY;
}

/** Of each model, over a short, a longer and a long window. */
function burnRate({ title, description, objective, metric }: BurnRate): Panel {
  return {
    title,
    description,
    kind: 'lines',
    unit: 'short',
    min: 0,
    limit: { value: 1, side: 'above' },
    targets: (x) => {
      const budget = budgetOf(x.settings.thresholds[`${objective}Objective`]);
      return (['5m', '1h', '6h'] as const).map((window) => ({
        expr: `${burn(recordedName(x, objective, window), '$model', x.label(metric, 'model_id'))} / ${budget}`,
        legend: `${legendOf(x, metric, 'model_id')} ${window}`,
      }));
    },
  };
}

/** Alerts about inferences: how long they take, how many fail, and whether they end. */
import { type Alert, percent } from '../alert.ts';
import { failureRatio, INFERENCES } from '../recording.ts';
import { BURN_RATE_ALERTS } from './burn-rates.ts';

const LATENCY = 'ipfs_aiml_inference_seconds';
const LEARNER_LATENCY = 'inference_duration_seconds';
const OPERATIONS = 'ipfs_aiml_model_operations_total';
const BY_MODEL = { by: ['job', 'model_id'] };
const MODEL = { model_id: 'glyphs' };
const OK = { ...MODEL, operation_type: 'inference', status: 'ok' };
const FAILED = { ...OK, status: 'error' };

export const INFERENCE_ALERTS: readonly Alert[] = [
  {
    name: 'InferenceLatencyHigh',
    component: 'inference',
    severity: 'warning',
    forSeconds: 300,
    metric: LATENCY,
    expression: (x) => {
      const { inferenceSeconds } = x.settings.thresholds;
      // The second is that of a continual learner, which has no label for a model.
      return [
        `${x.quantile(0.95, LATENCY, BY_MODEL)} > ${inferenceSeconds}`,
        `${x.quantile(0.95, LEARNER_LATENCY, { by: ['job'] })} > ${inferenceSeconds}`,
      ].join(' or ');
    },
    shown: 'humanizeDuration',
    summary: 'Inferences of {model_id} are slow',
    description: (x) =>
      `The 95th percentile of the time of inferences of {model_id} is {value}, above ${x.settings.thresholds.inferenceSeconds} s.`,
    runbook: {
      meaning: 'One of twenty inferences takes longer than people wait for.',
      causes: [
        'larger batches or longer inputs than usual',
        'more load than the device takes: inferences wait for one another',
        'a dependency that is slow: a fetch, a tokenizer, a disk',
        'another version of the model or of its runtime',
      ],
      steps: [
        'Look at the heatmap of the dashboard Inference: have all become slower, or is there a second, slow group?',
        'Compare batch sizes, running and waiting inferences, and the phases in the report (`/aiml-report`).',
        'If inferences wait, add capacity or limit how many run at once; if one phase is slow, follow it by its traces.',
      ],
    },
    check: (x, samples) => {
      const labels = { ...MODEL, batch_size: '1' };
      return samples.slow(LATENCY, labels, MODEL, x.settings.thresholds.inferenceSeconds * 2, 0.01);
    },
  },
  {
    name: 'InferenceFailureRatioHigh',
    component: 'inference',
    severity: 'warning',
    forSeconds: 300,
    metric: OPERATIONS,
    expression: (x) => `${failureRatio(x, BY_MODEL)} > ${x.settings.thresholds.failureRatio}`,
    shown: 'humanizePercentage',
    summary: 'Inferences of {model_id} fail',
    description: (x) =>
      `{value} of the inferences of {model_id} failed, more than ${percent(x.settings.thresholds.failureRatio)}. Those that were given up do not count.`,
    runbook: {
      meaning: 'Requests that need this model end with an error.',
      causes: [
        'a provider that refuses: rate limits, an expired key, a model that was retired',
        'inputs that the model cannot take',
        'memory of the device that is exhausted',
      ],
      steps: [
        'Look at "Failures by error" on the dashboard Inference: the class of the error usually says it.',
        'With rate limits (429) lower the concurrency or ask for more; with other errors of a provider look at its status page.',
        'Find a failed trace by its exemplar or in the log by `trace_id`.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.counter(OPERATIONS, OK, 1, 100), samples.counter(OPERATIONS, FAILED, 1, 0)],
      labels: { job: x.settings.job, ...MODEL },
      value: 0.5,
    }),
  },
  ...BURN_RATE_ALERTS,
  {
    name: 'InferenceStalled',
    component: 'inference',
    severity: 'critical',
    forSeconds: 600,
    metric: 'ipfs_aiml_inference_running',
    expression: (x) =>
      `${x.gauge('ipfs_aiml_inference_running', BY_MODEL)} > 0 unless ${x.rate(OPERATIONS, { ...BY_MODEL, where: { operation_type: INFERENCES } })} > 0`,
    shown: 'humanize',
    summary: 'Inferences of {model_id} do not end',
    description: () => '{value} inferences of {model_id} run, and none has ended for a while.',
    runbook: {
      meaning: 'Whoever waits for an answer of this model gets none.',
      causes: [
        'a dead lock, or a promise that never settles',
        'a device or a provider that hangs',
        'a job without an end, as warming up a cache',
      ],
      steps: [
        'Is the event loop alive? Its lag and utilization are on the dashboard Infrastructure.',
        'Look at what waits in the process: active handles, connections to the provider, the state of the device.',
        'Restart the process if it is stuck, and give calls a timeout (`AbortSignal.timeout`).',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.gauge('ipfs_aiml_inference_running', MODEL, 3, 3),
        samples.counter(OPERATIONS, OK, 0, 10),
      ],
      labels: { job: x.settings.job, ...MODEL },
      value: 3,
    }),
  },
];

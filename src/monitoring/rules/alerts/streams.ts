/** Alerts about streams of output. */
import type { Queries } from '../../queries.ts';
import { type Alert, percent } from '../alert.ts';

const FIRST_TOKEN = 'ipfs_aiml_time_to_first_token_seconds';
const STALL = 'ipfs_aiml_stream_longest_stall_seconds';
const STREAMS = 'ipfs_aiml_streams_total';
const BY_MODEL = { by: ['job', 'model_id'] };
const MODEL = { model_id: 'chat' };

export const STREAM_ALERTS: readonly Alert[] = [
  {
    name: 'FirstTokenLatencyHigh',
    component: 'streams',
    severity: 'warning',
    forSeconds: 300,
    metric: FIRST_TOKEN,
    expression: (x) =>
      `${x.quantile(0.95, FIRST_TOKEN, BY_MODEL)} > ${x.settings.thresholds.firstTokenSeconds}`,
    shown: 'humanizeDuration',
    summary: 'Streams of {model_id} begin late',
    description: (x) =>
      `The 95th percentile of the time until the first token of {model_id} is {value}, above ${x.settings.thresholds.firstTokenSeconds} s.`,
    runbook: {
      meaning: 'People look at an empty answer, and begin to ask again.',
      causes: [
        'long prompts, or a cache of prompts that misses',
        'requests that wait for a free slot',
        'a cold model or a cold connection',
      ],
      steps: [
        'Compare input tokens and cached tokens on the dashboard Inference with the time before.',
        'Compare first chunk and first token: much between them is reasoning or empty chunks, and no waiting.',
        'Shorten the part of prompts that changes, keep the rest in front of it for the cache, or add capacity.',
      ],
    },
    check: (x, samples) =>
      samples.slow(FIRST_TOKEN, MODEL, MODEL, x.settings.thresholds.firstTokenSeconds * 2, 0.05),
  },
  {
    name: 'StreamsStall',
    component: 'streams',
    severity: 'warning',
    forSeconds: 300,
    metric: STALL,
    expression: (x) => `${x.quantile(0.95, STALL, BY_MODEL)} > ${x.settings.thresholds.stallSeconds}`,
    shown: 'humanizeDuration',
    summary: 'Streams of {model_id} stall',
    description: (x) =>
      `Of one stream in twenty of {model_id} nothing came for {value} or longer, above ${x.settings.thresholds.stallSeconds} s.`,
    runbook: {
      meaning: 'Answers stop in the middle and go on later.',
      causes: [
        'a provider under load',
        'a proxy that collects chunks',
        'an event loop that is blocked in the process itself',
      ],
      steps: [
        'Is the event loop well? See its lag on the dashboard Infrastructure, at the same time.',
        'Compare the pauses of readers: if these are long, it is the reader that is slow, and not the model.',
        'Turn off buffering of proxies for event streams; report stalls to the provider with the ids of requests.',
      ],
    },
    check: (x, samples) => samples.slow(STALL, MODEL, MODEL, x.settings.thresholds.stallSeconds * 1.2, 0.05),
  },
  {
    name: 'StreamFailureRatioHigh',
    component: 'streams',
    severity: 'warning',
    forSeconds: 300,
    metric: STREAMS,
    expression: (x) => `${failedStreams(x, BY_MODEL.by)} > ${x.settings.thresholds.failureRatio}`,
    shown: 'humanizePercentage',
    summary: 'Streams of {model_id} fail',
    description: (x) =>
      `{value} of the streams of {model_id} ended with an error, more than ${percent(x.settings.thresholds.failureRatio)}. Readers who left do not count.`,
    runbook: {
      meaning: 'Answers end before they are complete.',
      causes: [
        'a provider that ends connections',
        'time-outs that are shorter than long answers',
        'limits of output tokens that are told as errors',
      ],
      steps: [
        'Look at "Streams by ending" on the dashboard Streams, and at "Failures by error" on Inference.',
        'Compare with the length of answers: do long ones fail alone?',
        'Raise time-outs of clients and proxies, or resume where the provider can.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.counter(STREAMS, { ...MODEL, ending: 'completed' }, 3, 10),
        samples.counter(STREAMS, { ...MODEL, ending: 'failed' }, 1, 0),
      ],
      labels: { job: x.settings.job, ...MODEL },
      value: 0.25,
    }),
  },
];

/** Of those that were not given up by their readers. */
export function failedStreams(x: Queries, by: readonly string[]): string {
  const failed = x.rate(STREAMS, { by, where: { ending: 'failed' } });
  const all = x.rate(STREAMS, { by, where: { ending: /completed|failed/ } });
  return `(${failed} or ${all} * 0) / ${all}`;
}

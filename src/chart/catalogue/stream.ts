/** Pictures of streams of output. */
import { distributionOf } from '../makers/of-range/distribution.ts';
import { percentilesOverTime } from '../makers/over-time/percentiles.ts';
import { ratesOverTime } from '../makers/over-time/rates.ts';
import type { CatalogueRow } from './entry.ts';

const MODEL = ['modelId', 'operationType', 'labels'] as const;

const STREAM = ['modelId', 'labels'] as const;

export const STREAM_CHARTS: readonly CatalogueRow[] = [
  {
    id: 'time-to-first-token',
    title: 'Time to first token',
    help: 'How long streams took to their first token: 50th, 95th and 99th percentile.',
    category: 'stream',
    kind: 'lines',
    unit: 'seconds',
    filters: STREAM,
    overTime: percentilesOverTime({
      metrics: ['time_to_first_token_seconds'],
      label: 'time to first token',
      things: 'streams',
    }),
  },
  {
    id: 'time-to-first-token-distribution',
    title: 'Distribution of the time to first token',
    help: 'How often which time to the first token was, an outline for each of the busiest models.',
    category: 'stream',
    kind: 'distribution',
    unit: 'seconds',
    filters: STREAM,
    ofRange: distributionOf({
      metrics: ['time_to_first_token_seconds'],
      groupBy: 'model_id',
      label: 'time to first token',
      things: 'streams',
      names: 'models',
    }),
  },
  {
    id: 'inter-token-latency',
    title: 'Inter-token latency',
    help: 'The time between one token of a stream and the next: 50th, 95th and 99th percentile.',
    category: 'stream',
    kind: 'lines',
    unit: 'seconds',
    filters: STREAM,
    overTime: percentilesOverTime({
      metrics: ['inter_token_latency_seconds'],
      label: 'time between tokens',
      things: 'pauses',
    }),
  },
  {
    id: 'stream-endings',
    title: 'Streams ended',
    help: 'How streams ended, per minute: complete, broken off by the reader, failed.',
    category: 'stream',
    kind: 'lines',
    unit: 'per_minute',
    filters: STREAM,
    overTime: ratesOverTime({
      metrics: ['streams_total'],
      groupBy: ['ending'],
      unit: 'per_minute',
      label: 'streams',
      things: 'streams',
      names: 'endings',
    }),
  },
  {
    id: 'stream-stalls',
    title: 'Longest stall of a stream',
    help: 'The longest time that a stream stood still: 50th, 95th and 99th percentile.',
    category: 'stream',
    kind: 'lines',
    unit: 'seconds',
    filters: STREAM,
    overTime: percentilesOverTime({
      metrics: ['stream_longest_stall_seconds'],
      label: 'longest stall',
      things: 'streams',
    }),
  },
  {
    id: 'token-usage',
    title: 'Tokens',
    help: 'Tokens per second, by kind; cached ones are among the input, reasoning among the output.',
    category: 'stream',
    kind: 'lines',
    unit: 'per_second',
    filters: MODEL,
    overTime: ratesOverTime({
      metrics: ['input_tokens_total', 'cached_tokens_total', 'output_tokens_total', 'reasoning_tokens_total'],
      groupBy: [],
      nameOfMetric: (name) => name.replace('_tokens_total', ''),
      unit: 'per_second',
      label: 'tokens',
      things: 'tokens',
      names: 'kinds',
    }),
  },
];

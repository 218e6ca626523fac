import { failedStreams } from '../rules/alerts/streams.ts';
import { type Dashboard, legendOf, percentilesOf, quantileBy, timesOf } from './model.ts';

const FIRST_TOKEN = 'ipfs_aiml_time_to_first_token_seconds';
const BETWEEN = 'ipfs_aiml_inter_token_latency_seconds';
const STREAMS = 'ipfs_aiml_streams_total';
const MODEL = { by: ['model_id'] };

export const STREAMING: Dashboard = {
  id: 'streams',
  title: 'Inferometer / Streams',
  description: 'When streams of output begin, how fast they go on, and how they end.',
  variables: [{ name: 'model', title: 'Model', metric: STREAMS, label: 'model_id' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Active streams',
          description: 'That are being read now.',
          kind: 'stat',
          unit: 'short',
          targets: (x) => [{ expr: x.gauge('ipfs_aiml_active_streams') }],
        },
        {
          title: 'p95 to the first token',
          description: 'One of twenty streams begins later.',
          kind: 'stat',
          unit: 's',
          targets: (x) => [{ expr: x.quantile(0.95, FIRST_TOKEN) }],
        },
        {
          title: 'Tokens',
          description: 'Output tokens per second, of the streams that have ended.',
          kind: 'stat',
          unit: 'ops',
          targets: (x) => [{ expr: x.rate('ipfs_aiml_stream_tokens_total') }],
        },
        {
          title: 'Failed',
          description: 'Share of the streams that their readers did not leave.',
          kind: 'stat',
          unit: 'percentunit',
          limit: { value: 0.05, side: 'above' },
          targets: (x) => [{ expr: failedStreams(x, []) }],
        },
      ],
    },
    {
      title: 'How they begin',
      panels: [
        timesOf(FIRST_TOKEN, {
          title: 'Time to the first token',
          description: 'Each column is a distribution: a second band is a cold cache, or a queue.',
        }),
        percentilesOf(FIRST_TOKEN, {
          title: 'Percentiles of the time to the first token',
          description: 'Of all models that are chosen, together.',
        }),
        {
          title: 'p95 to the first token by model',
          description: 'Which model begins late, and since when.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, FIRST_TOKEN, 'model_id')],
        },
        {
          title: 'First chunk, first token, first content',
          description: 'Medians: much between chunk and content is reasoning.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [
            { expr: x.quantile(0.5, 'ipfs_aiml_time_to_first_chunk_seconds'), legend: 'chunk' },
            { expr: x.quantile(0.5, FIRST_TOKEN), legend: 'token' },
            { expr: x.quantile(0.5, 'ipfs_aiml_time_to_first_content_token_seconds'), legend: 'content' },
          ],
        },
        {
          title: 'Active streams by model',
          description: 'That are being read now.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [
            {
              expr: x.gauge('ipfs_aiml_active_streams', MODEL),
              legend: legendOf(x, 'ipfs_aiml_active_streams', 'model_id'),
            },
          ],
        },
      ],
    },
    {
      title: 'How they go on',
      panels: [
        timesOf(BETWEEN, {
          title: 'Time between tokens',
          description: 'Each column is a distribution. Tokens that come in clumps make two bands.',
        }),
        {
          title: 'Time between tokens by model',
          description: 'The 95th percentile.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, BETWEEN, 'model_id')],
        },
        {
          title: 'Tokens per second of a stream',
          description: 'The median: how fast one reader gets an answer.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [quantileBy(x, 0.5, 'ipfs_aiml_stream_tokens_per_second', 'model_id')],
        },
        {
          title: 'Longest stall of a stream',
          description: 'The 95th percentile of the longest time between two tokens of one stream.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_stream_longest_stall_seconds', 'model_id')],
        },
        {
          title: 'Pauses of readers',
          description:
            'The 95th percentile of how long a stream waited for its reader: not the model is slow then.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'ipfs_aiml_stream_reader_pause_seconds', 'model_id')],
        },
      ],
    },
    {
      title: 'How they end',
      panels: [
        {
          title: 'Streams by ending',
          description: 'Per second. Readers who leave are no failure.',
          kind: 'bars',
          unit: 'ops',
          targets: (x) => [{ expr: x.rate(STREAMS, { by: ['ending'] }), legend: '{{ending}}' }],
        },
        {
          title: 'Failed share by model',
          description: 'Of the streams that their readers did not leave.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          targets: (x) => [{ expr: failedStreams(x, ['model_id']), legend: '{{model_id}}' }],
        },
        {
          title: 'Goodput',
          description: 'Share of the streams that met every bound of an objective.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          max: 1,
          targets: (x) => {
            const metric = 'ipfs_aiml_stream_objectives_total';
            const by = ['objective'];
            const all = x.rate(metric, { by });
            return [
              {
                expr: `(${x.rate(metric, { by, where: { result: 'met' } })} or ${all} * 0) / ${all}`,
                legend: '{{objective}}',
              },
            ];
          },
        },
        {
          title: 'Output tokens by model',
          description: 'Per second, of the streams that have ended.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [{ expr: x.rate('ipfs_aiml_stream_tokens_total', MODEL), legend: '{{model_id}}' }],
        },
      ],
    },
  ],
};

/** What was recorded, as rows; and what there is to be asked for. */
import { count, listOf, mapOf, number, numberOrNull, record, schemaRef, text } from '../openapi.ts';
import { answer, answered, type Described, UNIX_SECONDS, UNIX_SECONDS_OR_NULL } from './answer.ts';

const AGGREGATED = {
  sum: numberOrNull(),
  average: numberOrNull(),
  minimum: numberOrNull(),
  maximum: numberOrNull(),
  count: numberOrNull('Values; of a counter there is none.'),
  rate: numberOrNull('Per second that was observed.'),
  percentile_95: numberOrNull(),
  percentile_99: numberOrNull(),
  percentiles: mapOf(number(), 'Those asked for: `p99.9`.'),
};

const ROW = {
  start_time: { ...UNIX_SECONDS, description: 'When the step began, in seconds since 1970.' },
  end_time: UNIX_SECONDS,
  observed_seconds: number('How much of that was observed: what rates are divided by.'),
  metric: text('With prefix.'),
  kind: schemaRef('MetricKind'),
  unit: text(),
  member: { ...text('Who recorded it, where that was grouped by.') },
  labels: mapOf(text(), 'Those that were grouped by; the empty string where a series has no such label.'),
  overflow: {
    type: 'boolean' as const,
    description: 'Whether it is what came after the limit of a metric: nobody knows its labels.',
  },
};

export const QUERY = {
  schemas: {
    QueryAnswer: answer('query', {
      rows: listOf(schemaRef('QueryRow'), { description: 'By step, then by metric, member and labels.' }),
      is_truncated: { type: 'boolean', description: 'Whether there are more rows than `limit`.' },
    }),
    QueryRow: record(
      { ...ROW, ...AGGREGATED },
      {
        description: 'One group of series in one step, with those aggregations that its kind of metric has.',
        required: Object.keys(ROW).filter((name) => name !== 'member'),
      },
    ),
    Catalogue: answer('get_catalog', {
      start_time: {
        ...UNIX_SECONDS_OR_NULL,
        description: 'Since when there is anything, in seconds since 1970.',
      },
      end_time: UNIX_SECONDS_OR_NULL,
      step_seconds: number('How long an interval of the history is: no step is finer.'),
      metrics: listOf(
        record({
          name: text('Without prefix.'),
          full_name: text('With prefix.'),
          kind: schemaRef('MetricKind'),
          unit: text('A base unit; of metrics of one’s own whatever they say.'),
          category: schemaRef('MetricCategory'),
          labels: listOf(text(), { description: 'Names.' }),
          added_labels: listOf(text(), {
            description:
              'Those of them that the program chose: all of a metric of its own, few of the others.',
          }),
          help: text(),
          series: count('How many there are.'),
        }),
        { description: 'Those of which something was recorded, by name.' },
      ),
      values: mapOf(
        listOf(text()),
        'By label, what was recorded, for filters: `model_id`, `operation_type`, `backend`, `status` …; `run` are the ids of runs, `category` the kinds of work, `member` who recorded. At most 1000 of each.',
      ),
    }),
  },
  examples: {
    QueryAnswer: answered('query', {
      rows: [
        {
          start_time: 1714953180,
          end_time: 1714953240,
          observed_seconds: 57.4,
          metric: 'ipfs_aiml_inference_seconds',
          kind: 'histogram',
          unit: 'seconds',
          labels: { model_id: 'glyph-dense' },
          overflow: false,
          count: 610,
          percentile_99: 0.0148,
          percentiles: { p50: 0.0041, 'p99.9': 0.021 },
        },
      ],
      is_truncated: false,
    }),
    Catalogue: answered('get_catalog', {
      start_time: 1714948103.2,
      end_time: 1714953237.4568963,
      step_seconds: 10,
      metrics: [
        {
          name: 'inference_seconds',
          full_name: 'ipfs_aiml_inference_seconds',
          kind: 'histogram',
          unit: 'seconds',
          category: 'inference',
          labels: ['model_id', 'batch_size', 'tenant'],
          added_labels: ['tenant'],
          help: 'Time of one inference.',
          series: 4,
        },
      ],
      values: {
        category: ['inference'],
        model_id: ['glyph-dense', 'glyph-conv'],
        operation_type: ['inference'],
        status: ['ok', 'error'],
      },
    }),
  },
} as const satisfies Described;

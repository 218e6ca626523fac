/** What views of the dashboard show beside charts: findings, runs, objectives, tables. */
import {
  count,
  listOf,
  mapOf,
  number,
  numberOrNull,
  oneOf,
  partial,
  record,
  type Schema,
  schemaRef,
  text,
} from '../openapi.ts';
import { CATEGORIES } from '../words.ts';
import { answer, answered, type Described, UNIX_SECONDS, UNIX_SECONDS_OR_NULL } from './answer.ts';

const FILTER = partial(
  {
    model_id: text(),
    operation_type: text(),
    backend: text(),
    status: text(),
    category: text(),
    run: text(),
    metric: text(),
    labels: mapOf(text()),
  },
  { description: 'Parameters of the chart.' },
);

const CELL: Schema = {
  description: 'Words, a number with its unit, or the course of a figure over time, oldest first.',
  oneOf: [
    text(),
    record(
      {
        value: numberOrNull('null: not known.'),
        unit: schemaRef('Unit'),
        best: { type: 'boolean', description: 'Whether it is the best of its column.' },
      },
      { required: ['value', 'unit'] },
    ),
    record({ values: listOf(numberOrNull()) }),
  ],
};

export const VIEWS = {
  schemas: {
    Findings: answer('get_findings', {
      start_time: { ...UNIX_SECONDS_OR_NULL, description: 'What was looked at, in seconds since 1970.' },
      end_time: UNIX_SECONDS_OR_NULL,
      findings: listOf(schemaRef('Finding'), { description: 'The severest first.' }),
      thresholds: mapOf(
        partial({ medium: number(), high: number(), low: number() }),
        'Those that were compared with: `inference_seconds: { medium: 0.1, high: 0.5 }`.',
      ),
    }),
    Finding: record(
      {
        type: oneOf(['performance', 'efficiency', 'reliability', 'regression', 'objective']),
        target: oneOf([
          'model_loading',
          'data_pipeline',
          'distributed_training',
          'operations',
          ...CATEGORIES,
        ]),
        severity: schemaRef('Severity'),
        message: text('What is so, in one sentence.'),
        details: text('What else was recorded about it, and where to look.'),
        model_id: text(),
        dataset_id: text(),
        backend: text('Of storage.'),
        route: text('Of HTTP requests.'),
        task_id: text('Of drift and of continual learning.'),
        affected_workers: listOf(text()),
        evidence: schemaRef('Evidence'),
        change: record(
          {
            usual_value: numberOrNull('What the figure of the evidence is at other times.'),
            started_at: {
              ...UNIX_SECONDS_OR_NULL,
              description:
                'When it began, to a step of what was looked at; null where it was so from the beginning.',
            },
            ended_at: { ...UNIX_SECONDS_OR_NULL, description: 'null where it goes on.' },
          },
          { description: 'Of what became slower: from what, and when.' },
        ),
        chart: {
          description: 'The chart that shows it, and its filter; null where none does.',
          oneOf: [record({ id: schemaRef('ChartId'), filter: FILTER }), { type: 'null' }],
        },
      },
      { required: ['type', 'target', 'severity', 'message', 'details', 'evidence', 'chart'] },
    ),
    Evidence: record(
      {
        statistic: text('What was compared: `p95`, `mean`, `error ratio`.'),
        value: numberOrNull(),
        unit: schemaRef('MetricUnit'),
        threshold: numberOrNull('What it was compared with.'),
        side: oneOf(['above', 'below']),
        count: number('Values behind the figure.'),
        window_seconds: number('How long was observed.'),
      },
      { description: 'The figure that a finding rests on.' },
    ),
    TrainingRuns: answer('list_runs', {
      runs: listOf(
        record({
          model_id: text(),
          run_id: text(),
          started_at: UNIX_SECONDS,
          continued_at: {
            ...UNIX_SECONDS,
            description: 'When something was recorded of it last, in seconds since 1970.',
          },
          ended_at: { ...UNIX_SECONDS_OR_NULL, description: 'null while it goes on.' },
          parameters: { type: 'object', additionalProperties: true, description: 'As they were given.' },
          first_epoch: numberOrNull(),
          last_epoch: numberOrNull(),
          optimizer_steps: count(),
          last: mapOf(numberOrNull(), 'The last value of every curve: `loss`, `learning_rate`, `accuracy` …'),
        }),
        { description: 'Those that were continued last come first.' },
      ),
    }),
    Objectives: answer('get_objectives', {
      objectives: listOf(
        record({
          objective: record(
            {
              name: text('Its own, or what it is about and its bounds: as metrics name it.'),
              operation_type: text(),
              model_id: text('Every model if left out.'),
              task_id: text('Of drift; every task if left out.'),
              labels: mapOf(text()),
              within_seconds: number(),
              first_token_within_seconds: number(),
              token_within_seconds: number(),
              inter_token_within_seconds: number(),
              target_ratio: number('Share of the operations that are good, as promised.'),
            },
            { required: ['name', 'operation_type', 'target_ratio'] },
          ),
          good: number('Operations that succeeded in time.'),
          count: number('Operations that succeeded or failed.'),
          good_ratio: numberOrNull(),
          good_per_second: numberOrNull('The goodput.'),
          error_budget_left: numberOrNull(
            'Of the failures that the target allows, 1 to 0; below 0 when more have failed.',
          ),
          burn_rate: numberOrNull('How fast the budget was used in the range: 1 uses it up exactly.'),
          budget_remaining: numberOrNull('Of the last 30 days, as of now; null where nobody watches.'),
          burn_rates: mapOf(number(), 'As of now, by window: `5m`, `30m`, `1h`, `6h`, `3d`.'),
          alert: {
            ...text('The window of the fastest alert that is on: `1h`, `6h` or `3d`.'),
            type: ['string', 'null'],
          },
        }),
      ),
      budgets: listOf(
        record({
          budget: text(),
          unit: text('`tokens`, or the currency of the prices.'),
          labels: mapOf(text(), 'What it is per.'),
          limit: number(),
          spent: number('In this period.'),
          reserved: number('For requests that run.'),
          left: number('Below 0 where what was in flight took more than there was.'),
          burn_rate: numberOrNull('1: at this pace a whole period spends it exactly.'),
        }),
        { description: 'Of tokens and money, as of now: first the one of which the least is left.' },
      ),
    }),
    Tables: answer('get_tables', {
      category: schemaRef('Category'),
      sections: listOf(record({ heading: text(), blocks: listOf(schemaRef('Block')) }), {
        description: 'What a report says about it; none where nothing was recorded.',
      }),
    }),
    Block: {
      oneOf: [
        record(
          {
            kind: { const: 'table' },
            caption: text(),
            columns: listOf(record({ heading: text(), align: oneOf(['left', 'right']) })),
            rows: listOf(listOf(schemaRef('Cell')), { description: 'Each as long as `columns`.' }),
          },
          { required: ['kind', 'columns', 'rows'] },
        ),
        record({
          kind: { const: 'key_values' },
          pairs: listOf(record({ label: text(), value: schemaRef('Cell') })),
        }),
        record({ kind: { const: 'findings' }, findings: listOf(schemaRef('Finding')) }),
        record({ kind: { const: 'note' }, text: text() }),
      ],
    },
    Cell: CELL,
  },
  examples: {
    Findings: answered('get_findings', {
      start_time: 1714949637.4568963,
      end_time: 1714953237.4568963,
      findings: [
        {
          type: 'performance',
          target: 'inference',
          severity: 'high',
          message: 'Inference with glyph-dense is slow: its p95 is 612 ms.',
          details: 'Batches of 32 take 5 times as long as those of 8.',
          model_id: 'glyph-dense',
          evidence: {
            statistic: 'p95',
            value: 0.612,
            unit: 'seconds',
            threshold: 0.5,
            side: 'above',
            count: 610,
            window_seconds: 3600,
          },
          chart: { id: 'latency-percentiles', filter: { model_id: 'glyph-dense' } },
        },
      ],
      thresholds: { inference_seconds: { medium: 0.1, high: 0.5 }, worker_utilization: { low: 0.5 } },
    }),
    TrainingRuns: answered('list_runs', {
      runs: [
        {
          model_id: 'glyph-dense',
          run_id: 'run-7',
          started_at: 1714950000.25,
          continued_at: 1714953230.5,
          ended_at: null,
          parameters: { epochs: 10, batch_size: 32 },
          first_epoch: 0,
          last_epoch: 3,
          optimizer_steps: 4800,
          last: { loss: 0.182, learning_rate: 0.001 },
        },
      ],
    }),
    Objectives: answered('get_objectives', {
      objectives: [
        {
          objective: {
            name: 'inference, whole 0.1 s',
            operation_type: 'inference',
            within_seconds: 0.1,
            target_ratio: 0.99,
          },
          good: 604,
          count: 610,
          good_ratio: 0.9901639344262295,
          good_per_second: 10.1,
          error_budget_left: 0.016,
          burn_rate: 0.98,
          budget_remaining: 0.42,
          burn_rates: { '5m': 0, '30m': 1.2, '1h': 0.98, '6h': 0.6, '3d': 0.58 },
          alert: null,
        },
      ],
      budgets: [
        {
          budget: 'chat',
          unit: 'USD',
          labels: { tenant: 'acme' },
          limit: 20,
          spent: 3.1,
          reserved: 0.02,
          left: 16.88,
          burn_rate: 0.6,
        },
      ],
    }),
    Tables: answered('get_tables', {
      category: 'inference',
      sections: [
        {
          heading: 'Inference',
          blocks: [
            {
              kind: 'table',
              columns: [
                { heading: 'model', align: 'left' },
                { heading: 'p95', align: 'right' },
              ],
              rows: [['glyph-dense', { value: 0.612, unit: 'seconds' }]],
            },
          ],
        },
      ],
    }),
  },
} as const satisfies Described;

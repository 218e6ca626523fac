/** Charts: the catalogue of them, and each as data. */
import {
  count,
  listOf,
  number,
  numberOrNull,
  oneOf,
  record,
  type Schema,
  schemaRef,
  text,
} from '../openapi.ts';
import { answer, answered, type Described } from './answer.ts';

const VALUES = listOf(numberOrNull(), { description: 'null: nothing is known there, which is not 0.' });
const POSITIONS = listOf(number());

const ABOUT = {
  schemaVersion: { const: 1 },
  id: text('Of the catalogue.'),
  title: text('What a reader who was not there understands.'),
  description: text('The same for those who do not see it, with the figures that matter.'),
  notes: listOf(text(), {
    description: 'What is missing of it, and why; the bound of the error of its numbers.',
  }),
  errorRatio: number('How far its percentiles may be from the exact ones, relatively; 0: not at all.'),
  isEmpty: { type: 'boolean', description: 'Nothing was recorded of it.' },
} as const satisfies Readonly<Record<string, Schema>>;

/** Fields that come on top of these are no breach: charts may learn to say more. */
function open(
  properties: Readonly<Record<string, Schema>>,
  description: string,
  optional: readonly string[] = [],
) {
  return record(properties, {
    description,
    additionalProperties: true,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  });
}

const MARKS = listOf(record({ label: text(), value: numberOrNull() }), {
  description: 'Values that all of it is compared with.',
});

const LIMITS = listOf(schemaRef('Limit'), { description: 'Values that it is judged by.' });

export const CHARTS = {
  schemas: {
    ChartCatalogue: answer('list_charts', { charts: listOf(schemaRef('ChartEntry')) }),
    ChartEntry: record({
      id: schemaRef('ChartId'),
      title: text(),
      category: { oneOf: [schemaRef('Category'), oneOf(['objectives', 'raw'])] },
      unit: schemaRef('Unit'),
      kind: schemaRef('ChartKind'),
      filters: listOf(text(), { description: 'Parameters that make sense of it.' }),
    }),
    ChartAnswer: answer('get_chart', { chart: schemaRef('Chart') }),
    Chart: {
      description: 'A picture before it has a look. Times are in milliseconds since 1970.',
      oneOf: ['LineChart', 'HeatmapChart', 'BarChart', 'DistributionChart', 'LanesChart'].map((name) =>
        schemaRef(name),
      ),
    },
    LineChart: open(
      {
        ...ABOUT,
        kind: { const: 'lines' },
        x: { oneOf: [schemaRef('TimeAxis'), schemaRef('NumberAxis')] },
        y: schemaRef('NumberAxis'),
        positions: POSITIONS,
        lines: listOf(schemaRef('Line')),
        stepSeconds: number('Of a time axis: how long each step is.'),
        counts: listOf(numberOrNull(), { description: 'How many values stand behind each position.' }),
        areas: listOf(
          open(
            { label: text(), low: VALUES, high: VALUES, color: count() },
            'What lies between two courses.',
          ),
        ),
        marks: MARKS,
        limits: LIMITS,
      },
      'Courses over time or over another number.',
      ['stepSeconds', 'counts', 'limits'],
    ),
    HeatmapChart: open(
      {
        ...ABOUT,
        kind: { const: 'heatmap' },
        x: schemaRef('TimeAxis'),
        y: schemaRef('NumberAxis'),
        positions: POSITIONS,
        stepSeconds: number(),
        bounds: listOf(number(), { description: 'Ascending, one more than rows.' }),
        counts: listOf(numberOrNull('null: nothing is known.'), {
          description: 'Step by step, in each from the lowest row up: `counts[step * rows + row]`.',
        }),
        lines: listOf(schemaRef('Line')),
        limits: LIMITS,
      },
      'How many values fell between two bounds in each step of time.',
      ['limits'],
    ),
    BarChart: open(
      {
        ...ABOUT,
        kind: { const: 'bars' },
        names: listOf(text()),
        y: schemaRef('NumberAxis'),
        bars: listOf(schemaRef('Line')),
        marks: MARKS,
        limits: LIMITS,
        emphasized: listOf(count(), { description: 'Of the names that deserve a look.' }),
      },
      'A group of bars for each name.',
      ['limits'],
    ),
    DistributionChart: open(
      {
        ...ABOUT,
        kind: { const: 'distribution' },
        x: schemaRef('NumberAxis'),
        outlines: listOf(
          open(
            {
              label: text(),
              color: count(),
              bounds: listOf(number()),
              shares: listOf(number()),
              isDashed: { type: 'boolean', description: 'Of the range before.' },
            },
            'One distribution.',
            ['isDashed'],
          ),
        ),
        marks: MARKS,
      },
      'How often values were how large.',
    ),
    LanesChart: open(
      {
        ...ABOUT,
        kind: { const: 'lanes' },
        x: schemaRef('TimeAxis'),
        lanes: listOf(
          open(
            {
              label: text(),
              spans: listOf(
                open(
                  {
                    startUnixMs: number(),
                    endUnixMs: number(),
                    state: oneOf(['good', 'warning', 'bad', 'unknown']),
                    word: text(),
                  },
                  'A time in one state.',
                ),
              ),
            },
            'One thing that has states.',
          ),
        ),
      },
      'What was in which state when.',
    ),
    TimeAxis: open({ scale: { const: 'time' }, startUnixMs: number(), endUnixMs: number() }, 'Time.'),
    NumberAxis: open({ scale: oneOf(['linear', 'log']), label: text(), unit: schemaRef('Unit') }, 'Numbers.'),
    Line: open(
      {
        label: text(),
        values: VALUES,
        color: count('Of the palette.'),
        isFaint: { type: 'boolean' },
        isDashed: { type: 'boolean' },
        spansGaps: { type: 'boolean', description: 'Drawn through positions without a value.' },
        few: listOf(count(), {
          description: 'Which positions have a percentile of fewer than 20 values, which is chance.',
        }),
      },
      'One value for each position.',
      ['isFaint', 'isDashed', 'spansGaps', 'few'],
    ),
    Limit: open(
      {
        label: text('With the value in it: `medium: p95 > 100 ms`.'),
        value: number(),
        severity: {
          oneOf: [schemaRef('Severity')],
          description: 'Of a threshold: how severe the finding is that lies beyond it.',
        },
      },
      'A threshold, or an objective.',
      ['severity'],
    ),
  },
  examples: {
    ChartCatalogue: answered('list_charts', {
      charts: [
        {
          id: 'latency-percentiles',
          title: 'Latency of inferences',
          category: 'inference',
          unit: 'seconds',
          kind: 'lines',
          filters: ['start_time', 'end_time', 'step', 'model_id', 'operation_type', 'labels', 'compare'],
        },
      ],
    }),
    ChartAnswer: answered('get_chart', {
      chart: {
        schemaVersion: 1,
        kind: 'lines',
        id: 'latency-percentiles',
        title: 'Latency of glyph-dense, p99 14.8 ms, 610 inferences',
        description:
          'The 99th percentile rose from 11 ms to 14.8 ms in two minutes; the median stayed at 4.1 ms.',
        errorRatio: 0.011,
        notes: ['Percentiles are within 1.1 % of the exact ones.'],
        isEmpty: false,
        x: { scale: 'time', startUnixMs: 1714953120000, endUnixMs: 1714953240000 },
        y: { scale: 'log', label: 'latency', unit: 'seconds' },
        positions: [1714953120000, 1714953180000],
        lines: [
          { label: 'p50', values: [0.0041, 0.0041], color: 0 },
          { label: 'p99', values: [0.011, 0.0148], color: 1 },
        ],
        areas: [],
        marks: [],
      },
    }),
  },
} as const satisfies Described;

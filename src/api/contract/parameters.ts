/** Parameters that several routes take, each described once. */
import { type Parameter, parameterRef, type Reference, type Schema, schemaRef } from './openapi.ts';

/** As long as a label value may be. */
const MAX_TEXT = 1024;
/** 9999-12-31, in seconds since 1970. */
const LATEST_SECONDS = 253_402_300_799;

function query(name: string, description: string, schema: Schema, example: Parameter['example']): Parameter {
  return { name, in: 'query', description, schema, ...(example !== undefined && { example }) };
}

/** Names of ours, with commas between. */
function listed(name: string, description: string, items: Schema, example: Parameter['example']): Parameter {
  const schema: Schema = { type: 'array', minItems: 1, maxItems: 100, items };
  return { ...query(name, description, schema, example), style: 'form', explode: false };
}

/** Names of others, which may hold commas: the parameter is given once for each. */
function repeated(name: string, description: string, example: Parameter['example']): Parameter {
  return { ...listed(name, description, TEXT, example), explode: true };
}

function path(name: string, description: string, schema: Schema, example: Parameter['example']): Parameter {
  return { ...query(name, description, schema, example), in: 'path', required: true };
}

const TEXT: Schema = { type: 'string', minLength: 1, maxLength: MAX_TEXT };
const UNIX_SECONDS: Schema = { type: 'number', minimum: 0, maximum: LATEST_SECONDS };
const INCHES: Schema = { type: 'integer', minimum: 1, maximum: 40 };

export const PARAMETERS = {
  start_time: query(
    'start_time',
    'The first moment, in Unix seconds. Since the beginning if left out.',
    UNIX_SECONDS,
    undefined,
  ),
  end_time: query(
    'end_time',
    'The moment after the last, in Unix seconds. Until now if left out.',
    UNIX_SECONDS,
    undefined,
  ),
  model_id: query('model_id', 'Of this model alone.', TEXT, undefined),
  operation_type: query(
    'operation_type',
    'Of this type of operation alone: `inference`, `model_load` …; of storage `add`, `get`, `pin` …',
    TEXT,
    undefined,
  ),
  backend: query('backend', 'Of this storage backend alone: `ipfs`, `s3`, `storacha` …', TEXT, undefined),
  status: query(
    'status',
    'Of operations with this status alone: `ok`, `error`, `aborted`, `unknown`; of storage `pending`, `completed`, `failed` …',
    TEXT,
    undefined,
  ),
  category: query(
    'category',
    'Of this kind of work, or this group of metrics.',
    schemaRef('MetricCategory'),
    undefined,
  ),
  labels: {
    ...query(
      'labels',
      'Of series with these labels alone: `label.tenant=acme`. The empty value is a label that is not there.',
      {
        type: 'object',
        maxProperties: 16,
        patternProperties: {
          '^label\\.[a-zA-Z_][a-zA-Z0-9_.]{0,127}$': { type: 'string', maxLength: MAX_TEXT },
        },
        additionalProperties: false,
      },
      undefined,
    ),
    style: 'form',
    explode: true,
  },
  run: repeated('run', 'Of these runs of training alone.', undefined),
  member: repeated('member', 'Recorded by these members of the store alone.', undefined),
  metric: listed('metric', 'Metrics by name, with or without prefix.', TEXT, ['inference_seconds']),
  group_by: listed(
    'group_by',
    'Labels whose values are told apart. `*` tells all of them apart, `member` who recorded. Without it every series stands by itself.',
    TEXT,
    ['model_id'],
  ),
  step: query(
    'step',
    'How long each step is, in seconds, counted from 0:00 of 1970 UTC: 3600 gives whole hours.',
    { type: 'number', minimum: 0.001, maximum: 1e9 },
    60,
  ),
  aggregation: query(
    'aggregation',
    'What to compute of each group in each step.',
    schemaRef('Aggregation'),
    'average',
  ),
  aggregations: listed(
    'aggregation',
    'What to compute of each group in each step; all of them if left out.',
    schemaRef('Aggregation'),
    ['count', 'percentile_99'],
  ),
  percentiles: listed(
    'percentiles',
    'More percentiles, from 0 to 100.',
    { type: 'number', minimum: 0, maximum: 100 },
    [50, 99.9],
  ),
  limit: query(
    'limit',
    'The most rows to answer with; `is_truncated` says whether there are more.',
    { type: 'integer', minimum: 1, maximum: 1_000_000, default: 10_000 },
    undefined,
  ),
  metric_type: path('metric_type', 'What the picture shows.', schemaRef('MetricType'), 'operation_latency'),
  metric_type_filter: query(
    'metric_type',
    'Metrics of this type alone; all types if left out.',
    schemaRef('MetricType'),
    'operation_latency',
  ),
  chart: path('chart', 'The chart, by its id in the catalogue.', schemaRef('ChartId'), 'latency-percentiles'),
  work_category: path('category', 'The kind of work.', schemaRef('Category'), 'inference'),
  over: query(
    'over',
    'What courses of training are drawn over.',
    { type: 'string', enum: ['epoch', 'time'], default: 'epoch' },
    undefined,
  ),
  width: query('width', 'Of the picture, in inches: 100 pixels each.', { ...INCHES, default: 12 }, undefined),
  height: query(
    'height',
    'Of the picture, in inches: 100 pixels each.',
    { ...INCHES, default: 8 },
    undefined,
  ),
  theme: query(
    'theme',
    'The ground of the picture.',
    { type: 'string', enum: ['light', 'dark'], default: 'light' },
    undefined,
  ),
  compare: query(
    'compare',
    'Draws the range of the same length before it behind it, dashed.',
    { type: 'string', enum: ['previous'] },
    undefined,
  ),
  picture_extension: path('extension', 'The format.', { type: 'string', enum: ['png', 'svg'] }, 'svg'),
  chart_extension: path(
    'extension',
    'The format.',
    { type: 'string', enum: ['json', 'png', 'svg', 'csv', 'arrow'] },
    'svg',
  ),
  table_extension: path(
    'extension',
    'The format.',
    { type: 'string', enum: ['json', 'csv', 'arrow'] },
    'csv',
  ),
  report_id: path(
    'report_id',
    'The report, as the answer to its making has it.',
    { type: 'string', pattern: '^report_[0-9]{1,12}_[a-z0-9]{1,32}$' },
    'report_1714953237_12345',
  ),
  file_name: path(
    'file_name',
    'The file, as the listing has it.',
    { type: 'string', maxLength: 128, pattern: '^[a-z0-9][a-z0-9_-]*\\.(html|json|md|svg|png)$' },
    'report.html',
  ),
  report_format: query(
    'format',
    'The format; what the request accepts if left out, else HTML.',
    { type: 'string', enum: ['html', 'markdown', 'json', 'text'] },
    'markdown',
  ),
  file: path(
    'file',
    'The file; its name holds the hash of its content.',
    { type: 'string', maxLength: 128, pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.(js|css|svg|woff2)$' },
    'page-5f2c91d0.js',
  ),
} satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;

export function parameters(...names: readonly ParameterName[]): Reference[] {
  return names.map(parameterRef);
}

/** Either end of a range alone, too. */
export const RANGE = ['start_time', 'end_time'] as const satisfies readonly ParameterName[];

/** All that are given must hold. */
export const FILTERS = [
  'model_id',
  'operation_type',
  'backend',
  'status',
  'category',
  'labels',
] as const satisfies readonly ParameterName[];

/** Those of the source document. */
export const STORAGE_FILTERS = [
  'operation_type',
  'backend',
  'status',
] as const satisfies readonly ParameterName[];

/** What was recorded of AI work: as it is now, as charts, as rows, as findings. */
import { ARROW, CSV, EVENTS, errors, json, PNG, SVG } from '../answers.ts';
import type { Content, Paths } from '../openapi.ts';
import { FILTERS, parameters, RANGE } from '../parameters.ts';

export const NOW_TAG = { name: 'Now', description: 'What goes on, what was found, what was promised.' };
export const HISTORY_TAG = {
  name: 'History',
  description: 'What was recorded, of any range of time: charts, rows, runs of training, tables.',
};

const HISTORY = [HISTORY_TAG.name];
const CHART = parameters(
  ...RANGE,
  ...FILTERS,
  'run',
  'member',
  'metric',
  'group_by',
  'aggregation',
  'step',
  'over',
  'compare',
  'width',
  'height',
  'theme',
);
const CHART_CONTENT: Content = { ...json('ChartAnswer'), ...SVG, ...PNG, ...CSV, ...ARROW };
const CHART_FILE: Content = { ...SVG, ...PNG, ...CSV, ...ARROW, ...json('ChartAnswer') };
const ROWS = parameters(
  'metric',
  ...RANGE,
  ...FILTERS,
  'run',
  'member',
  'group_by',
  'step',
  'aggregations',
  'percentiles',
  'limit',
);
const ROWS_CONTENT: Content = { ...json('QueryAnswer'), ...CSV, ...ARROW };
const ROWS_FILE: Content = { ...CSV, ...ARROW, ...json('QueryAnswer') };

export const NOW_PATHS: Paths = {
  '/api/v1/now': {
    get: {
      operationId: 'getNow',
      summary: 'What goes on',
      description:
        'Of the interval that goes on and the one before it. As `text/event-stream`, an event `now` once a second at most, whose data is the same answer; its id goes back as `Last-Event-ID`.',
      tags: [NOW_TAG.name],
      parameters: parameters(...FILTERS),
      responses: {
        200: { description: 'The strip of the dashboard.', content: { ...json('Now'), ...EVENTS } },
        ...errors(406),
      },
    },
  },
  '/api/v1/findings': {
    get: {
      operationId: 'getFindings',
      summary: 'What deserves attention',
      tags: [NOW_TAG.name],
      parameters: parameters(...RANGE, ...FILTERS),
      responses: {
        200: { description: 'Findings with their evidence, and the thresholds.', content: json('Findings') },
        ...errors(),
      },
    },
  },
  '/api/v1/objectives': {
    get: {
      operationId: 'getObjectives',
      summary: 'Whether objectives are met',
      tags: [NOW_TAG.name],
      parameters: parameters(...RANGE, 'model_id', 'operation_type'),
      responses: {
        200: { description: 'Each objective with what is left of its budget.', content: json('Objectives') },
        ...errors(),
      },
    },
  },
};

export const HISTORY_PATHS: Paths = {
  '/api/v1/charts': {
    get: {
      operationId: 'listCharts',
      summary: 'The charts there are',
      tags: HISTORY,
      responses: {
        200: { description: 'The catalogue.', content: json('ChartCatalogue') },
        ...errors(),
      },
    },
  },
  '/api/v1/charts/{chart}': {
    get: {
      operationId: 'getChart',
      summary: 'A chart of a range',
      description:
        'As data, as a picture, or as a table, by what the request accepts. `metric` is the statistic of `training-curves`, and what the chart `metric` shows; `step` is chosen from the range if left out.',
      tags: HISTORY,
      parameters: [...parameters('chart'), ...CHART],
      responses: {
        200: { description: 'The chart. Of no data it says so.', content: CHART_CONTENT },
        ...errors(404, 406, 429),
      },
    },
  },
  '/api/v1/charts/{chart}.{extension}': {
    get: {
      operationId: 'getChartFile',
      summary: 'A chart of a range, as a file',
      tags: HISTORY,
      parameters: [...parameters('chart', 'chart_extension'), ...CHART],
      responses: {
        200: { description: 'The chart, whatever the request accepts.', content: CHART_FILE },
        ...errors(404, 429),
      },
    },
  },
  '/api/v1/query': {
    get: {
      operationId: 'query',
      summary: 'What was recorded, as rows',
      description:
        'Metrics over time, grouped by labels, with any aggregation. Percentiles are those of the merged histograms, never averages. Without `step` the whole range is one step.',
      tags: HISTORY,
      parameters: ROWS,
      responses: {
        200: { description: 'The rows.', content: ROWS_CONTENT },
        ...errors(406, 429),
      },
    },
  },
  '/api/v1/query.{extension}': {
    get: {
      operationId: 'queryFile',
      summary: 'What was recorded, as a file of rows',
      tags: HISTORY,
      parameters: [...parameters('table_extension'), ...ROWS],
      responses: {
        200: { description: 'The rows, whatever the request accepts.', content: ROWS_FILE },
        ...errors(404, 429),
      },
    },
  },
  '/api/v1/catalog': {
    get: {
      operationId: 'getCatalog',
      summary: 'What there is to be asked for',
      tags: HISTORY,
      parameters: parameters(...RANGE, ...FILTERS),
      responses: {
        200: { description: 'Metrics, and values of labels.', content: json('Catalogue') },
        ...errors(),
      },
    },
  },
  '/api/v1/runs': {
    get: {
      operationId: 'listRuns',
      summary: 'Runs of training',
      tags: HISTORY,
      parameters: parameters(...RANGE, 'model_id', 'run', 'member'),
      responses: {
        200: { description: 'The runs.', content: json('TrainingRuns') },
        ...errors(),
      },
    },
  },
  '/api/v1/tables/{category}': {
    get: {
      operationId: 'getTables',
      summary: 'The tables of a kind of work',
      description: 'What a report of this range says about it, as data.',
      tags: HISTORY,
      parameters: parameters('work_category', ...RANGE, 'model_id'),
      responses: {
        200: { description: 'Its tables.', content: json('Tables') },
        ...errors(404),
      },
    },
  },
};

/** What was recorded of any range of time: charts, rows, runs, tables, and what there is to be asked for. */
import type { ChartId, Operations } from '../../api/index.ts';
import { type ChartFilter, listCharts as chartCatalogue, chartCsv } from '../../chart/inner.ts';
import { createReport } from '../../report/index.ts';
import type { StoreQuery } from '../../store/inner.ts';
import { csvStream } from '../answers/csv.ts';
import { refusal } from '../answers/refusal.ts';
import { csvResponse, tableResponse } from '../answers/tables.ts';
import type { Call, Route } from '../call.ts';
import { filterOf, rangeOf } from '../questions/range.ts';
import { catalogue } from '../views/catalogue.ts';
import { arrowTableOf } from '../views/chart-table.ts';
import { pictureCost, pictureResponse } from '../views/picture.ts';
import { rowJson, rowsCsv } from '../views/rows.ts';
import { sectionJson } from '../views/tables.ts';
import { trainingRuns } from '../views/training-runs.ts';

/** What the filters of a chart are called as parameters. */
const FILTERS: Readonly<Record<ChartFilter, string>> = {
  modelId: 'model_id',
  operationType: 'operation_type',
  backendType: 'backend',
  status: 'status',
  labels: 'labels',
  run: 'run',
  metric: 'metric',
  groupBy: 'group_by',
  aggregation: 'aggregation',
  over: 'over',
};

/** By the extension of a file. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  csv: 'text/csv',
  arrow: 'application/vnd.apache.arrow.stream',
};

export const listCharts: Route<'listCharts'> = async () => ({
  charts: chartCatalogue().map(({ id, title, category, unit, kind, filters }) => ({
    ...{ id: id as ChartId, title, category, unit, kind },
    filters: filters.map((name) => FILTERS[name]),
  })),
});

export const getChart: Route<'getChart'> = (call) => chart(call, call.mediaType);

export const getChartFile: Route<'getChartFile'> = (call) =>
  chart(call, MEDIA_TYPES[call.parameters.extension] as string);

async function chart(call: Call<'getChart'> | Call<'getChartFile'>, mediaType: string) {
  const { serving, parameters } = call;
  const isPicture = mediaType.startsWith('image/');
  if (isPicture) serving.pictures.take(pictureCost(mediaType, parameters));
  const { chart: id, step, run, metric, group_by: groupBy, aggregation, compare, over } = parameters;
  const query = {
    ...filterOf(parameters),
    ...rangeOf(parameters),
    ...(step !== undefined && { stepSeconds: step }),
    ...(run !== undefined && { run }),
    ...(metric !== undefined && { metric: oneOf('metric', metric) }),
    ...(groupBy !== undefined && { groupBy }),
    ...(aggregation !== undefined && { aggregation }),
    ...(compare !== undefined && { compare }),
    ...(over !== undefined && { over }),
  };
  const made = await serving.shared(call, (signal) => serving.chart(id, { ...query, signal }));
  if (isPicture) return pictureResponse(made, mediaType, parameters, serving.settings.png);
  if (mediaType === 'text/csv') return csvResponse(chartCsv(made));
  if (mediaType !== 'application/json') return tableResponse(arrowTableOf(made), mediaType);
  return { chart: made as unknown as Operations['getChart']['answer']['chart'] };
}

/** Rows that are spelt in one go. */
const SLICE = 64;

export const query: Route<'query'> = (call) => rows(call, call.mediaType);

export const queryFile: Route<'queryFile'> = (call) =>
  rows(call, MEDIA_TYPES[call.parameters.extension] as string);

/** Tables are as long as they are, unless a limit was asked for: they are written while they are read. */
async function rows(
  { serving, request, parameters, signal }: Call<'query'> | Call<'queryFile'>,
  mediaType: string,
) {
  const {
    metric,
    run,
    member,
    group_by: groupBy,
    step,
    aggregation,
    percentiles,
    limit = 10_000,
  } = parameters;
  const range = rangeOf(parameters);
  if (step !== undefined) await serving.requireSteps(range, step, signal);
  const isJson = mediaType === 'application/json';
  const asked: StoreQuery = {
    ...filterOf(parameters),
    ...range,
    ...(metric !== undefined && { metric }),
    ...(run !== undefined && { run: oneOf('run', run) }),
    ...(member !== undefined && { member }),
    ...(groupBy !== undefined && { groupBy }),
    ...(step !== undefined && { stepSeconds: step }),
    ...(aggregation !== undefined && { aggregation }),
    ...(percentiles !== undefined && { percentiles }),
    // Of a table the rest is read after this has been answered: its reader breaks it off.
    ...(isJson && { signal }),
  };
  await serving.history.requireGroupLabels({ ...asked, signal });
  const answer = serving.history.query(asked);
  if (isJson) {
    const { budget } = serving.context;
    const found = [];
    let isTruncated = false;
    for await (const row of answer) {
      isTruncated = found.length === limit;
      if (isTruncated) break;
      found.push(rowJson(row));
      if (found.length % SLICE === 0 && budget.isOver()) await budget.pause();
    }
    return { rows: found, is_truncated: isTruncated } as unknown as Operations['query']['answer'];
  }
  const most = new URL(request.url).searchParams.has('limit') ? limit : Infinity;
  if (mediaType === 'text/csv') {
    const { heading, lines } = rowsCsv(answer, asked, most);
    return csvResponse(csvStream(heading, lines));
  }
  return new Response(answer.toArrowIPC(), { headers: { 'content-type': mediaType } });
}

export const getCatalog: Route<'getCatalog'> = async (call) => {
  const { serving, parameters } = call;
  const question = { range: rangeOf(parameters), filter: filterOf(parameters) };
  return serving.shared(call, (signal) =>
    catalogue(serving.telemetry, serving.history, { ...question, signal }),
  );
};

export const listRuns: Route<'listRuns'> = async ({ serving, parameters }) =>
  trainingRuns(serving.history, {
    range: rangeOf(parameters),
    modelId: parameters.model_id,
    runIds: parameters.run,
    members: parameters.member,
  });

export const getTables: Route<'getTables'> = async ({ serving, parameters, signal }) => {
  const { category, model_id: modelId } = parameters;
  const { document } = await createReport(serving.history, {
    ...rangeOf(parameters),
    ...(modelId !== undefined && { modelId }),
    formats: [],
    signal,
  });
  const sections = document.sections.filter((section) => section.category === category).map(sectionJson);
  return { category, sections } as unknown as Operations['getTables']['answer'];
};

/** A list in the contract, of which a question takes one. @throws ApiError with 400 */
function oneOf(parameter: string, list: readonly string[]): string {
  const [first = '', ...others] = list;
  if (others.length === 0) return first;
  throw refusal(400, `${parameter} expected one name here, got ${list.length}.`, {
    parameter,
    allowed: ['one name'],
  });
}

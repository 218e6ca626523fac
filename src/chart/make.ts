/** Charts by their ids: out of the history of a telemetry, a store, or a snapshot. */
import { wrongValue } from '../errors.ts';
import { resultOf, runInPieces, runSync, type Slices } from '../metrics/inner.ts';
import {
  FILTER_NAMES,
  filtered,
  restoreTelemetrySnapshot,
  runsInRange,
  summingUp,
  type TelemetrySnapshot,
  unixRange,
} from '../telemetry/index.ts';
import { closestName } from '../validate.ts';
import { CATALOGUE } from './catalogue/catalogue.ts';
import type { CatalogueRow, ChartCategory, ChartEntry } from './catalogue/entry.ts';
import { longerStep } from './makers/few.ts';
import { withLimits } from './makers/limits.ts';
import type { MakeOverTime, OfRange, Recorded } from './makers/maker.ts';
import { withPrevious } from './makers/previous.ts';
import type { Chart } from './model.ts';
import { type ChartQuery, requireChartQuery, workOf } from './query.ts';
import { budgetOf, type ChartSource } from './source.ts';
import { stepsOf } from './time/steps.ts';

/** What charts there are, in the order of the views of a page. */
export function listCharts(): readonly ChartEntry[] {
  return CATALOGUE.map((row) => ({
    id: row.id,
    title: row.title,
    help: row.help,
    category: row.category,
    kind: row.kind,
    unit: row.unit,
    filters: row.filters,
    isOverTime: 'overTime' in row,
  }));
}

/**
 * A chart of what a source has recorded: of everything, or of a range, a model, an operation. Where nothing was recorded it
 * says so, see `isEmpty`.
 *
 * @param id one of `listCharts()`
 * @param source `historyOf(telemetry)`, a store, or a reader of one
 * @throws CHART_UNKNOWN, CHART_QUERY, TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND, STORE_QUERY_GROUPS, the
 * signal's reason
 * @example
 * const chart = await makeChart('latency-heatmap', historyOf(telemetry), { modelId: 'glyphs' });
 * await writeFile('latency.svg', renderSvg(chart));
 */
export async function makeChart(id: string, source: ChartSource, query: ChartQuery = {}): Promise<Chart> {
  const row = rowOf(id);
  requireChartQuery(query);
  query.signal?.throwIfAborted();
  const chart = withLimits(await made(row, source, query), row.judged, query);
  if (query.compare === undefined) return chart;
  const range = await rangeBefore(source, query, chart);
  return range === undefined ? chart : withPrevious(chart, await made(row, source, { ...query, ...range }));
}

/**
 * A chart of a snapshot: those that are not over time, and need no history.
 *
 * @returns undefined for a chart over time
 * @throws CHART_UNKNOWN, CHART_QUERY, TELEMETRY_SNAPSHOT, TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
 * @example
 * const chart = chartOfSnapshot('training-curves', telemetry.snapshot());
 */
export function chartOfSnapshot(
  id: string,
  snapshot: TelemetrySnapshot,
  query: ChartQuery = {},
): Chart | undefined {
  const row = rowOf(id);
  requireChartQuery(query);
  if (!('ofRange' in row)) return undefined;
  const recorded = restoreTelemetrySnapshot(snapshot);
  const filter = Object.fromEntries(FILTER_NAMES.map((name) => [name, query[name]]));
  const chart = runSync(making(row, query, { ...recorded, metrics: filtered(recorded.metrics, filter) }));
  return withLimits(chart, row.judged, query);
}

/** @throws CHART_UNKNOWN */
function rowOf(id: string): CatalogueRow {
  const row = CATALOGUE.find((one) => one.id === id);
  if (row !== undefined) return row;
  const ids = CATALOGUE.map((one) => one.id);
  const remedy = typeof id === 'string' ? `Did you mean ${closestName(id, ids)}?` : 'Pass the id of a chart.';
  throw wrongValue('CHART_UNKNOWN', 'id', `one of ${ids.join(', ')}`, id, remedy);
}

async function made(row: CatalogueRow, source: ChartSource, query: ChartQuery): Promise<Chart> {
  const isOfRange = 'ofRange' in row && (query.over !== 'time' || row.overDay === undefined);
  if (isOfRange)
    return runInPieces(
      making(row, query, await recordedIn(row.ofRange, row.category, source, query)),
      budgetOf(source),
      query.signal,
    );
  const make = 'overTime' in row ? row.overTime : (row.overDay as MakeOverTime);
  const steps = await stepsOf(source, query);
  const chart = await make(row, { source, query }, steps);
  const stepSeconds = isStepFree(query) ? longerStep(chart, steps) : undefined;
  if (stepSeconds === undefined) return chart;
  return make(row, { source, query }, await stepsOf(source, { ...query, stepSeconds }));
}

function* making(
  row: CatalogueRow & { ofRange: OfRange },
  query: ChartQuery,
  recorded: Recorded,
): Slices<Chart> {
  yield* summingUp(recorded);
  return yield* resultOf(row.ofRange.make(row, query, recorded));
}

/** Whether nobody has said how long steps are. */
function isStepFree({ stepSeconds, maxPoints }: ChartQuery): boolean {
  return stepSeconds === undefined && maxPoints === undefined;
}

/** What was recorded of the range; of training its runs, for which the metrics say which of them went on in it. */
async function recordedIn(
  { metrics: metric }: OfRange,
  category: ChartCategory,
  source: ChartSource,
  query: ChartQuery,
): Promise<Recorded> {
  const { startTime, endTime, modelId } = query;
  const { startUnixMs, endUnixMs } = unixRange(query);
  const isOfRuns = category === 'training' || category === 'continual';
  const range = { ...(startTime !== undefined && { startTime }), ...(endTime !== undefined && { endTime }) };
  let recorded: Recorded = {
    metrics: [],
    runs: [],
    curves: [],
    startedAtUnixMs: startUnixMs,
    takenAtUnixMs: endUnixMs,
  };
  const asked = isOfRuns ? { ...(modelId !== undefined && { modelId }), category } : workOf(query);
  const answer = source.query({ ...asked, ...range, ...(metric !== undefined && !isOfRuns && { metric }) });
  for await (const step of answer.points()) {
    const { startedAtUnixMs, endedAtUnixMs: takenAtUnixMs, metrics } = step;
    recorded = { ...recorded, startedAtUnixMs, takenAtUnixMs, metrics };
  }
  if (!isOfRuns) return recorded;
  const { runs, curves } = await source.runs(modelId === undefined ? {} : { modelId });
  // What is known of tasks stays known, however long ago it was told; training goes on in a range, or does not.
  const known =
    category === 'continual'
      ? runs.filter(({ startedAtUnixMs }) => startedAtUnixMs < endUnixMs)
      : runsInRange(runs, { startUnixMs, endUnixMs }, recorded.metrics);
  return { ...recorded, runs: known, curves };
}

/** As long as the range of the chart, and ending where that begins; undefined where it has none. */
async function rangeBefore(source: ChartSource, query: ChartQuery, chart: Chart) {
  const asked = unixRange(query);
  const isOverTime = 'x' in chart && chart.x.scale === 'time';
  let [start, end] = isOverTime
    ? [chart.x.startUnixMs, chart.x.endUnixMs]
    : [asked.startUnixMs, asked.endUnixMs];
  if (!Number.isFinite(start) || !Number.isFinite(end))
    ({ startUnixMs: start, endUnixMs: end } = await stepsOf(source, query));
  if (!(end > start)) return undefined;
  const stepSeconds = 'stepSeconds' in chart ? chart.stepSeconds : undefined;
  return {
    startTime: start - (end - start),
    endTime: start,
    ...(stepSeconds !== undefined && { stepSeconds, maxPoints: 10_000 }),
  };
}

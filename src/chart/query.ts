/** What a picture may be asked for, checked. */
import { wrongKind } from '../errors.ts';
import {
  FILTER_NAMES,
  type MetricsFilter,
  type Objective,
  requireFilter,
  type TimeRange,
  unixRange,
} from '../telemetry/index.ts';
import {
  type Codes,
  requireInteger,
  requireKnownKeys,
  requireNumberThat,
  requireObject,
  requireOneOf,
  requireText,
} from '../validate.ts';
import type { SourceAggregation } from './source.ts';

export interface ChartQuery extends MetricsFilter, TimeRange {
  /**
   * How long each step of a time axis is. Chosen if left out: a round length that gives 120 to 300 steps, and is not shorter
   * than the intervals that were recorded. Steps that are too short for the range are refused, see `maxPoints`.
   */
  readonly stepSeconds?: number;
  /** How many steps there may be, 10 to 10,000; 300 if left out, 2,000 where `stepSeconds` is given. */
  readonly maxPoints?: number;
  /** Of training, these runs; of everything else, the time and the model of one. */
  readonly run?: string | readonly string[];
  /** Of `metric` which one, by its name with or without prefix; of `training-curves` which statistic: `loss` if left out. */
  readonly metric?: string;
  /** Of `metric`: a line for each combination of values of these labels. One for everything if left out. */
  readonly groupBy?: readonly string[];
  /** Of `metric`: what of it. Of counters the rate, of gauges the average, of histograms the 95th percentile if left out. */
  readonly aggregation?: SourceAggregation;
  /** Of training: over epochs (or steps, where no epochs were told), or over the time of day. */
  readonly over?: 'epoch' | 'time';
  /** The range before, as long as this one, behind it: dashed. */
  readonly compare?: 'previous';
  /** Of `objective-budget`: what was promised. A telemetry's are its option of that name. */
  readonly objectives?: readonly Objective[];
  /** Stops reading, and rejects with its reason. */
  readonly signal?: AbortSignal;
}

const NAMES = [
  ...FILTER_NAMES,
  'startTime',
  'endTime',
  'stepSeconds',
  'maxPoints',
  'run',
  'metric',
  'groupBy',
  'aggregation',
  'over',
  'compare',
  'objectives',
  'signal',
] as const satisfies readonly (keyof ChartQuery)[];

const CODES: Codes = { kind: 'CHART_QUERY', range: 'CHART_QUERY', remedy: 'Correct it, or leave it out.' };

export const AGGREGATIONS = [
  'sum',
  'average',
  'minimum',
  'maximum',
  'percentile_95',
  'percentile_99',
  'count',
  'rate',
] as const satisfies readonly SourceAggregation[];

/** @throws CHART_QUERY, TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND */
export function requireChartQuery(query: ChartQuery): void {
  requireObject('query', query);
  requireKnownKeys('CHART_QUERY', 'query', query, NAMES);
  requireFilter(query);
  unixRange(query);
  const { stepSeconds, maxPoints, run, metric, groupBy, aggregation, over, compare, objectives, signal } =
    query;
  if (stepSeconds !== undefined) {
    requireNumberThat(CODES, 'stepSeconds', stepSeconds, 'a number of seconds, 0.1 or more', (seconds) => {
      return seconds >= 0.1 && seconds < 1e10;
    });
  }
  if (maxPoints !== undefined) requireInteger(CODES, 'maxPoints', maxPoints, 10, 10_000);
  if (metric !== undefined) requireText(CODES, 'metric', metric);
  for (const [label, list] of [
    ['run', typeof run === 'string' ? [run] : run],
    ['groupBy', groupBy],
  ] as const) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) throw wrongKind('CHART_QUERY', label, 'a list of names', list, CODES.remedy);
    for (const one of list) requireText(CODES, label, one);
  }
  if (aggregation !== undefined) requireOneOf(CODES, 'aggregation', aggregation, AGGREGATIONS);
  if (over !== undefined) requireOneOf(CODES, 'over', over, ['epoch', 'time']);
  if (compare !== undefined) requireOneOf(CODES, 'compare', compare, ['previous']);
  if (objectives !== undefined && !Array.isArray(objectives)) {
    throw wrongKind('CHART_QUERY', 'objectives', 'a list of objectives', objectives, CODES.remedy);
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw wrongKind('CHART_QUERY', 'signal', 'an AbortSignal', signal, 'Pass controller.signal.');
  }
}

/** The runs that are asked for; undefined for all. */
export function runsIn({ run }: ChartQuery): readonly string[] | undefined {
  return run === undefined || Array.isArray(run) ? (run as readonly string[] | undefined) : [run as string];
}

/** As much of it as sources understand: which work, and which time. */
export function workOf(
  query: ChartQuery,
): MetricsFilter & { readonly run?: string; readonly signal?: AbortSignal } {
  const asked = FILTER_NAMES.filter((name) => query[name] !== undefined);
  const [run] = runsIn(query) ?? [];
  return {
    ...Object.fromEntries(asked.map((name) => [name, query[name]])),
    ...(run !== undefined && { run }),
    ...(query.signal !== undefined && { signal: query.signal }),
  };
}

/** Any metric over time, by any labels, in any aggregation; and one percentile of a metric of the catalogue by name. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { DataPoint, MetricKind } from '../../../metrics/inner.ts';
import { COLORS, colorsOf } from '../../look/palette.ts';
import type { Line, Unit } from '../../model.ts';
import { workOf } from '../../query.ts';
import type { SourceAggregation } from '../../source.ts';
import { type Asked, continued, readSteps, shared } from '../../time/reading.ts';
import { type Steps, valuesFor } from '../../time/steps.ts';
import { counted, errorRatioOf, figure, named } from '../about.ts';
import { byValues, MAX_LINES, OTHERS, restNotes } from '../groups.ts';
import { Merged, mergedOf, percentilesOf } from '../histograms.ts';
import type { MakeOverTime } from '../maker.ts';
import { chartOverTime, highestIn } from './chart-over-time.ts';

const USUAL: Readonly<Record<MetricKind, SourceAggregation>> = {
  counter: 'rate',
  up_down_counter: 'average',
  gauge: 'average',
  histogram: 'percentile_95',
};

const WORDS: Readonly<Record<SourceAggregation, string>> = {
  sum: 'sum',
  average: 'average',
  minimum: 'minimum',
  maximum: 'maximum',
  percentile_95: 'p95',
  percentile_99: 'p99',
  count: 'count',
  rate: 'rate',
};

export interface MetricOptions {
  /** As in a query, where that says nothing. */
  readonly metrics?: readonly string[];
  readonly groupBy?: readonly string[];
  readonly aggregation?: SourceAggregation;
  readonly label?: string;
  /** What was counted, in the plural. */
  readonly things?: string;
  /** What the names are, in the plural. */
  readonly names?: string;
}

/** What is kept of a metric, until its aggregation is made of it. */
interface Gathered {
  readonly histograms: ExponentialSnapshot[];
  readonly values: number[];
}

export function metricOverTime(options: MetricOptions): MakeOverTime {
  return async (name, asked, steps) => {
    const { query } = asked;
    const metrics = options.metrics ?? (query.metric === undefined ? [] : [query.metric]);
    const groupBy = query.groupBy ?? options.groupBy ?? [];
    const { names = 'series', things = 'values' } = options;
    const title =
      options.metrics === undefined && query.metric !== undefined ? named(query.metric) : name.title;
    const shown = await busiest(asked, metrics, groupBy);
    const nameOf = byValues(groupBy, options.label ?? query.metric);
    const lines = new Map<string, number[]>();
    const counts = valuesFor(steps, 0);
    const all = new Merged();
    let [kind, unit]: [MetricKind | undefined, string] = [undefined, '1'];
    let aggregation = query.aggregation ?? options.aggregation;
    for await (const step of readSteps(asked, steps, metrics, groupBy)) {
      const gathered = new Map<string, Gathered>();
      for (const { instrument, series } of step.metrics) {
        kind ??= instrument.kind;
        if (instrument.kind !== kind) continue;
        ({ unit } = instrument);
        for (const point of series)
          gather(gathered, shownName(nameOf(point.labels, point.overflow), shown), point);
      }
      aggregation ??= kind === undefined ? undefined : USUAL[kind];
      for (const [of, { histograms, values }] of gathered) {
        const merged = mergedOf(histograms);
        const value = aggregated(
          aggregation as SourceAggregation,
          kind as MetricKind,
          merged,
          values,
          step.observedSeconds,
        );
        (lines.get(of) ?? madeIn(lines, of, steps, isCounted(aggregation, kind) ? 0 : Number.NaN))[step.at] =
          value;
        counts[step.at] = (counts[step.at] as number) + merged.count;
        if (merged.count > 0) all.add([merged]);
      }
    }
    const whole = all.end();
    const isOfPercentile = aggregation === 'percentile_95' || aggregation === 'percentile_99';
    const y = {
      scale: kind === 'histogram' && unitOf(unit, aggregation) === 'seconds' ? 'log' : 'linear',
      label: [options.label ?? query.metric ?? '', aggregation === undefined ? '' : WORDS[aggregation]]
        .join(' ')
        .trim(),
      unit: unitOf(unit, aggregation),
    } as const;
    const made = drawn(lines, aggregation, steps);
    const [first] = made;
    return chartOverTime({
      name: { ...name, title },
      query,
      steps,
      y,
      lines: made,
      ...(kind === 'histogram' && { counts: continued(counts, steps) }),
      isEmpty: lines.size === 0,
      figures: [
        ...(aggregation === undefined
          ? []
          : [
              isOfPercentile
                ? `${WORDS[aggregation]} ${figure(percentilesOf(whole, [aggregation === 'percentile_95' ? 95 : 99])[0] as number, y.unit)}`
                : WORDS[aggregation],
            ]),
        ...(kind === 'histogram' ? [counted(whole.count, things)] : []),
      ],
      sentences: [first === undefined ? '' : highestIn(first, steps, y)],
      notes: restNotes(shown.all, names),
      errorRatio: isOfPercentile ? errorRatioOf(whole.scale) : 0,
    });
  };
}

/** The names that have a line of their own: those with most values. */
interface Shown {
  readonly names: ReadonlySet<string>;
  readonly all: number;
}

/** Read before, since the percentiles of the others together are those of their values, not of their percentiles. */
async function busiest(
  { source, query }: Asked,
  metric: readonly string[],
  groupBy: readonly string[],
): Promise<Shown> {
  if (groupBy.length === 0) return { names: new Set(), all: 1 };
  const nameOf = byValues(groupBy, query.metric);
  const totals = new Map<string, number>();
  const { startTime, endTime } = query;
  const range = { ...(startTime !== undefined && { startTime }), ...(endTime !== undefined && { endTime }) };
  const aggregation = ['count', 'sum'] as const;
  for await (const row of source.query({ ...workOf(query), ...range, metric, groupBy, aggregation })) {
    const of = nameOf(row.labels, row.overflow);
    totals.set(of, (totals.get(of) ?? 0) + Math.abs(row.count ?? row.sum ?? 0));
  }
  const inOrder = [...totals]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([of]) => of);
  const names = inOrder.slice(0, inOrder.length > MAX_LINES ? MAX_LINES - 1 : MAX_LINES);
  return { names: new Set(names), all: inOrder.length };
}

function shownName(name: string, { names, all }: Shown): string {
  return all <= MAX_LINES || names.has(name) ? name : OTHERS;
}

function gather(gathered: Map<string, Gathered>, name: string, point: DataPoint): void {
  let own = gathered.get(name);
  if (own === undefined) {
    own = { histograms: [], values: [] };
    gathered.set(name, own);
  }
  if ('histogram' in point) own.histograms.push(point.histogram);
  else own.values.push(point.value);
}

function isCounted(aggregation: SourceAggregation | undefined, kind: MetricKind | undefined): boolean {
  return aggregation === 'rate' || aggregation === 'count' || (aggregation === 'sum' && kind !== 'gauge');
}

/** NaN where the kind of metric has no such thing. */
function aggregated(
  aggregation: SourceAggregation,
  kind: MetricKind,
  merged: ExponentialSnapshot,
  values: readonly number[],
  observedSeconds: number,
): number {
  const isHistogram = kind === 'histogram';
  const sum = isHistogram ? merged.sum : values.reduce((all, value) => all + value, 0);
  switch (aggregation) {
    case 'sum':
      return sum;
    case 'count':
      return isHistogram ? merged.count : kind === 'gauge' ? values.length : sum;
    case 'rate':
      return (isHistogram ? merged.count : sum) / observedSeconds;
    case 'average':
      return isHistogram ? merged.sum / merged.count : sum / values.length;
    case 'minimum':
      return isHistogram ? merged.min : Math.min(...values);
    case 'maximum':
      return isHistogram ? merged.max : Math.max(...values);
    case 'percentile_95':
    case 'percentile_99':
      return percentilesOf(merged, [aggregation === 'percentile_95' ? 95 : 99])[0] as number;
  }
}

function madeIn(lines: Map<string, number[]>, name: string, steps: Steps, empty: number): number[] {
  const made = valuesFor(steps, empty);
  lines.set(name, made);
  return made;
}

function drawn(
  lines: ReadonlyMap<string, number[]>,
  aggregation: SourceAggregation | undefined,
  steps: Steps,
): Line[] {
  const names = [...lines.keys()].sort(
    (a, b) => Number(a === OTHERS) - Number(b === OTHERS) || (a < b ? -1 : 1),
  );
  const colors = colorsOf(names);
  const spread = aggregation === 'sum' || aggregation === 'count' ? shared : continued;
  return names.map((label) => ({
    label,
    values: spread(lines.get(label) as number[], steps),
    color: colors.get(label) ?? COLORS.grey,
  }));
}

/** Words of ours, and of UCUM what has one of ours. */
function unitOf(unit: string, aggregation: SourceAggregation | undefined): Unit {
  if (aggregation === 'rate') return unit === 'bytes' || unit === 'By' ? 'bytes_per_second' : 'per_second';
  if (aggregation === 'count') return 'count';
  return UNITS[unit] ?? 'number';
}

const UNITS: Readonly<Record<string, Unit>> = {
  seconds: 'seconds',
  s: 'seconds',
  bytes: 'bytes',
  By: 'bytes',
  ratio: 'ratio',
  per_second: 'per_second',
};

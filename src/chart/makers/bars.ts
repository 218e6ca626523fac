/** Figures of a whole range, side by side: a group of bars for each name. */
import type { ExponentialSnapshot } from '../../histogram/index.ts';
import {
  boundsOf,
  getDistributedMetrics,
  groupedBy,
  histogramsOf,
  type Objective,
  objectiveResult,
} from '../../telemetry/index.ts';
import { COLORS } from '../look/palette.ts';
import type { BarChart, Mark, Unit } from '../model.ts';
import type { ChartQuery } from '../query.ts';
import { accuracyNote, counted, errorRatioOf, figure, nothingOf, titled } from './about.ts';
import { mergedOf, percentilesOf } from './histograms.ts';
import type { Name, OfRange, Recorded } from './maker.ts';
import { PERCENTILES } from './percentiles.ts';

/** More names than these have no room for a bar that can be seen. */
const MAX_NAMES = 32;

interface Row {
  readonly name: string;
  readonly values: readonly number[];
  /** The more it matters, the higher: those with most of it stay where not all have room. */
  readonly rank: number;
  readonly isEmphasized?: boolean;
}

interface Bars {
  readonly name: Name;
  readonly query: ChartQuery;
  readonly rows: readonly Row[];
  readonly bars: readonly { readonly label: string; readonly color: number }[];
  readonly label: string;
  readonly unit: Unit;
  /** What the names are, in the plural: `workers`. */
  readonly names: string;
  readonly figures: readonly string[];
  readonly marks?: readonly Mark[];
  readonly notes?: readonly string[];
  readonly errorRatio?: number;
}

function barChart({
  name,
  query,
  rows: all,
  bars,
  label,
  unit,
  names,
  figures,
  marks = [],
  ...about
}: Bars): BarChart {
  const { notes = [], errorRatio = 0 } = about;
  const isEmpty = all.length === 0;
  const kept = new Set([...all].sort((a, b) => b.rank - a.rank).slice(0, MAX_NAMES));
  const rows = all.filter((row) => kept.has(row));
  const told = rows
    .slice(0, 6)
    .map((row) => `${row.name} ${row.values.map((one) => figure(one, unit)).join(' / ')}`);
  return {
    schemaVersion: 1,
    id: name.id,
    title: isEmpty ? nothingOf(name.title, query) : titled(name.title, query, figures),
    description: isEmpty
      ? 'Nothing was recorded in this range.'
      : `${name.title} of ${counted(all.length, names)}, ${bars.map((bar) => bar.label).join(' / ')}: ${told.join(', ')}${rows.length > told.length ? ' ...' : ''}.`,
    notes: isEmpty
      ? []
      : [
          ...(errorRatio > 0 ? [accuracyNote(errorRatio)] : []),
          ...(all.length > rows.length
            ? [`${rows.length} of ${all.length} ${names} are drawn, those with most of it.`]
            : []),
          ...notes,
        ],
    errorRatio: isEmpty ? 0 : errorRatio,
    isEmpty,
    kind: 'bars',
    names: rows.map((row) => row.name),
    y: { scale: 'linear', label, unit },
    bars: bars.map((bar, i) => ({ ...bar, values: rows.map(({ values }) => values[i] as number) })),
    marks: isEmpty ? [] : marks,
    emphasized: rows.flatMap(({ isEmphasized }, i) => (isEmphasized ? [i] : [])),
  };
}

const PERCENTILE_BARS = [
  { label: 'p50', color: COLORS.blue },
  { label: 'p95', color: COLORS.orange },
  { label: 'p99', color: COLORS.vermillion },
] as const;

export interface PercentileBarOptions {
  readonly metrics: readonly string[];
  /** By which label the values are told apart. */
  readonly groupBy: string;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

export function percentileBars({ metrics, groupBy, label, things, names }: PercentileBarOptions): OfRange {
  const make: OfRange['make'] = (name, query, recorded) => {
    const rows: Row[] = [];
    const all: ExponentialSnapshot[] = [];
    for (const [of, series] of groupedBy(
      groupBy,
      metrics.flatMap((metric) => histogramsOf(recorded, metric)),
    )) {
      const merged = mergedOf(series.map(({ histogram }) => histogram));
      if (merged.count === 0) continue;
      all.push(merged);
      rows.push({ name: of, values: percentilesOf(merged, PERCENTILES), rank: merged.count });
    }
    const whole = mergedOf(all);
    const [, , p99] = percentilesOf(whole, PERCENTILES);
    return barChart({
      ...{ name, query, label, names },
      rows: inNaturalOrder(rows),
      bars: PERCENTILE_BARS,
      unit: 'seconds',
      figures: [`p99 ${figure(p99 as number, 'seconds')}`, counted(whole.count, things)],
      errorRatio: errorRatioOf(whole.scale),
    });
  };
  return { metrics, make };
}

export interface MedianBarOptions {
  /** A bar for each: what it is called, and its histogram. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly groupBy: string;
  readonly label: string;
  readonly things: string;
  readonly names: string;
}

/** The medians of several kinds of work, by what they were about. */
export function medianBars({ metrics, groupBy, label, things, names }: MedianBarOptions): OfRange {
  const make: OfRange['make'] = (name, query, recorded) => {
    const values = new Map<string, number[]>();
    const kinds = Object.values(metrics);
    const all: ExponentialSnapshot[] = [];
    for (const [i, metric] of kinds.entries()) {
      for (const [of, series] of groupedBy(groupBy, histogramsOf(recorded, metric))) {
        const merged = mergedOf(series.map(({ histogram }) => histogram));
        if (merged.count === 0) continue;
        all.push(merged);
        const own = values.get(of) ?? new Array<number>(kinds.length).fill(Number.NaN);
        [own[i]] = percentilesOf(merged, [50]) as [number];
        values.set(of, own);
      }
    }
    const whole = mergedOf(all);
    const rows = [...values].map(([of, own]): Row => {
      return { name: of, values: own, rank: Math.max(...own.filter((value) => !Number.isNaN(value))) };
    });
    return barChart({
      ...{ name, query, label, names },
      rows: inNaturalOrder(rows),
      bars: Object.keys(metrics).map((kind, i) => ({
        label: kind,
        color: [COLORS.blue, COLORS.orange, COLORS.green][i % 3] as number,
      })),
      unit: 'seconds',
      figures: [counted(rows.length, names), counted(whole.count, things)],
      notes: ['Bars are medians.'],
      errorRatio: errorRatioOf(whole.scale),
    });
  };
  return { metrics: Object.values(metrics), make };
}

const TASKS = 'worker_task_seconds';

/** Mean time of a task of each worker, with that of all; those much slower than the others stand out. */
export const workerBalance: OfRange = {
  metrics: [TASKS],
  make(name, query, recorded) {
    const stragglers = new Map(
      getDistributedMetrics(windowOf(recorded)).stragglers.map(({ workerId, slowdown }) => [
        workerId,
        slowdown,
      ]),
    );
    const rows = histogramsOf(recorded, TASKS)
      .filter(({ histogram }) => histogram.count > 0)
      .map(({ labels, histogram: { sum, count } }): Row => {
        const worker = String(labels.worker_id);
        return {
          name: worker,
          values: [sum / count],
          rank: sum / count,
          isEmphasized: stragglers.has(worker),
        };
      });
    const mean = rows.reduce((sum, { rank }) => sum + rank, 0) / rows.length;
    const slow = [...stragglers].map(
      ([worker, slowdown]) => `${worker} is ${slowdown.toFixed(1)} times slower than the median worker`,
    );
    return barChart({
      ...{ name, query },
      rows: inNaturalOrder(rows),
      bars: [{ label: 'mean time of a task', color: COLORS.blue }],
      label: 'time of a task',
      unit: 'seconds',
      names: 'workers',
      figures: [
        counted(rows.length, 'workers'),
        slow.length === 0 ? 'no stragglers' : counted(slow.length, 'stragglers'),
      ],
      marks: [{ label: 'mean', value: mean }],
      notes: slow.map((sentence) => `${sentence}.`),
    });
  },
};

/** Further under 0 a bar says no more: the note has the number. */
const LEAST_BUDGET = -1;

/** What is left of the failures that each objective allows. */
export const objectiveBudget: OfRange = {
  make(name, query, recorded) {
    const { objectives = [] } = query;
    const { metrics } = recorded;
    const snapshot = { ...recorded, version: 2 } as const;
    const judged = { snapshot, recent: metrics, durationSeconds: windowOf(recorded).durationSeconds };
    const results = objectives.flatMap((objective) => {
      const { errorBudgetLeft: left } = objectiveResult(objective, judged);
      return left === undefined ? [] : [{ name: objectiveName(objective), left }];
    });
    const spent = results.filter(({ left }) => left < 0);
    return barChart({
      ...{ name, query },
      rows: results.map(({ name: of, left }) => ({
        name: of,
        values: [Math.max(LEAST_BUDGET, left)],
        rank: -left,
        isEmphasized: left < 0,
      })),
      bars: [{ label: 'budget left', color: COLORS.green }],
      label: 'budget left',
      unit: 'ratio',
      names: 'objectives',
      figures: [
        counted(results.length, 'objectives'),
        spent.length === 0 ? 'none missed' : `${spent.length} missed`,
      ],
      notes: spent.map(
        ({ name: of, left }) => `${of}: failures are ${(1 - left).toFixed(1)} times what it allows.`,
      ),
    });
  },
};

function objectiveName(objective: Objective): string {
  const { operationType, modelId } = objective;
  return [operationType, ...(modelId === undefined ? [] : [modelId]), boundsOf(objective)].join(' · ');
}

function windowOf({ metrics, startedAtUnixMs, takenAtUnixMs }: Recorded) {
  return { metrics, durationSeconds: (takenAtUnixMs - startedAtUnixMs) / 1000 };
}

/** `worker-2` before `worker-10`; not Intl: the same in every runtime. */
function inNaturalOrder(rows: readonly Row[]): Row[] {
  const keys = new Map(
    rows.map((row) => [row, row.name.replace(/\d+/g, (digits) => digits.padStart(12, '0'))]),
  );
  return [...rows].sort((a, b) => ((keys.get(a) as string) < (keys.get(b) as string) ? -1 : 1));
}

/** What was compared for drift: the reference beside what came later, as outlines or by category. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import { binsOf } from '../../../histogram/inner.ts';
import { groupedBy, histogramsOf, valuesOf } from '../../../telemetry/index.ts';
import { COLORS } from '../../look/palette.ts';
import type { DistributionChart } from '../../model.ts';
import type { ChartQuery } from '../../query.ts';
import { about, errorRatioOf, figure, named } from '../about.ts';
import { mergedOf, percentilesOf } from '../histograms.ts';
import { type Name, type OfRange, type Recorded, secondsOf } from '../maker.ts';
import { barChart, type Row } from './bar-chart.ts';

const SIDES = ['reference', 'current'] as const;

/** What is now stands out against what it is held against. */
const SIDE_COLORS = { reference: COLORS.grey, current: COLORS.blue } as const;

const SCORES = ['data_drift_score', 'data_drift_feature_score'];

/** Short, as the names of marks are. */
const MEDIANS = { reference: 'median before', current: 'median now' } as const;

/** From so large a ratio on of the highest to the lowest value, most of a linear axis would be empty. */
const LOG_FROM = 30;

const MIN_BINS = 5;
const MAX_BINS = 40;

/** What was compared: a task, or one of its features. */
interface Subject<Point> {
  /** `rows · age` */
  readonly label: string;
  /** Of the last comparison; NaN where none is known. */
  readonly score: number;
  readonly reference: readonly Point[];
  readonly current: readonly Point[];
}

type Labelled = Parameters<typeof groupedBy>[1][number];

/** Two outlines: of the values of the reference, and of those that were compared with it. */
export const driftOutlines: OfRange = {
  metrics: ['data_drift_values', ...SCORES],
  make(name, query, recorded) {
    const subjects = subjectsIn(recorded, histogramsOf(recorded, 'data_drift_values'));
    const [shown] = subjects;
    const sides = SIDES.map((side) => ({
      side,
      merged: mergedOf((shown?.[side] ?? []).map(({ histogram }) => histogram)),
    }));
    const isEmpty = shown === undefined;
    const { bounds, scale } = boundsFor(sides.map(({ merged }) => merged));
    const medians = sides.map(({ side, merged }) => ({
      label: MEDIANS[side],
      value: percentilesOf(merged, [50])[0] as number,
    }));
    const told = medians.map(({ label, value }) => `${label} ${figure(value, 'number')}`);
    return {
      ...about({
        ...aboutSubject(name, query, recorded, subjects),
        description: `How often which value was, in the reference of ${shown?.label} and in what was compared with it: ${told.join(', ')}.`,
        errorRatio: isEmpty ? 0 : Math.max(...sides.map(({ merged }) => errorRatioOf(merged.scale))),
      }),
      kind: 'distribution',
      x: { scale, label: 'value', unit: 'number' },
      outlines: isEmpty
        ? []
        : sides.map(({ side, merged }) => ({
            label: side,
            color: SIDE_COLORS[side],
            bounds,
            shares: sharesBetween(bounds, merged),
          })),
      marks: isEmpty ? [] : medians,
    } satisfies DistributionChart;
  },
};

/** How frequent each category is on both sides. */
export const driftCategories: OfRange = {
  metrics: ['data_drift_categories_total', ...SCORES],
  make(name, query, recorded) {
    const subjects = subjectsIn(recorded, valuesOf(recorded, 'data_drift_categories_total'));
    const [shown] = subjects;
    const [reference, current] = SIDES.map((side) => sharesByCategory(shown?.[side] ?? [])) as [
      Shares,
      Shares,
    ];
    const names = new Set([...reference.keys(), ...current.keys()]);
    const rows = [...names].map((category): Row => {
      const values = [reference.get(category) ?? 0, current.get(category) ?? 0] as const;
      return { name: category, values, rank: Math.max(...values) };
    });
    const { what, ...rest } = aboutSubject(name, query, recorded, subjects);
    return barChart({
      ...rest,
      name: { ...name, title: what },
      rows: rows.sort((a, b) => (b.values[0] as number) - (a.values[0] as number)),
      bars: SIDES.map((side) => ({ label: side, color: SIDE_COLORS[side] })),
      label: 'share of all',
      unit: 'ratio',
      names: 'categories',
    });
  },
};

/** What is said of it beside its values. */
function aboutSubject<Point>(
  { id, title }: Name,
  query: ChartQuery,
  recorded: Recorded,
  subjects: readonly Subject<Point>[],
) {
  const [shown] = subjects;
  // The title names task and feature by itself.
  const { task_id: _, feature: __, ...labels } = query.labels ?? {};
  return {
    id,
    what: shown === undefined ? title : `${title} of ${named(shown.label)}`,
    query: { ...query, labels },
    isEmpty: shown === undefined,
    seconds: secondsOf(recorded, query),
    figures:
      shown === undefined || Number.isNaN(shown.score) ? [] : [`score ${figure(shown.score, 'number')}`],
    notes: ['Of all comparisons in this range.', ...choiceNotes(subjects.length)],
  };
}

function choiceNotes(count: number): string[] {
  if (count < 2) return [];
  return [`The one with the highest score of ${count}: the labels task_id and feature choose another.`];
}

/** Those that have both sides, the one with the highest score first. */
function subjectsIn<Point extends Labelled>(recorded: Recorded, points: readonly Point[]): Subject<Point>[] {
  const scores = new Map<string, number>();
  for (const metric of SCORES) {
    for (const { labels, value } of valuesOf(recorded, metric)) {
      const label = labelOf(labels);
      scores.set(label, Math.max(value, scores.get(label) ?? -Infinity));
    }
  }
  const byLabel = new Map<string, Point[]>();
  for (const point of points) {
    const label = labelOf(point.labels);
    const known = byLabel.get(label);
    if (known === undefined) byLabel.set(label, [point]);
    else known.push(point);
  }
  return [...byLabel]
    .map(([label, own]) => {
      const sides = groupedBy('side', own);
      const of = (side: string) => sides.get(side) ?? [];
      const score = scores.get(label) ?? Number.NaN;
      return { label, score, reference: of('reference'), current: of('current') };
    })
    .filter(({ reference, current }) => reference.length > 0 && current.length > 0)
    .sort((a, b) => rankOf(b) - rankOf(a) || (a.label < b.label ? -1 : 1));
}

function rankOf({ score }: Subject<unknown>): number {
  return Number.isNaN(score) ? -1 : score;
}

function labelOf({ task_id: task, feature = '' }: Labelled['labels']): string {
  return feature === '' ? String(task) : `${task} · ${feature}`;
}

/** Equal on the axis: as many as the smaller side has room for by Rice's rule, 2 times the cube root of its count. */
function boundsFor(sides: readonly ExponentialSnapshot[]): Pick<DistributionChart['x'], 'scale'> & {
  readonly bounds: readonly number[];
} {
  const min = Math.min(...sides.map((side) => side.min));
  const max = Math.max(...sides.map((side) => side.max));
  if (!(max >= min)) return { scale: 'linear', bounds: [] };
  if (min === max) {
    const half = Math.abs(min) / 100 || 0.5;
    return { scale: 'linear', bounds: [min - half, min + half] };
  }
  const least = Math.min(...sides.map(({ count }) => count));
  const bins = Math.round(Math.min(Math.max(2 * Math.cbrt(least), MIN_BINS), MAX_BINS));
  const isLog = min > 0 && max / min >= LOG_FROM;
  const at = (i: number) => (isLog ? min * (max / min) ** (i / bins) : min + ((max - min) * i) / bins);
  // The outermost ones exactly.
  const bounds = Array.from({ length: bins + 1 }, (_, i) => (i === 0 ? min : i === bins ? max : at(i)));
  return { scale: isLog ? 'log' : 'linear', bounds };
}

/** Of all values those between two bounds, where those of a bucket lie evenly in it. */
function sharesBetween(bounds: readonly number[], snapshot: ExponentialSnapshot): number[] {
  const shares = new Array<number>(bounds.length - 1).fill(0);
  const add = (i: number, count: number) => {
    shares[i] = (shares[i] as number) + count / snapshot.count;
  };
  for (const { lower, end, count } of binsOf(snapshot)) {
    const low = Math.max(lower, snapshot.min);
    const high = Math.min(end, snapshot.max);
    if (!(high > low)) {
      const at = bounds.findLastIndex((bound) => bound <= low);
      add(Math.min(Math.max(at, 0), shares.length - 1), count);
      continue;
    }
    for (let i = 0; i < shares.length; i++) {
      const overlap = Math.min(high, bounds[i + 1] as number) - Math.max(low, bounds[i] as number);
      if (overlap > 0) add(i, (count * overlap) / (high - low));
    }
  }
  return shares;
}

type Shares = ReadonlyMap<string, number>;

function sharesByCategory(
  points: readonly { readonly labels: Labelled['labels']; readonly value: number }[],
): Shares {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { labels, value } of points) {
    const category = String(labels.category);
    counts.set(category, (counts.get(category) ?? 0) + value);
    total += value;
  }
  return new Map([...counts].map(([category, count]) => [category, count / total]));
}

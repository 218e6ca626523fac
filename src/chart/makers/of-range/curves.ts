/** Statistics of training: what was recorded of each run, over its epochs or steps. */
import type { CurveSnapshot, RunSnapshot } from '../../../telemetry/index.ts';
import { COLORS, colorsOf } from '../../look/palette.ts';
import type { Line, LineChart, Unit } from '../../model.ts';
import { type ChartQuery, runsIn } from '../../query.ts';
import { about, capitalized, figure, inWords } from '../about.ts';
import { MAX_LINES } from '../groups.ts';
import type { OfRange, Recorded } from '../maker.ts';

export interface CurveOptions {
  /** The statistic; that of the query, else `loss`, if left out. */
  readonly metric?: string;
  /** What the y axis says; the statistic in words if left out. */
  readonly label?: string;
  readonly unit: Unit;
  /** Whether what is drawn is smoothed, with the values themselves faint behind it. */
  readonly isSmoothed: boolean;
}

/** TensorBoard's default: so much of each value is what was before. */
const SMOOTHING = 0.6;

/** With fewer points than these there is no noise to be smoothed. */
const LEAST_SMOOTHED = 12;

interface ShownCurve {
  readonly label: string;
  readonly curve: CurveSnapshot;
}

export function curvesOfRuns({ metric: fixed, label: axisLabel, unit, isSmoothed }: CurveOptions): OfRange {
  const make: OfRange['make'] = (name, query, recorded) => {
    const metric = fixed ?? query.metric ?? 'loss';
    const title = fixed === undefined && metric !== 'loss' ? capitalized(inWords(metric)) : name.title;
    const { shown, hidden } = shownCurves(metric, query, recorded);
    // What was recorded by epoch has no steps to be drawn over, and the other way round: the rarer kind is left out.
    const byEpoch = shown.filter(({ curve }) => curve.epochs.length > 0);
    const isByEpoch = byEpoch.length * 2 >= shown.length;
    const drawn = isByEpoch ? byEpoch : shown.filter(({ curve }) => curve.steps.length > 0);
    const placesOf = ({ epochs, steps }: CurveSnapshot) => (isByEpoch ? epochs : steps);
    const positions = [...new Set(drawn.flatMap(({ curve }) => placesOf(curve)))].sort((a, b) => a - b);
    const colors = colorsOf(
      drawn.map(({ label }) => label),
      query.names,
    );
    const lines = drawn.flatMap(({ label, curve }): Line[] => {
      const placed = (values: readonly number[]) => placedAt(positions, placesOf(curve), values);
      const color = colors.get(label) ?? COLORS.grey;
      const line = { label, values: placed(curve.values), color, spansGaps: true };
      if (!isSmoothed || curve.values.length < LEAST_SMOOTHED) return [line];
      return [
        { ...line, isFaint: true },
        { ...line, values: placed(smoothed(curve.values)) },
      ];
    });
    const isEmpty = drawn.length === 0;
    const ends = drawn.map(
      ({ label, curve }) => [label, figure(curve.values.at(-1) as number, unit)] as const,
    );
    const [only] = ends;
    return {
      ...about({
        ...{ id: name.id, what: title, query, isEmpty },
        figures: [ends.length === 1 ? `${only?.[1]} at the end` : `${ends.length} runs`],
        description: `${title} over ${isByEpoch ? 'epochs' : 'steps'}, a line for each run of training. At the end: ${ends
          .slice(0, MAX_LINES)
          .map((words) => words.join(' '))
          .join(', ')}.`,
      }),
      // Runs of which nothing can be drawn are told, too.
      notes: notesOf(
        drawn,
        hidden + shown.length - drawn.length,
        lines.some(({ isFaint }) => isFaint),
      ),
      kind: 'lines',
      x: { scale: 'linear', label: isByEpoch ? 'epoch' : 'step', unit: 'count' },
      y: { scale: 'linear', label: axisLabel ?? inWords(metric), unit },
      positions,
      lines,
      areas: [],
      marks: [],
    } satisfies LineChart;
  };
  return { metrics: [], make };
}

/** Values of a curve at the positions of a chart; NaN where it has none. */
export function placedAt(
  positions: readonly number[],
  places: readonly number[],
  values: readonly number[],
): number[] {
  const known = new Map(places.map((place, i) => [place, values[i] as number]));
  return positions.map((position) => known.get(position) ?? Number.NaN);
}

function notesOf(drawn: readonly ShownCurve[], hidden: number, hasSmoothed: boolean): string[] {
  const rejected = drawn.reduce((sum, { curve }) => sum + curve.rejected, 0);
  const thinned = drawn.some(({ curve }) => curve.count > curve.values.length + curve.rejected);
  return [
    ...(hasSmoothed
      ? [`Smoothed by an exponential moving average (${SMOOTHING}); the values are faint.`]
      : []),
    ...(thinned ? ['Of long curves every 2nd, 4th, 8th ... point is kept.'] : []),
    ...(rejected > 0 ? [`${rejected} values were no finite numbers, and are not drawn.`] : []),
    ...(hidden > 0 ? [`The ${drawn.length} latest of ${drawn.length + hidden} runs are drawn.`] : []),
  ];
}

/** Of the runs that are asked for, those that were continued last, in the order in which they were begun. */
function shownCurves(metric: string, query: ChartQuery, { runs, curves }: Recorded) {
  const wanted = runsIn(query);
  const found = runs.flatMap((run): { readonly run: RunSnapshot; readonly curve: CurveSnapshot }[] => {
    if (query.modelId !== undefined && run.modelId !== query.modelId) return [];
    if (wanted !== undefined && !wanted.includes(run.runId)) return [];
    const curve = curves.find(
      (one) => one.modelId === run.modelId && one.runId === run.runId && one.metric === metric,
    );
    return curve === undefined || curve.values.length === 0 ? [] : [{ run, curve }];
  });
  const latest = [...found]
    .sort((a, b) => b.run.continuedAtUnixMs - a.run.continuedAtUnixMs)
    .slice(0, MAX_LINES)
    .sort((a, b) => a.run.startedAtUnixMs - b.run.startedAtUnixMs);
  const models = new Set(latest.map(({ run }) => run.modelId));
  const shown = latest.map(({ run: { modelId, runId }, curve }): ShownCurve => {
    const runsOfModel = latest.filter(({ run }) => run.modelId === modelId).length;
    const isOneOfMany = models.size > 1 && runsOfModel > 1;
    return { label: isOneOfMany ? `${modelId} · ${runId}` : models.size > 1 ? modelId : runId, curve };
  });
  return { shown, hidden: found.length - shown.length };
}

/** An exponential moving average that does not lean to 0 at its beginning, as TensorBoard has it. */
export function smoothed(values: readonly number[]): number[] {
  let last = 0;
  let weight = 0;
  return values.map((value) => {
    last = last * SMOOTHING + (1 - SMOOTHING) * value;
    weight = weight * SMOOTHING + (1 - SMOOTHING);
    return last / weight;
  });
}

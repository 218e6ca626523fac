/**
 * What is judged of trainings: such that are slow, slow down, diverge, or have learnt what there was to learn. The latest
 * run of each model is judged, by its recent part: what went wrong before it is past. The first epoch is warm-up.
 */

import { type AnalysisRule, above, type Evidenced, type Found } from '../../context/finding.ts';
import type { CurveSnapshot } from '../../context/runs.ts';
import type { Thresholds } from '../../context/thresholds.ts';
import { slower } from '../../query/comparisons.ts';
import { median } from '../../query/statistics.ts';
import { learningRateCurve, lossCurve, runsByModel, type TrainingRunMetrics } from './summary.ts';

export const TRAINING_RULES: readonly AnalysisRule[] = [
  slowTrainings,
  slowerEpochs,
  divergedTrainings,
  risingLosses,
  stoppedLosses,
  flatLosses,
];

/** Samples per second: low up to 100, high above 1000. */
export type EfficiencyRating = 'low' | 'medium' | 'high';

export function efficiencyRating(
  samplesPerSecond: number,
  { low, high }: Thresholds['samplesPerSecond'],
): EfficiencyRating {
  if (samplesPerSecond > high) return 'high';
  return samplesPerSecond > low ? 'medium' : 'low';
}

function slowTrainings({ snapshot, thresholds }: Evidenced): Found[] {
  const { samplesPerSecond } = thresholds;
  return latestRuns(snapshot).flatMap(({ modelId, curves }): Found[] => {
    const { values = [], count = 0 } = curves.samples_per_second ?? {};
    const warm = values.slice(1);
    if (warm.length === 0) return [];
    const value = meanOf(warm);
    if (efficiencyRating(value, samplesPerSecond) !== 'low') return [];
    return [
      {
        type: 'efficiency',
        target: 'training',
        severity: 'medium',
        modelId,
        message: `${modelId} trains slowly: ${Math.round(value)} samples per second`,
        details: 'Look at the time that its epochs wait for data, and at the batch size, first.',
        evidence: {
          statistic: 'mean without the first epoch',
          value,
          unit: 'per_second',
          threshold: samplesPerSecond.low,
          side: 'below',
          count: count - 1,
        },
      },
    ];
  });
}

/** Fewer epochs say nothing about what is usual. */
const MIN_EPOCHS = 4;

/** The slowest epoch by the median one, or the last third by the first one where they grow slower. */
function slowerEpochs({ snapshot, thresholds }: Evidenced): Found[] {
  return latestRuns(snapshot).flatMap(({ modelId, curves }): Found[] => {
    const { values: all = [], epochs = [], count = 0 } = curves.epoch_seconds ?? {};
    const values = all.slice(1);
    if (values.length < MIN_EPOCHS - 1) return [];
    const third = Math.ceil(values.length / 3);
    const [early, late] = [median(values.slice(0, third)), median(values.slice(-third))];
    const growing = slower(thresholds.slowdown, 'median of the last third', late, early, count);
    const slowest = values.indexOf(Math.max(...values));
    const name = `epoch ${epochs[slowest + 1] ?? slowest + 1}`;
    const usual = median(values);
    const single = slower(
      thresholds.slowdown,
      `duration of ${name}`,
      values[slowest] as number,
      usual,
      count,
    );
    const measured = growing ?? single;
    if (measured === undefined) return [];
    const message =
      growing === undefined
        ? `${capitalized(name)} of ${modelId} took longer than the others`
        : `The epochs of ${modelId} take longer and longer`;
    const details =
      growing === undefined
        ? 'Look at what else ran on the machine then.'
        : 'Look at caches and lists that grow from epoch to epoch, and at the clock rate of the device.';
    return [{ type: 'regression', target: 'training', modelId, message, details, ...measured }];
  });
}

/** A loss whose newest values are NaN or infinite: nothing is learnt from there on. */
function divergedTrainings({ snapshot }: Evidenced): Found[] {
  return losses(snapshot)
    .filter(({ rejectedAtEnd }) => rejectedAtEnd > 0)
    .map(({ modelId, rejectedAtEnd, rejected, count }) => ({
      type: 'reliability',
      target: 'training',
      severity: 'high',
      modelId,
      message: `The training of ${modelId} diverges: its loss is no finite number any more`,
      details:
        'Look at the gradient norm and the learning rate before it, and at the data for values out of range.',
      evidence: {
        statistic: 'values that are no finite number, since the last one that is',
        value: rejectedAtEnd,
        unit: '1',
        threshold: 0,
        side: 'above',
        count: count + rejected,
      },
    }));
}

/** Too few points for a tendency below this. */
const MIN_POINTS = 8;

/**
 * A loss that rises again: the mean of its last quarter lies above the lowest mean of as many points by a share of the
 * whole fall, and by more than the points scatter. The fall is from the first value to that lowest mean:
 * [4, 2, 1, 1, 2, 3, 3, 3] gave back 2/3 of it.
 */
function risingLosses({ snapshot, thresholds }: Evidenced): Found[] {
  return losses(snapshot)
    .filter(hasTendency)
    .flatMap(({ modelId, values, count }): Found[] => {
      const { rise, fall } = tendencyOf(values);
      if (rise <= scatterOfMeans(values)) return [];
      // A loss that never fell has given back more than everything.
      const share = fall > 0 ? rise / fall : Infinity;
      const measured = above(thresholds.lossRebound, 'rise of the loss by its fall', share, 'ratio', count);
      if (measured === undefined) return [];
      return [
        {
          type: 'reliability',
          target: 'training',
          modelId,
          message: `The training of ${modelId} goes backwards: its loss rises`,
          details: 'Look at the learning rate, and go on from the weights of its best epoch.',
          ...measured,
        },
      ];
    });
}

/**
 * A loss that has stopped falling: its last quarter brought less than a share of the whole fall, and of what was left. One
 * that halves every few epochs still falls, however little of the whole that is.
 */
function stoppedLosses({ snapshot, thresholds }: Evidenced): Found[] {
  const { low } = thresholds.lossProgress;
  return losses(snapshot)
    .filter(hasTendency)
    .flatMap(({ modelId, values, count }): Found[] => {
      const from = values.length - quarterOf(values);
      const before = Math.min(...values.slice(0, from));
      const progress = before - Math.min(...values.slice(from));
      const fall = (values[0] as number) - Math.min(...values);
      const share = Math.max(0, progress) / fall;
      const { rise } = tendencyOf(values);
      const isRising = rise > thresholds.lossRebound.medium * fall && rise > scatterOfMeans(values);
      // What rises, or never fell, has not converged; these are findings of their own.
      const hasStopped = fall > 0 && share < low && progress < low * Math.abs(before);
      if (!hasStopped || isRising || flatnessOf(values, thresholds) !== undefined) return [];
      return [
        {
          type: 'efficiency',
          target: 'training',
          severity: 'medium',
          modelId,
          message: `The loss of ${modelId} has stopped falling`,
          details: 'Look at its validation loss: more epochs as these change little.',
          evidence: {
            statistic: 'fall of the loss in the last quarter by its whole fall',
            value: share,
            unit: 'ratio',
            threshold: low,
            side: 'below',
            count,
          },
        },
      ];
    });
}

/** So many points are judged of a loss by epochs, and by steps, of which the first ones are warm-up in long trainings. */
const MIN_FLAT_EPOCHS = 8;
const MIN_FLAT_STEPS = 50;

/**
 * A loss that never fell: nothing is learnt. Not while the learning rate still rises, which is warm-up, whatever else has
 * become of the loss.
 */
function flatLosses({ snapshot, thresholds }: Evidenced): Found[] {
  return latestRuns(snapshot).flatMap(({ modelId, curves }): Found[] => {
    const loss = lossCurve(curves);
    if (loss === undefined || !hasTendency(loss) || isWarmingUp(learningRateCurve(curves))) return [];
    const { values, count, steps } = loss;
    if (count < (steps.length > 0 ? MIN_FLAT_STEPS : MIN_FLAT_EPOCHS)) return [];
    const share = flatnessOf(values, thresholds);
    if (share === undefined) return [];
    return [
      {
        type: 'efficiency',
        target: 'training',
        severity: 'medium',
        modelId,
        message: `The loss of ${modelId} has not fallen since it began`,
        details: 'Look at the learning rate, at whether gradients reach the weights, and at the labels.',
        evidence: {
          statistic: 'fall of the loss by its mean in the first quarter',
          value: share,
          unit: 'ratio',
          threshold: thresholds.lossFall.low,
          side: 'below',
          count,
        },
      },
    ];
  });
}

/**
 * What share of its first level a loss fell that never fell; undefined of one that did, or that rises. Levels are means of a
 * quarter of the points; it never fell where the lowest lies below the first by less than the threshold and than such means
 * scatter, and where a straight line through all points falls by no more than such lines do by chance: that finds a slow fall
 * under the scatter of single points. Of a loss that is 0 nothing is asked.
 */
function flatnessOf(values: readonly number[], { lossFall }: Thresholds): number | undefined {
  const first = meanOf(values.slice(0, quarterOf(values)));
  const { rise, lowest } = tendencyOf(values);
  const fall = first - lowest;
  const scatter = scatterOfMeans(values);
  if (fall > scatter || rise > scatter || !(fall < lossFall.low * Math.abs(first))) return undefined;
  // Two standard deviations of what least squares make of independent values.
  const chance = 2 * deviationOf(values) * Math.sqrt(12 / values.length);
  return fittedFall(values) > chance ? undefined : fall / Math.abs(first);
}

/** From the first to the last point of the line that lies nearest to them, by least squares. */
function fittedFall(values: readonly number[]): number {
  const [middle, mean] = [(values.length - 1) / 2, meanOf(values)];
  let [products, squares] = [0, 0];
  for (const [i, value] of values.entries()) {
    products += (i - middle) * (value - mean);
    squares += (i - middle) ** 2;
  }
  return (-products / squares) * (values.length - 1);
}

/** A learning rate that is as high as never before, and was lower once. */
function isWarmingUp(learningRate: CurveSnapshot | undefined): boolean {
  const { values = [] } = learningRate ?? {};
  const last = values.at(-1) ?? 0;
  return last > Math.min(...values) && last === Math.max(...values);
}

function latestRuns(snapshot: Evidenced['snapshot']): (TrainingRunMetrics & { readonly modelId: string })[] {
  return [...runsByModel(snapshot)].flatMap(([modelId, [latest]]) =>
    latest === undefined ? [] : [{ ...latest, modelId }],
  );
}

function losses(snapshot: Evidenced['snapshot']): CurveSnapshot[] {
  return latestRuns(snapshot).flatMap(({ curves }) => lossCurve(curves) ?? []);
}

function hasTendency({ values, rejectedAtEnd }: CurveSnapshot): boolean {
  return values.length >= MIN_POINTS && rejectedAtEnd === 0;
}

/** By means of as many points as a quarter has: a single low value is no level that was reached. */
function tendencyOf(values: readonly number[]): Record<'rise' | 'fall' | 'lowest', number> {
  const width = quarterOf(values);
  // As far as they lie from the first one, so that sums of a plateau are not rounded.
  const first = values[0] as number;
  const sums = [0];
  for (const [i, value] of values.entries()) sums.push((sums[i] as number) + (value - first));
  const means = sums.slice(width).map((sum, i) => (sum - (sums[i] as number)) / width);
  const lowest = Math.min(...means);
  return { rise: (means.at(-1) as number) - lowest, fall: -lowest, lowest: first + lowest };
}

/** How far means of a quarter lie apart by chance: four standard deviations of such a mean. */
function scatterOfMeans(values: readonly number[]): number {
  return (4 * deviationOf(values)) / Math.sqrt(quarterOf(values));
}

/**
 * The standard deviation of single points, estimated by how they differ from the middle of their neighbours, of which a
 * tendency is no part: for independent values the second difference has sqrt(6) times their deviation, and 0.6745 of that is
 * its median size. Never under what sums of the values are rounded by.
 */
function deviationOf(values: readonly number[]): number {
  const second = values.slice(2).map((value, i) => {
    return Math.abs(value - 2 * (values[i + 1] as number) + (values[i] as number));
  });
  return Math.max(median(second) / (0.6745 * Math.sqrt(6)), 1e-10 * Math.abs(values[0] as number));
}

function quarterOf(values: readonly number[]): number {
  return Math.ceil(values.length / 4);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((mean, value, i) => mean + (value - mean) / (i + 1), 0);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * What is judged of trainings: such that are slow, slow down, diverge, or have learnt what there was to learn. The latest
 * run of each model is judged, by its recent part: what went wrong before it is past. The first epoch is warm-up.
 */

import { type AnalysisRule, above, type Evidenced, type Found } from '../../context/finding.ts';
import type { CurveSnapshot } from '../../context/runs.ts';
import type { Thresholds } from '../../context/thresholds.ts';
import { slower } from '../../query/comparisons.ts';
import { lossCurve, runsByModel, type TrainingRunMetrics } from './summary.ts';

export const TRAINING_RULES: readonly AnalysisRule[] = [
  slowTrainings,
  slowerEpochs,
  divergedTrainings,
  risingLosses,
  stoppedLosses,
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
      // What rises has not converged; that is a finding of its own.
      if (!(fall > 0 && share < low && progress < low * Math.abs(before) && !isRising)) return [];
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
function tendencyOf(values: readonly number[]): { readonly rise: number; readonly fall: number } {
  const width = quarterOf(values);
  const sums = [0];
  for (const [i, value] of values.entries()) sums.push((sums[i] as number) + value);
  const means = sums.slice(width).map((sum, i) => (sum - (sums[i] as number)) / width);
  const lowest = Math.min(...means);
  return { rise: (means.at(-1) as number) - lowest, fall: (values[0] as number) - lowest };
}

/**
 * How far means of a quarter lie apart by chance: four standard deviations of such a mean. That of single points is
 * estimated by how they differ from the middle of their neighbours, of which a tendency is no part: for independent values
 * the second difference has sqrt(6) times their deviation, and 0.6745 of that is its median size.
 */
function scatterOfMeans(values: readonly number[]): number {
  const second = values.slice(2).map((value, i) => {
    return Math.abs(value - 2 * (values[i + 1] as number) + (values[i] as number));
  });
  const deviation = median(second) / (0.6745 * Math.sqrt(6));
  return (4 * deviation) / Math.sqrt(quarterOf(values));
}

function quarterOf(values: readonly number[]): number {
  return Math.ceil(values.length / 4);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((mean, value, i) => mean + (value - mean) / (i + 1), 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

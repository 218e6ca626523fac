/** What is judged of trainings: such that are slow, slow down, diverge, or have learnt what there was to learn. */
import type { CurveSnapshot } from '../../context/curves.ts';
import { type AnalysisRule, above, type Evidenced, type Found } from '../../context/finding.ts';
import type { Thresholds } from '../../context/thresholds.ts';
import { slower } from '../../query/comparisons.ts';
import { curvesByModel, lossCurve } from './summary.ts';

export const TRAINING_RULES: readonly AnalysisRule[] = [
  slowTrainings,
  slowerEpochs,
  divergedTrainings,
  divergingTrainings,
  convergedTrainings,
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
  return curvesOf(snapshot.curves, 'samples_per_second')
    .filter(({ mean, count }) => count > 0 && efficiencyRating(mean, samplesPerSecond) === 'low')
    .map(({ modelId, mean, count }) => ({
      type: 'efficiency',
      target: 'training',
      severity: 'medium',
      modelId,
      message: `Improve the training throughput of ${modelId}`,
      details: 'Consider larger batches, a faster data pipeline, or hardware acceleration.',
      evidence: {
        statistic: 'mean',
        value: mean,
        unit: 'per_second',
        threshold: samplesPerSecond.low,
        side: 'below',
        count,
      },
    }));
}

/** Fewer epochs say nothing about what is usual. */
const MIN_EPOCHS = 4;

/** The slowest epoch by the median one, or the last third by the first one where they grow slower. */
function slowerEpochs({ snapshot, thresholds }: Evidenced): Found[] {
  return snapshot.curves
    .filter(({ metric, values }) => metric === 'epoch_seconds' && values.length >= MIN_EPOCHS)
    .flatMap(({ modelId, values, epochs, count }): Found[] => {
      const third = Math.ceil(values.length / 3);
      const [early, late] = [median(values.slice(0, third)), median(values.slice(-third))];
      const growing = slower(thresholds.slowdown, 'median of the last third', late, early, count);
      const slowest = values.indexOf(Math.max(...values));
      const single = slower(
        thresholds.slowdown,
        `duration of epoch ${epochs[slowest]}`,
        values[slowest] as number,
        median(values),
        count,
      );
      const measured = growing ?? single;
      if (measured === undefined) return [];
      const message =
        growing === undefined
          ? `Investigate epoch ${epochs[slowest]} of ${modelId}: it took longer than the others`
          : `Find out why the epochs of ${modelId} take longer and longer`;
      const details =
        'Consider what else ran, growing caches or lists, and a machine that throttles when hot.';
      return [{ type: 'regression', target: 'training', modelId, message, details, ...measured }];
    });
}

/** A loss that became NaN or infinite: nothing is learnt from there on. */
function divergedTrainings({ snapshot }: Evidenced): Found[] {
  return lossesIn(snapshot.curves)
    .filter(({ rejected }) => rejected > 0)
    .map(({ modelId, rejected, count }) => ({
      type: 'reliability',
      target: 'training',
      severity: 'high',
      modelId,
      message: `Stop ${modelId} from diverging: its loss became no finite number`,
      details:
        'Consider a lower learning rate, clipped gradients, and a look at the data for values out of range.',
      evidence: {
        statistic: 'rejected values',
        value: rejected,
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
 * A loss that rises again: the mean of its last quarter lies above its lowest value by a share of the whole fall.
 * The fall is from the first value to the lowest one; [4, 2, 1, 1, 2, 3, 3, 3] gave back 2/3 of it.
 */
function divergingTrainings({ snapshot, thresholds }: Evidenced): Found[] {
  return lossesIn(snapshot.curves)
    .filter(({ values }) => values.length >= MIN_POINTS)
    .flatMap(({ modelId, values, min, count }): Found[] => {
      const fall = (values[0] as number) - min;
      const rebound = (lastQuarterMean(values) - min) / fall;
      // A loss that never fell has given back more than everything.
      const share = Number.isNaN(rebound) ? 0 : rebound;
      const measured = above(thresholds.lossRebound, 'rise of the loss by its fall', share, 'ratio', count);
      if (measured === undefined) return [];
      return [
        {
          type: 'reliability',
          target: 'training',
          modelId,
          message: `Stop the training of ${modelId}, or slow it down: its loss rises`,
          details: 'Consider the weights of its best epoch, a lower learning rate, or stopping earlier.',
          ...measured,
        },
      ];
    });
}

/** A loss that has stopped falling: further epochs cost time and bring nothing. */
function convergedTrainings({ snapshot, thresholds }: Evidenced): Found[] {
  const { low } = thresholds.lossProgress;
  return lossesIn(snapshot.curves)
    .filter(({ values }) => values.length >= MIN_POINTS)
    .flatMap(({ modelId, values, min, count }): Found[] => {
      const from = quarterBefore(values.length);
      const fall = (values[0] as number) - min;
      const before = Math.min(...values.slice(0, from));
      const progress = (before - Math.min(...values.slice(from))) / fall;
      const rebound = (lastQuarterMean(values) - min) / fall;
      // What rises has not converged; that is a finding of its own.
      if (!(fall > 0 && progress < low && rebound <= thresholds.lossRebound.medium)) return [];
      return [
        {
          type: 'efficiency',
          target: 'training',
          severity: 'medium',
          modelId,
          message: `End the training of ${modelId}: its loss has stopped falling`,
          details:
            'Consider stopping early, or a change of the learning rate if the loss is not good enough yet.',
          evidence: {
            statistic: 'fall of the loss in the last quarter by its whole fall',
            value: Math.max(0, progress),
            unit: 'ratio',
            threshold: low,
            side: 'below',
            count,
          },
        },
      ];
    });
}

function lossesIn(curves: readonly CurveSnapshot[]): CurveSnapshot[] {
  return [...curvesByModel(curves).values()].flatMap((own) => lossCurve(own) ?? []);
}

function curvesOf(curves: readonly CurveSnapshot[], name: string): readonly CurveSnapshot[] {
  return curves.filter(({ metric }) => metric === name);
}

function quarterBefore(length: number): number {
  return length - Math.ceil(length / 4);
}

function lastQuarterMean(values: readonly number[]): number {
  const last = values.slice(quarterBefore(values.length));
  return last.reduce((mean, value, i) => mean + (value - mean) / (i + 1), 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2;
}

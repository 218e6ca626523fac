/**
 * What deserves attention in a snapshot, and what to do about it. Every finding carries the figure that it rests
 * on, the threshold that the figure passed and the number of values behind it.
 *
 * The thresholds are those of the source document (AI/ML Specific Metrics Tracking: analysis, recommendations).
 * Durations are compared at their 95th percentile where the source compares means: a mean hides slow calls.
 */
import type { Evidence, Finding } from './finding.ts';
import { histogramsByModel, outcomesByModel } from './reading.ts';
import type { MetricUnit, TelemetrySnapshot } from './snapshot.ts';
import { durationStatistics } from './statistics.ts';

/** Samples per second: low up to 100, high above 1000. */
export type EfficiencyRating = 'low' | 'medium' | 'high';

/** A finding of one rule; how long was observed is the same for all. */
type Found = Omit<Finding, 'evidence'> & { readonly evidence: Omit<Evidence, 'windowSeconds'> };

interface Levels {
  readonly medium: number;
  readonly high: number;
}

const MODEL_LOAD_SECONDS: Levels = { medium: 5, high: 10 };
const INFERENCE_SECONDS: Levels = { medium: 0.1, high: 0.5 };
const SAMPLES_PER_SECOND = { low: 100, high: 1000 };
const WORKER_UTILIZATION_RATIO = 0.5;
const FAILURE_RATIO: Levels = { medium: 0.01, high: 0.05 };
const PERCENTILE = 95;

/** Everything that deserves attention, the severest first. Empty for a snapshot without such things. */
export function findingsIn(snapshot: TelemetrySnapshot): Finding[] {
  const rules = [slowLoads, slowInferences, slowTrainings, divergedTrainings, failures, idleWorkers];
  const windowSeconds = (snapshot.takenAtUnixMs - snapshot.startedAtUnixMs) / 1000;
  return rules
    .flatMap((rule) => rule(snapshot))
    .map((found): Finding => ({ ...found, evidence: { ...found.evidence, windowSeconds } }))
    .sort((a, b) => Number(b.severity === 'high') - Number(a.severity === 'high'));
}

export function efficiencyRating(samplesPerSecond: number): EfficiencyRating {
  if (samplesPerSecond > SAMPLES_PER_SECOND.high) return 'high';
  return samplesPerSecond > SAMPLES_PER_SECOND.low ? 'medium' : 'low';
}

function slowLoads(snapshot: TelemetrySnapshot): Found[] {
  return slowModels(snapshot, 'model_load_seconds', MODEL_LOAD_SECONDS).map(({ modelId, ...measured }) => ({
    type: 'performance',
    target: 'model_loading',
    modelId,
    message: `Make ${modelId} load faster`,
    details: 'Consider compressing or quantising it, and keeping it in a cache near by.',
    ...measured,
  }));
}

function slowInferences(snapshot: TelemetrySnapshot): Found[] {
  return slowModels(snapshot, 'inference_seconds', INFERENCE_SECONDS).map(({ modelId, ...measured }) => ({
    type: 'performance',
    target: 'inference',
    modelId,
    message: `Reduce the inference latency of ${modelId}`,
    details: 'Consider another batch size, a smaller or quantised model, or hardware acceleration.',
    ...measured,
  }));
}

function slowTrainings({ curves }: TelemetrySnapshot): Found[] {
  return curves
    .filter(
      ({ metric, mean, count }) =>
        metric === 'samples_per_second' && count > 0 && efficiencyRating(mean) === 'low',
    )
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
        threshold: SAMPLES_PER_SECOND.low,
        side: 'below',
        count,
      },
    }));
}

/** A loss that became NaN or infinite: nothing is learnt from there on. */
function divergedTrainings({ curves }: TelemetrySnapshot): Found[] {
  return curves
    .filter(({ metric, rejected }) => metric === 'loss' && rejected > 0)
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

/** Aborted operations are not held against a model: somebody wanted them to end. */
function failures(snapshot: TelemetrySnapshot): Found[] {
  return (['model', 'inference', 'training'] as const).flatMap((category) =>
    [...outcomesByModel(snapshot, category)].flatMap(([modelId, outcomes]) =>
      Object.entries(outcomes).flatMap(([operationType, { ok, error }]): Found[] => {
        const share = error / (ok + error);
        const measured = passed('error ratio', share, 'ratio', FAILURE_RATIO, ok + error);
        if (measured === undefined) return [];
        return [
          {
            type: 'reliability',
            target: 'operations',
            modelId,
            message: `Find out why ${operationType} fails on ${modelId}`,
            details:
              'The error that the caller was given says more; the time that failures took is kept apart.',
            ...measured,
          },
        ];
      }),
    ),
  );
}

function idleWorkers(snapshot: TelemetrySnapshot): Found[] {
  const metric = snapshot.metrics.find(({ definition }) => definition.name === 'worker_utilization_ratio');
  const idle = (metric?.series ?? []).flatMap((series) =>
    'value' in series && series.value < WORKER_UTILIZATION_RATIO
      ? [{ workerId: series.labels.worker_id ?? 'beyond the limit of series', ratio: series.value }]
      : [],
  );
  if (idle.length === 0) return [];
  return [
    {
      type: 'efficiency',
      target: 'distributed_training',
      severity: 'medium',
      affectedWorkers: idle.map(({ workerId }) => workerId),
      message: 'Give idle workers more to do',
      details: 'Consider distributing tasks anew, or fewer workers.',
      evidence: {
        statistic: 'mean',
        value: idle.reduce((sum, { ratio }) => sum + ratio, 0) / idle.length,
        unit: 'ratio',
        threshold: WORKER_UTILIZATION_RATIO,
        side: 'below',
        count: idle.length,
      },
    },
  ];
}

type Measured = Pick<Found, 'severity' | 'evidence'>;

/** The models that are slower than a level. */
function slowModels(
  snapshot: TelemetrySnapshot,
  name: 'model_load_seconds' | 'inference_seconds',
  levels: Levels,
): ({ modelId: string } & Measured)[] {
  const seriesOf = histogramsByModel(snapshot, name);
  const category = name === 'model_load_seconds' ? 'model' : 'inference';
  return [...outcomesByModel(snapshot, category).keys()].flatMap((modelId) => {
    const durations = durationStatistics(seriesOf(modelId), [PERCENTILE]);
    if (durations === undefined) return [];
    const slow = durations.percentilesSeconds[`p${PERCENTILE}`] as number;
    const measured = passed(`p${PERCENTILE}`, slow, 'seconds', levels, durations.count);
    return measured === undefined ? [] : [{ modelId, ...measured }];
  });
}

/** The severest level that the value is above; undefined if there is none. */
function passed(
  statistic: string,
  value: number,
  unit: MetricUnit,
  levels: Levels,
  count: number,
): Measured | undefined {
  const severity = value > levels.high ? 'high' : value > levels.medium ? 'medium' : undefined;
  if (severity === undefined) return undefined;
  return {
    severity,
    evidence: { statistic, value, unit, threshold: levels[severity], side: 'above', count },
  };
}

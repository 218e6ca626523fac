/** Results about continual learning: how well each task is done, and what was forgotten. */
import type { CurveSnapshot } from '../../context/runs.ts';
import { summarize } from '../../query/results.ts';
import { histogramsOf, type Recorded, valuesBy, valuesOf } from '../../query/snapshot-reader.ts';
import type { RecordedWork, ResultsSource } from '../../query/source.ts';
import { type DurationStatistics, durationStatistics } from '../../query/statistics.ts';
import { taskOfRetentionCurve } from './retention-curve.ts';

/** How well one task is done. */
export interface KnowledgeRetention {
  readonly taskId: string;
  /** As told last. */
  readonly score: number;
  /** The highest ever told. */
  readonly peakScore: number;
  /** What was lost of that: A. Chaudhry et al., 2018, call it forgetting. 0 where nothing was. */
  readonly forgetting: number;
  /** The scores of the latest run, by how many tasks had been learnt; undefined where only metrics are known. */
  readonly curve: CurveSnapshot | undefined;
}

export interface ContinualMetrics {
  readonly tasksLearned: number;
  readonly loss: number | undefined;
  readonly accuracy: number | undefined;
  readonly modelParameters: number | undefined;
  /** Undefined where none was recorded. */
  readonly inferenceTime: DurationStatistics | undefined;
  /** Bytes in use, by device. */
  readonly memoryBytes: Readonly<Record<string, number>>;
  /** In the order in which tasks were first told of. */
  readonly retention: readonly KnowledgeRetention[];
  /** Over tasks; undefined where none was told of. */
  readonly meanRetention: number | undefined;
  /** Over all tasks but the one told of first last: undefined of fewer than two. */
  readonly meanForgetting: number | undefined;
}

export function continualMetrics(recorded: RecordedWork, percentiles: readonly number[]): ContinualMetrics {
  // Names without a prefix: others may have the same.
  const own: Recorded = {
    metrics: recorded.metrics.filter(({ instrument }) => instrument.category === 'continual'),
  };
  const only = (name: string) => valuesOf(own, name)[0]?.value;
  const retention = retentionIn(own, recorded.curves);
  const earlier = retention.slice(0, -1);
  return {
    tasksLearned: only('tasks_learned_total') ?? 0,
    loss: only('training_loss'),
    accuracy: only('training_accuracy'),
    modelParameters: only('model_parameters_total'),
    inferenceTime: durationStatistics(histogramsOf(own, 'inference_duration_seconds'), percentiles),
    memoryBytes: Object.fromEntries(
      valuesOf(own, 'memory_usage_bytes').map(({ labels, value }) => [labels.device as string, value]),
    ),
    retention,
    meanRetention: meanOf(retention.map(({ score }) => score)),
    meanForgetting: meanOf(earlier.map(({ forgetting }) => forgetting)),
  };
}

/**
 * What a model that learns one task after another knows, and what it forgot.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT
 * @example
 * for (const { taskId, score, forgetting } of getContinualMetrics(telemetry).retention) console.log(taskId, score, forgetting);
 */
export function getContinualMetrics(source: ResultsSource): ContinualMetrics {
  return summarize(source, ['continual'], continualMetrics);
}

function retentionIn(own: Recorded, curves: readonly CurveSnapshot[]): KnowledgeRetention[] {
  const peaks = valuesBy('task_id', own, 'knowledge_retention_peak_score');
  return valuesOf(own, 'knowledge_retention_score').map(({ labels, value }) => {
    const taskId = labels.task_id as string;
    const peakScore = Math.max(peaks(taskId)[0]?.value ?? value, value);
    const curve = curves.findLast(({ metric }) => taskOfRetentionCurve(metric) === taskId);
    return { taskId, score: value, peakScore, forgetting: peakScore - value, curve };
  });
}

function meanOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

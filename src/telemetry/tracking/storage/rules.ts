/** What is judged of storage: operations that fail or take long, and backends that are not well. */
import type { Slices } from '../../../metrics/inner.ts';
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { failing, JUDGED_PERCENTILE, percent, rounded, slow } from '../../query/comparisons.ts';
import { healthWord, type StorageOperationMetrics, storageMetrics } from './summary.ts';

export const STORAGE_RULES: readonly AnalysisRule[] = [failingOperations, slowOperations, unhealthyBackends];

function* failingOperations({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const { operations, backendHealth } = yield* storageMetrics(snapshot, []);
  return operations.flatMap((operation): Found[] => {
    const { operationType, backend, outcomes, retryCount, failureTime } = operation;
    const health = backendHealth[backend];
    const measured = failing(thresholds.failureRatio, outcomes);
    if (measured === undefined) return [];
    return [
      {
        type: 'reliability',
        target: 'storage',
        backend,
        message: `${operationType} fails on ${backend}: ${outcomes.error} of ${outcomes.ok + outcomes.error}`,
        details: [
          `By class of error: ${classesIn(operation)}.`,
          ...(failureTime === undefined
            ? []
            : [`Failures take ${milliseconds(failureTime.meanSeconds)} in the mean.`]),
          `Retries: ${retryCount}.`,
          ...(health === undefined || health === 1 ? [] : [`${backend} is ${healthWord(health)}.`]),
        ].join(' '),
        ...measured,
      },
    ];
  });
}

function* slowOperations({ snapshot, thresholds }: Evidenced): Slices<Found[]> {
  const { operations } = yield* storageMetrics(snapshot, [JUDGED_PERCENTILE]);
  return operations.flatMap((one): Found[] => {
    const measured = slow(one.latency, thresholds.storageSeconds);
    if (measured === undefined) return [];
    return [
      {
        type: 'performance',
        target: 'storage',
        backend: one.backend,
        message: `${one.operationType} on ${one.backend} takes long`,
        details: waitingOf(one),
        ...measured,
      },
    ];
  });
}

/** As it was told last. */
function* unhealthyBackends({ snapshot }: Evidenced): Slices<Found[]> {
  const { backendHealth } = yield* storageMetrics(snapshot, []);
  return Object.entries(backendHealth)
    .filter(([, health]) => health < 1)
    .map(([backend, health]) => ({
      type: 'reliability',
      target: 'storage',
      severity: health > 0 ? 'medium' : 'high',
      backend,
      message: `${backend} is ${healthWord(health)}`,
      details: 'As it was said last; its course is under Storage.',
      evidence: {
        statistic: 'health',
        value: health,
        unit: '1',
        threshold: 1,
        side: 'below',
        count: 1,
      },
    }));
}

function waitingOf({ latency, responseTime }: StorageOperationMetrics): string {
  if (latency === undefined || responseTime === undefined) {
    return 'How long the backend worked was not told: the status processing tells it from waiting.';
  }
  const share = Math.min(1, responseTime.totalSeconds / latency.totalSeconds);
  return `The backend worked in ${percent(share)} of that time; in the rest the operations waited.`;
}

function classesIn({ errorTypes }: StorageOperationMetrics): string {
  return Object.entries(errorTypes)
    .map(([errorType, count]) => `${errorType} ${count}`)
    .join(', ');
}

function milliseconds(seconds: number): string {
  return `${rounded(1000 * seconds)} ms`;
}

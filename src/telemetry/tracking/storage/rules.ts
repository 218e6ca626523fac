/** What is judged of storage: operations that fail or take long, and backends that are not well. */
import type { AnalysisRule, Evidenced, Found } from '../../context/finding.ts';
import { failing, JUDGED_PERCENTILE, slow } from '../../query/comparisons.ts';
import { storageMetrics } from './summary.ts';

export const STORAGE_RULES: readonly AnalysisRule[] = [failingOperations, slowOperations, unhealthyBackends];

function failingOperations({ snapshot, thresholds }: Evidenced): Found[] {
  return storageMetrics(snapshot, []).operations.flatMap(({ operationType, backend, outcomes }): Found[] => {
    const measured = failing(thresholds.failureRatio, outcomes);
    if (measured === undefined) return [];
    return [
      {
        type: 'reliability',
        target: 'storage',
        backend,
        message: `Find out why ${operationType} fails on ${backend}`,
        details: 'The error that the caller was given says more; the time that failures took is kept apart.',
        ...measured,
      },
    ];
  });
}

function slowOperations({ snapshot, thresholds }: Evidenced): Found[] {
  return storageMetrics(snapshot, [JUDGED_PERCENTILE]).operations.flatMap((one): Found[] => {
    const measured = slow(one.latency, thresholds.storageSeconds);
    if (measured === undefined) return [];
    return [
      {
        type: 'performance',
        target: 'storage',
        backend: one.backend,
        message: `Make ${one.operationType} on ${one.backend} faster`,
        details:
          'Where the backend answers soon, the time is spent in the queue. Consider more operations at a time, smaller ones, or a cache.',
        ...measured,
      },
    ];
  });
}

/** As it was told last. */
function unhealthyBackends({ snapshot }: Evidenced): Found[] {
  return Object.entries(storageMetrics(snapshot, []).backendHealth)
    .filter(([, health]) => health < 1)
    .map(([backend, health]) => ({
      type: 'reliability',
      target: 'storage',
      severity: health > 0 ? 'medium' : 'high',
      backend,
      message: `Bring ${backend} back: it is ${health > 0 ? 'degraded' : 'offline'}`,
      details: 'Consider sending operations to another backend until it is online again.',
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

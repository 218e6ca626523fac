/** Alerts about storage operations, the write-ahead log, and its backends. */
import type { Queries } from '../../queries.ts';
import { type Alert, percent } from '../alert.ts';

const LATENCY = 'wal_operation_latency_seconds';
const OUTCOMES = 'wal_operation_outcomes_total';
const BY_BACKEND = { by: ['job', 'operation_type', 'backend'] };
const GET = { operation_type: 'get', backend: 's3' };

export const STORAGE_ALERTS: readonly Alert[] = [
  {
    name: 'StorageBackendOffline',
    component: 'storage',
    severity: 'critical',
    forSeconds: 300,
    metric: 'wal_backend_health',
    expression: (x) => `${x.gauge('wal_backend_health', { by: ['job', 'backend'] }, 'min')} == 0`,
    shown: 'humanize',
    summary: 'The backend {backend} is offline',
    description: () => 'The storage backend {backend} is offline: operations on it wait or fail.',
    runbook: {
      meaning: 'What is stored there cannot be read; what is to be written waits in the queue.',
      causes: ['the service is down', 'credentials have expired', 'the network to it is broken'],
      steps: [
        'Ask the backend itself from the same machine, with the same credentials.',
        'Watch the size of the queue on the dashboard Storage: how long until it is too large?',
        'Restore the backend, or take it out of the rotation.',
      ],
    },
    check: (x, samples) => ({
      samples: [samples.gauge('wal_backend_health', { backend: 's3' }, 0, 1)],
      labels: { job: x.settings.job, backend: 's3' },
      value: 0,
    }),
  },
  {
    name: 'StorageFailureRatioHigh',
    component: 'storage',
    severity: 'warning',
    forSeconds: 300,
    metric: OUTCOMES,
    expression: (x) => `${failedStorage(x, BY_BACKEND.by)} > ${x.settings.thresholds.failureRatio}`,
    shown: 'humanizePercentage',
    summary: '{operation_type} on {backend} fails',
    description: (x) =>
      `{value} of the operations {operation_type} on {backend} failed, more than ${percent(x.settings.thresholds.failureRatio)}.`,
    runbook: {
      meaning: 'Contents are not stored, or not found.',
      causes: [
        'a backend that is overloaded or misconfigured',
        'contents that are gone',
        'limits of the backend',
      ],
      steps: [
        'Look at "Failures by error" on the dashboard Storage.',
        'Compare backends: does the same operation work on another one?',
        'Look at retries: do operations succeed at last, only later?',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.counter(OUTCOMES, { ...GET, outcome: 'ok' }, 3, 10),
        samples.counter(OUTCOMES, { ...GET, outcome: 'error' }, 1, 0),
      ],
      labels: { job: x.settings.job, ...GET },
      value: 0.25,
    }),
  },
  {
    name: 'StorageLatencyHigh',
    component: 'storage',
    severity: 'warning',
    forSeconds: 300,
    metric: LATENCY,
    expression: (x) => `${x.quantile(0.95, LATENCY, BY_BACKEND)} > ${x.settings.thresholds.storageSeconds}`,
    shown: 'humanizeDuration',
    summary: '{operation_type} on {backend} is slow',
    description: (x) =>
      `The 95th percentile of the time of {operation_type} on {backend} is {value}, above ${x.settings.thresholds.storageSeconds} s.`,
    runbook: {
      meaning: 'Whatever loads from there starts late: models, datasets, answers.',
      causes: ['a backend under load', 'larger contents than usual', 'operations that wait in the queue'],
      steps: [
        'Compare the time of the whole operation with the response time of the backend on the dashboard Storage: the rest is waiting.',
        'Look at the queue and at retries.',
        'Add workers if operations wait, or cache what is read often.',
      ],
    },
    check: (x, samples) => samples.slow(LATENCY, GET, GET, x.settings.thresholds.storageSeconds * 2, 0.02),
  },
  {
    name: 'StorageQueueLong',
    component: 'storage',
    severity: 'warning',
    forSeconds: 600,
    expression: (x) => `${x.gauge('wal_queue_size', { by: ['job'] })} > ${x.settings.thresholds.queueSize}`,
    shown: 'humanize',
    summary: 'The queue of storage operations is long',
    description: (x) => `{value} storage operations wait, more than ${x.settings.thresholds.queueSize}.`,
    runbook: {
      meaning: 'What is written now will be stored late; a crash would have much to repeat.',
      causes: ['a backend that is slow or offline', 'a burst of writes', 'too few workers on the queue'],
      steps: [
        'Is a backend offline, or slow? Then that is the cause.',
        'Compare what comes in with what is done on the dashboard Storage.',
        'Add workers, or slow down what writes.',
      ],
    },
    check: (x, samples) => ({
      samples: [
        samples.gauge('wal_queue_size', { status: 'pending' }, x.settings.thresholds.queueSize + 1, 0),
      ],
      labels: { job: x.settings.job },
      value: x.settings.thresholds.queueSize + 1,
    }),
  },
];

/** Of those that were not given up. */
export function failedStorage(x: Queries, by: readonly string[]): string {
  const failed = x.rate(OUTCOMES, { by, where: { outcome: 'error' } });
  const all = x.rate(OUTCOMES, { by, where: { outcome: /ok|error/ } });
  return `(${failed} or ${all} * 0) / ${all}`;
}

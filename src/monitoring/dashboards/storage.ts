import { failedStorage } from '../rules/alerts/storage.ts';
import { type Dashboard, percentilesOf, quantileBy, timesOf } from './model.ts';

const LATENCY = 'wal_operation_latency_seconds';
const OUTCOMES = 'wal_operation_outcomes_total';

export const STORAGE: Dashboard = {
  id: 'storage',
  title: 'Inferometer / Storage',
  description:
    'Operations of the write-ahead log on its backends, its queue, and the store that keeps the telemetry itself.',
  variables: [{ name: 'backend', title: 'Backend', metric: OUTCOMES, label: 'backend' }],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Operations',
          description: 'That end, per second.',
          kind: 'stat',
          unit: 'ops',
          targets: (x) => [{ expr: x.rate(OUTCOMES) }],
        },
        {
          title: 'Failed',
          description: 'Share of those that nobody gave up.',
          kind: 'stat',
          unit: 'percentunit',
          limit: { value: 0.05, side: 'above' },
          targets: (x) => [{ expr: failedStorage(x, []) }],
        },
        {
          title: 'Queue',
          description: 'Operations that wait.',
          kind: 'stat',
          unit: 'short',
          limit: { value: 1000, side: 'above' },
          targets: (x) => [{ expr: x.gauge('wal_queue_size') }],
        },
        {
          title: 'Worst backend',
          description: '1 is online, 0.5 degraded, 0 offline.',
          kind: 'stat',
          unit: 'none',
          words: { '0': 'offline', '0.5': 'degraded', '1': 'online' },
          limit: { value: 1, side: 'below' },
          targets: (x) => [{ expr: x.gauge('wal_backend_health', {}, 'min') }],
        },
      ],
    },
    {
      title: 'Operations',
      panels: [
        timesOf(LATENCY, {
          title: 'Latency',
          description: 'Each column is a distribution: a second band is often one backend.',
        }),
        percentilesOf(LATENCY, {
          title: 'Latency percentiles',
          description: 'Of the backends that are chosen, together.',
        }),
        {
          title: 'p95 by operation and backend',
          description: 'Which operation has become slow, and where.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [
            {
              expr: x.quantile(0.95, LATENCY, { by: ['operation_type', 'backend'] }),
              legend: `{{${x.label(LATENCY, 'operation_type')}}} {{${x.label(LATENCY, 'backend')}}}`,
            },
          ],
        },
        {
          title: 'Response time of backends',
          description:
            'The 95th percentile of the work of the backend alone: the rest of an operation is waiting.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [quantileBy(x, 0.95, 'wal_backend_response_time_seconds', 'backend')],
        },
        {
          title: 'Operations by type and backend',
          description: 'That end, per second.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            {
              expr: x.rate(OUTCOMES, { by: ['operation_type', 'backend'] }),
              legend: '{{operation_type}} {{backend}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Failures',
      panels: [
        {
          title: 'Failed share',
          description: 'By operation and backend.',
          kind: 'lines',
          unit: 'percentunit',
          min: 0,
          targets: (x) => [
            {
              expr: failedStorage(x, ['operation_type', 'backend']),
              legend: '{{operation_type}} {{backend}}',
            },
          ],
        },
        {
          title: 'Outcomes',
          description: 'Operations that end, per second, by outcome and backend.',
          kind: 'bars',
          unit: 'ops',
          targets: (x) => [
            { expr: x.rate(OUTCOMES, { by: ['backend', 'outcome'] }), legend: '{{backend}} {{outcome}}' },
          ],
        },
        {
          title: 'Retries',
          description: 'Per second, by operation and backend.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [
            {
              expr: x.rate('wal_retry_count_total', { by: ['operation_type', 'backend'] }),
              legend: '{{operation_type}} {{backend}}',
            },
          ],
        },
        {
          title: 'Health of backends',
          description: '1 is online, 0.5 degraded, 0 offline.',
          kind: 'lines',
          unit: 'none',
          min: 0,
          max: 1,
          words: { '0': 'offline', '0.5': 'degraded', '1': 'online' },
          targets: (x) => [
            { expr: x.gauge('wal_backend_health', { by: ['backend'] }, 'min'), legend: '{{backend}}' },
          ],
        },
      ],
    },
    {
      title: 'Queue',
      panels: [
        {
          title: 'Queue by status',
          description: 'A queue that grows gets more than is done.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [{ expr: x.gauge('wal_queue_size', { by: ['status'] }), legend: '{{status}}' }],
        },
        {
          title: 'In flight by status',
          description: 'Operations that have not ended.',
          kind: 'lines',
          unit: 'short',
          targets: (x) => [
            { expr: x.gauge('wal_operations_by_status', { by: ['status'] }), legend: '{{status}}' },
          ],
        },
      ],
    },
    {
      title: 'Store of the telemetry',
      panels: [
        {
          title: 'Size of the store',
          description: 'Of its files, and what waits in memory.',
          kind: 'lines',
          unit: 'bytes',
          targets: (x) => [
            { expr: x.gauge('inferometer_store_bytes'), legend: 'files' },
            { expr: x.gauge('inferometer_store_pending_bytes'), legend: 'waiting' },
          ],
        },
        {
          title: 'Time to keep an interval',
          description: 'The mean: this histogram has no classic buckets.',
          kind: 'lines',
          unit: 's',
          targets: (x) => [{ expr: x.mean('inferometer_store_append_seconds'), legend: 'mean' }],
        },
        {
          title: 'Intervals kept',
          description: 'Per second.',
          kind: 'lines',
          unit: 'ops',
          targets: (x) => [{ expr: x.rate('inferometer_store_intervals_total'), legend: 'kept' }],
        },
      ],
    },
  ],
};

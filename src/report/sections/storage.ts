/** Storage: operations by type and backend, the health of backends, the length of queues. */

import type { StorageMetrics, StorageOperationMetrics } from '../../telemetry/index.ts';
import { type Block, left, measurement, right } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { durationsJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const STORAGE_PART: ReportPart<'storage', StorageMetrics> = {
  name: 'storage',
  sections({ operations, backendHealth, queueSize }, context) {
    const blocks = [
      ...outcomeTable(operations),
      ...latencyTable(operations, context),
      ...valueTable('Backend', 'Health', backendHealth),
      ...valueTable('Status', 'In the queue', queueSize),
    ];
    return blocks.length === 0 ? [] : [{ heading: 'Storage', blocks }];
  },
  json: ({ operations, backendHealth, queueSize }) => ({
    operations: operations.map((operation) => ({
      operation_type: operation.operationType,
      backend: operation.backend,
      latency_stats: durationsJson(operation.latency),
      response_time_stats: durationsJson(operation.responseTime),
      success_rate: operation.successRate ?? null,
      error_rate: operation.errorRate ?? null,
      operations_per_minute: operation.operationsPerMinute,
      retry_count: operation.retryCount,
      outcomes: operation.outcomes,
      reached: operation.reached,
      in_flight: operation.inFlight,
    })),
    backend_health: backendHealth,
    queue_size: queueSize,
  }),
};

const OUTCOMES = ['ok', 'error', 'aborted', 'unknown'] as const;

function outcomeTable(operations: readonly StorageOperationMetrics[]): Block[] {
  if (operations.length === 0) return [];
  const figures = ['Ok', 'Error', 'Aborted', 'Unknown', 'In flight', 'Retries', 'Error ratio'];
  return [
    {
      kind: 'table',
      columns: [left('Operation'), left('Backend'), ...figures.map(right)],
      rows: operations.map(({ operationType, backend, outcomes, inFlight, retryCount }) => [
        operationType,
        backend,
        ...OUTCOMES.map((outcome) => measurement(outcomes[outcome], 'count')),
        measurement(
          Object.values(inFlight).reduce((sum, count) => sum + count, 0),
          'count',
        ),
        measurement(retryCount, 'count'),
        measurement(outcomes.error / (outcomes.ok + outcomes.error), 'ratio'),
      ]),
    },
  ];
}

const TIMES = [
  { name: 'start to end', of: (operation: StorageOperationMetrics) => operation.latency },
  { name: 'backend', of: (operation: StorageOperationMetrics) => operation.responseTime },
] as const;

function latencyTable(
  operations: readonly StorageOperationMetrics[],
  { percentiles }: ReportContext,
): Block[] {
  const rows = operations.flatMap((operation) =>
    TIMES.filter(({ of }) => of(operation) !== undefined).map(({ name, of }) => [
      operation.operationType,
      operation.backend,
      name,
      ...durationCells(of(operation), percentiles),
    ]),
  );
  if (rows.length === 0) return [];
  const columns = [left('Operation'), left('Backend'), left('Time'), ...durationColumns(percentiles)];
  return [{ kind: 'table', caption: 'Operations that ended well', columns, rows }];
}

function valueTable(key: string, heading: string, values: Readonly<Record<string, number>>): Block[] {
  const rows = Object.entries(values).map(([name, value]) => [name, measurement(value, 'number')]);
  if (rows.length === 0) return [];
  return [{ kind: 'table', caption: heading, columns: [left(key), right(heading)], rows }];
}

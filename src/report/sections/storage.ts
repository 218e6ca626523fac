/** Storage: operations by type and backend, the health of backends, the length of queues. */

import {
  healthWord,
  type StorageMetrics,
  type StorageOperationMetrics,
  valuesOf,
} from '../../telemetry/index.ts';
import { type Block, type Cell, type Column, left, measurement, right } from '../document/document.ts';
import type { ReportContext, ReportPart } from './context.ts';
import { durationsJson } from './json.ts';
import { durationCells, durationColumns } from './tables.ts';

export const STORAGE_PART = {
  name: 'storage',
  sections({ operations, backendHealth, queueSize }, context) {
    const blocks = [
      ...outcomeTable(operations),
      ...latencyTable(operations, context),
      ...errorTable(operations),
      ...healthTable(backendHealth, context),
      ...queueTable(queueSize, context),
    ];
    return blocks.length === 0 ? [] : [{ id: 'storage', heading: 'Storage', blocks }];
  },
  json: ({ operations, backendHealth, queueSize }, context) => ({
    operations: operations.map((operation) => ({
      operation_type: operation.operationType,
      backend: operation.backend,
      latency_stats: durationsJson(operation.latency),
      response_time_stats: durationsJson(operation.responseTime),
      failure_time_stats: durationsJson(operation.failureTime),
      error_types: operation.errorTypes,
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
    backend_health_over_time: courseJson(coursesOf(context, HEALTH)),
    queue_size_over_time: courseJson(coursesOf(context, QUEUE)),
  }),
} as const satisfies ReportPart<'storage', StorageMetrics>;

const HEALTH = { name: 'backend_health', label: 'backend' };
const QUEUE = { name: 'queue_size', label: 'status' };

const OUTCOMES = ['ok', 'error', 'aborted', 'unknown'] as const;

function outcomeTable(operations: readonly StorageOperationMetrics[]): Block[] {
  if (operations.length === 0) return [];
  const figures = ['Ok', 'Error', 'Aborted', 'Unknown', 'In flight', 'Retries', 'Per minute', 'Failed'];
  return [
    {
      kind: 'table',
      columns: [left('Operation'), left('Backend'), ...figures.map(right)],
      rows: operations.map(({ operationType, backend, outcomes, inFlight, retryCount, ...rates }) => [
        operationType,
        backend,
        ...OUTCOMES.map((outcome) => measurement(outcomes[outcome], 'count')),
        measurement(
          Object.values(inFlight).reduce((sum, count) => sum + count, 0),
          'count',
        ),
        measurement(retryCount, 'count'),
        measurement(rates.operationsPerMinute, 'count'),
        measurement(outcomes.error / (outcomes.ok + outcomes.error), 'ratio'),
      ]),
    },
  ];
}

const TIMES = [
  { name: 'whole', of: (operation: StorageOperationMetrics) => operation.latency },
  { name: 'backend', of: (operation: StorageOperationMetrics) => operation.responseTime },
  { name: 'failed', of: (operation: StorageOperationMetrics) => operation.failureTime },
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
  return [
    {
      kind: 'table',
      caption: 'From start to end, what of it the backend worked, and failures',
      columns,
      rows,
    },
  ];
}

function errorTable(operations: readonly StorageOperationMetrics[]): Block[] {
  const rows = operations.flatMap(({ operationType, backend, errorTypes }) =>
    Object.entries(errorTypes).map(([errorType, count]) => [
      operationType,
      backend,
      errorType,
      measurement(count, 'count'),
    ]),
  );
  if (rows.length === 0) return [];
  const columns = [left('Operation'), left('Backend'), left('Error'), right('Count')];
  return [{ kind: 'table', caption: 'Failures by class of error', columns, rows }];
}

function healthTable(healths: StorageMetrics['backendHealth'], context: ReportContext): Block[] {
  const rows = Object.entries(healths).map(([backend, health]) => [backend, healthWord(health)]);
  return withCourse('Backend', left('Health'), rows, coursesOf(context, HEALTH));
}

function queueTable(sizes: StorageMetrics['queueSize'], context: ReportContext): Block[] {
  const rows = Object.entries(sizes).map(([status, size]) => [status, measurement(size, 'count')]);
  return withCourse('Status', right('In the queue'), rows, coursesOf(context, QUEUE));
}

/** Where there is a history: the course over its intervals, and now. */
function withCourse(key: string, value: Column, rows: Cell[][], courses: Courses): Block[] {
  if (rows.length === 0) return [];
  const columns = [left(key), value];
  const isDrawn = [...courses.values()].some((course) => course.length > 1);
  const drawn = (row: Cell[]): Cell[] => [
    ...row,
    { values: (courses.get(String(row[0])) ?? []).map(([, figure]) => figure) },
  ];
  return [
    {
      kind: 'table',
      caption: value.heading,
      columns: isDrawn ? [...columns, left('Course')] : columns,
      rows: isDrawn ? rows.map(drawn) : rows,
    },
  ];
}

/** By the value of a label, oldest first: when, and what the gauge was then. */
type Courses = ReadonlyMap<string, readonly (readonly [unixMs: number, value: number])[]>;

function coursesOf(
  { intervals, snapshot }: ReportContext,
  { name, label }: { readonly name: string; readonly label: string },
): Courses {
  const moments = [
    ...intervals.map(({ endedAtUnixMs, metrics }) => ({ unixMs: endedAtUnixMs, metrics })),
    { unixMs: snapshot.takenAtUnixMs, metrics: snapshot.metrics },
  ];
  const courses = new Map<string, (readonly [number, number])[]>();
  for (const { unixMs, metrics } of moments) {
    for (const { labels, value } of valuesOf({ metrics }, name)) {
      const key = labels[label] as string;
      const course = courses.get(key) ?? [];
      course.push([unixMs, value]);
      courses.set(key, course);
    }
  }
  return courses;
}

/** Times as seconds since 1970. */
function courseJson(courses: Courses) {
  return Object.fromEntries(
    [...courses].map(([key, course]) => [
      key,
      course.map(([unixMs, value]) => ({ timestamp: unixMs / 1000, value })),
    ]),
  );
}

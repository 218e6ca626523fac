/** Answers of the source document about the operations of a write-ahead log. */
import { count, mapOf, numberOrNull, partial, record, schemaRef } from '../openapi.ts';
import { answer, answered, type Described, UNIX_SECONDS } from './answer.ts';

const LATENCY = {
  mean: numberOrNull('Seconds.'),
  median: numberOrNull('Seconds.'),
  min: numberOrNull('Seconds.'),
  max: numberOrNull('Seconds.'),
  percentile_95: numberOrNull('Seconds.'),
};

/** Of a share of operations. */
const SHARES = mapOf({ type: 'number', minimum: 0, maximum: 1 }, 'By `operation:backend`, from 0 to 1.');

export const STORAGE = {
  schemas: {
    TelemetryMetrics: answer(
      'get_telemetry',
      {
        metrics: mapOf(
          mapOf(mapOf({ type: 'array', items: schemaRef('TelemetryPoint') })),
          'By metric type, then operation type, then backend, oldest first. `overall` stands for every operation type or backend where a metric tells none apart: the health of a backend, the queue.',
        ),
        metric_type: schemaRef('MetricType', 'The one that was asked for.'),
        aggregation: schemaRef('Aggregation', 'The one that was asked for.'),
      },
      ['metric_type', 'aggregation'],
    ),
    TelemetryPoint: partial(
      {
        timestamp: { ...UNIX_SECONDS, description: 'When its step began, in seconds since 1970.' },
        value: numberOrNull(
          'The aggregation that was asked for; else what there was: operations that ended, a share, operations per minute, the last size of the queue or health of the backend.',
        ),
        ...LATENCY,
        percentile_99: numberOrNull('Seconds.'),
        count: count('Operations behind it.'),
        status_distribution: mapOf(count(), 'Of `operation_count`: by status.'),
      },
      {
        description:
          'One step. Of `operation_latency` it has mean, median, min, max and percentiles; of all others `value`.',
        required: ['timestamp'],
      },
    ),
    RealtimeTelemetry: answer('get_realtime_telemetry', {
      latency: mapOf(
        record({ ...LATENCY, count: count('Operations that ended well.') }),
        'By `operation:backend`.',
      ),
      success_rate: SHARES,
      error_rate: SHARES,
      throughput: mapOf(
        { type: 'number', minimum: 0 },
        'Operations that ended in the last minute: `overall`, and by `operation:backend`.',
      ),
      status_distribution: mapOf(
        mapOf(count()),
        'By `operation:backend`: operations that reached a status lately; of `pending` and `processing` those that are in it.',
      ),
    }),
  },
  examples: {
    TelemetryMetrics: answered('get_telemetry', {
      metrics: {
        operation_latency: {
          add: {
            ipfs: [
              {
                timestamp: 1714953230.5,
                mean: 0.85,
                median: 0.82,
                min: 0.5,
                max: 1.2,
                percentile_95: 1.1,
                percentile_99: 1.2,
                count: 15,
                value: 0.85,
              },
            ],
          },
        },
      },
      metric_type: 'operation_latency',
      aggregation: 'average',
    }),
    RealtimeTelemetry: answered('get_realtime_telemetry', {
      latency: {
        'add:ipfs': { mean: 0.85, median: 0.82, min: 0.5, max: 1.2, percentile_95: 1.1, count: 15 },
      },
      success_rate: { 'add:ipfs': 0.9 },
      error_rate: { 'add:ipfs': 0.1 },
      throughput: { overall: 12.5 },
      status_distribution: { 'add:ipfs': { pending: 2, processing: 1, completed: 18, failed: 2 } },
    }),
  },
} as const satisfies Described;

/** What goes on now. */
import { count, listOf, number, numberOrNull, record, schemaRef, text } from '../openapi.ts';
import { answer, answered, type Described } from './answer.ts';

export const NOW = {
  schemas: {
    Now: answer('get_now', {
      is_recording: { type: 'boolean', description: 'Whether telemetry is enabled.' },
      window_seconds: number('How much time the rates and percentiles below are of.'),
      uptime_seconds: number('Since the telemetry was made.'),
      in_flight: count('Operations that run: inferences, streams, storage.'),
      per_second: numberOrNull('Inferences that ended, of streams too.'),
      latency: record(
        {
          p50: numberOrNull('Seconds.'),
          p95: numberOrNull('Seconds.'),
          p99: numberOrNull('Seconds.'),
          count: count('Inferences behind it.'),
        },
        { description: 'Of inferences that ended well; of all models, from merged histograms.' },
      ),
      error_ratio: numberOrNull('Failures by successes and failures, of all operations; 0 to 1.'),
      tokens_per_second: numberOrNull('Output tokens; null before the first stream or usage.'),
      training: {
        description: 'The run that was continued last and goes on; null without one.',
        oneOf: [
          record({
            model_id: text(),
            run_id: text(),
            epoch: numberOrNull('The highest so far.'),
            epochs: numberOrNull('As the parameters of the run say.'),
            loss: numberOrNull('The last one.'),
          }),
          { type: 'null' },
        ],
      },
      workers: {
        description: 'null where none said anything.',
        oneOf: [
          record({
            busy: count('Workers with more than half of their time in use.'),
            total: count(),
            utilization: numberOrNull('The mean of all, 0 to 1.'),
          }),
          { type: 'null' },
        ],
      },
      storage_queue: numberOrNull('Operations that wait or are worked on; null without storage.'),
      categories: listOf(schemaRef('Category'), {
        description: 'Kinds of work of which something was recorded.',
      }),
      findings: record({ high: count(), medium: count() }),
    }),
  },
  examples: {
    Now: answered('get_now', {
      is_recording: true,
      window_seconds: 10,
      uptime_seconds: 5134.2,
      in_flight: 3,
      per_second: 41.2,
      latency: { p50: 0.0121, p95: 0.0302, p99: 0.148, count: 412 },
      error_ratio: 0.0024,
      tokens_per_second: 310.5,
      training: { model_id: 'glyph-dense', run_id: 'run-7', epoch: 3, epochs: 10, loss: 0.182 },
      workers: { busy: 3, total: 4, utilization: 0.71 },
      storage_queue: 2,
      categories: ['inference', 'stream', 'training', 'distributed', 'storage'],
      findings: { high: 1, medium: 2 },
    }),
  },
} as const satisfies Described;

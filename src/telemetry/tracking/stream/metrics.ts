/** What is recorded of streams of output. */
import { counter, distribution, durations, gauge } from '../../operations/metric-rows.ts';

// OpenTelemetry's for gen_ai.server.time_to_first_token and gen_ai.server.time_per_output_token.
const FIRST_TOKEN_SECONDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
const ID = ['model_id'];
const TOKEN_SECONDS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5];
const TOKENS_PER_SECOND = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export const TIME_TO_FIRST_CHUNK_SECONDS = durations(
  'stream',
  'time_to_first_chunk_seconds',
  ID,
  FIRST_TOKEN_SECONDS,
);
export const TIME_TO_FIRST_TOKEN_SECONDS = durations(
  'stream',
  'time_to_first_token_seconds',
  ID,
  FIRST_TOKEN_SECONDS,
);
export const TIME_TO_FIRST_CONTENT_TOKEN_SECONDS = durations(
  'stream',
  'time_to_first_content_token_seconds',
  ID,
  FIRST_TOKEN_SECONDS,
);
export const INTER_TOKEN_LATENCY_SECONDS = durations(
  'stream',
  'inter_token_latency_seconds',
  ID,
  TOKEN_SECONDS,
);
export const TIME_PER_OUTPUT_TOKEN_SECONDS = durations(
  'stream',
  'time_per_output_token_seconds',
  ID,
  TOKEN_SECONDS,
);
export const STREAM_TOKENS_PER_SECOND = distribution(
  'stream',
  'stream_tokens_per_second',
  'per_second',
  ID,
  TOKENS_PER_SECOND,
);
export const STREAM_LONGEST_STALL_SECONDS = durations(
  'stream',
  'stream_longest_stall_seconds',
  ID,
  FIRST_TOKEN_SECONDS,
);
export const STREAM_READER_PAUSE_SECONDS = durations(
  'stream',
  'stream_reader_pause_seconds',
  ID,
  FIRST_TOKEN_SECONDS,
);
export const STREAM_TOKENS_TOTAL = counter('stream', 'stream_tokens_total', ID);
export const STREAMS_TOTAL = counter('stream', 'streams_total', [...ID, 'ending']);
export const STREAM_OBJECTIVES_TOTAL = counter('stream', 'stream_objectives_total', [
  ...ID,
  'operation_type',
  'objective',
  'result',
]);
export const ACTIVE_STREAMS = gauge('stream', 'active_streams', '1', ID);

export const STREAM_METRICS = [
  TIME_TO_FIRST_CHUNK_SECONDS,
  TIME_TO_FIRST_TOKEN_SECONDS,
  TIME_TO_FIRST_CONTENT_TOKEN_SECONDS,
  INTER_TOKEN_LATENCY_SECONDS,
  TIME_PER_OUTPUT_TOKEN_SECONDS,
  STREAM_TOKENS_PER_SECOND,
  STREAM_LONGEST_STALL_SECONDS,
  STREAM_READER_PAUSE_SECONDS,
  STREAM_TOKENS_TOTAL,
  STREAMS_TOTAL,
  STREAM_OBJECTIVES_TOTAL,
  ACTIVE_STREAMS,
] as const;

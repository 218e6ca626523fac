/** Results about streams: how soon and how evenly their tokens come, and how they end. */

import { findById, summarize } from '../../query/results.ts';
import { histogramsBy, type Recorded, valuesBy, valuesOf } from '../../query/snapshot-reader.ts';
import type { MetricsSource } from '../../query/source.ts';
import {
  type DurationStatistics,
  durationStatistics,
  type ValueStatistics,
  valueStatistics,
} from '../../query/statistics.ts';
import type { StreamEnding } from './stream-run.ts';

/** Up to date while streams run, but for the figures of whole streams. */
export interface StreamMetrics {
  readonly modelId: string;
  /** Streams that are being read now, or wait for it. */
  readonly active: number;
  /** From the call of `trackStream`, as all of these; undefined if no chunk came. */
  readonly timeToFirstChunk: DurationStatistics | undefined;
  /** The first chunk for which `isToken` was true. */
  readonly timeToFirstToken: DurationStatistics | undefined;
  /** Every gap between two tokens. */
  readonly interTokenLatency: DurationStatistics | undefined;
  /** (latency - time to first token) / (tokens - 1), of the completed streams with two tokens or more. */
  readonly timePerOutputToken: DurationStatistics | undefined;
  /** Tokens by latency, of the completed streams. */
  readonly tokensPerSecond: ValueStatistics | undefined;
  /** Of all streams that have ended. */
  readonly tokens: number;
  /** Of the streams whose end was seen. */
  readonly endings: Readonly<Record<Exclude<StreamEnding, 'unfollowed'>, number>>;
  /** Streams that were handed on to something that cannot be followed: nobody knows how they ended. */
  readonly unfollowed: number;
}

/** Of every model that had a stream. */
export function streamMetrics(recorded: Recorded, percentiles: readonly number[]): StreamMetrics[] {
  const times = (name: string) => {
    const models = histogramsBy('model_id', recorded, name);
    return (modelId: string) => durationStatistics(models(modelId), percentiles);
  };
  const firstChunks = times('time_to_first_chunk_seconds');
  const firstTokens = times('time_to_first_token_seconds');
  const gaps = times('inter_token_latency_seconds');
  const perToken = times('time_per_output_token_seconds');
  const rates = histogramsBy('model_id', recorded, 'stream_tokens_per_second');
  const tokens = valuesBy('model_id', recorded, 'stream_tokens_total');
  const endings = valuesBy('model_id', recorded, 'streams_total');
  return valuesOf(recorded, 'active_streams').map(({ labels, value }) => {
    const modelId = labels.model_id as string;
    const ended = (ending: StreamEnding) =>
      endings(modelId).find((series) => series.labels.ending === ending)?.value ?? 0;
    return {
      modelId,
      active: value,
      timeToFirstChunk: firstChunks(modelId),
      timeToFirstToken: firstTokens(modelId),
      interTokenLatency: gaps(modelId),
      timePerOutputToken: perToken(modelId),
      tokensPerSecond: valueStatistics(rates(modelId)),
      tokens: tokens(modelId)[0]?.value ?? 0,
      endings: {
        completed: ended('completed'),
        failed: ended('failed'),
        aborted: ended('aborted'),
        returned: ended('returned'),
        abandoned: ended('abandoned'),
      },
      unfollowed: ended('unfollowed'),
    };
  });
}

/**
 * Models that had a stream; one of them by id, or undefined.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getStreamMetrics(source: MetricsSource): StreamMetrics[];
export function getStreamMetrics(source: MetricsSource, modelId: string): StreamMetrics | undefined;
export function getStreamMetrics(
  source: MetricsSource,
  modelId?: string,
): StreamMetrics[] | StreamMetrics | undefined {
  return findById(summarize(source, ['stream', 'inference'], streamMetrics), modelId);
}

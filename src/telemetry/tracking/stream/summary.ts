/** Results about streams: how soon and how evenly their tokens come, and how they end. */

import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from '../../../histogram/index.ts';
import { mapping, type Slices } from '../../../metrics/inner.ts';
import { findById, summarize } from '../../query/results.ts';
import { histogramsBy, type Recorded, valuesBy, valuesOf } from '../../query/snapshot-reader.ts';
import type { ResultsSource } from '../../query/source.ts';
import {
  type DurationStatistics,
  durationStatistics,
  type ValueStatistics,
  valueStatistics,
} from '../../query/statistics.ts';
import { type UsageMetrics, usageByModel } from '../../query/usage.ts';
import type { StreamEnding } from './endings.ts';

/** Up to date while streams run, but for the figures of whole streams. */
export interface StreamMetrics {
  readonly modelId: string;
  /** Streams that are being read now, or wait for it. */
  readonly active: number;
  /** From the call of `trackStream`, as all of these; undefined if no chunk came. */
  readonly timeToFirstChunk: DurationStatistics | undefined;
  /** To the first token of any kind, without what the reader let pass. */
  readonly timeToFirstToken: DurationStatistics | undefined;
  /** To the first token that is no reasoning. */
  readonly timeToFirstContentToken: DurationStatistics | undefined;
  /** Every gap between two arrivals of tokens that was the model's: see docs/streams.md. */
  readonly interTokenLatency: DurationStatistics | undefined;
  /** The tail of the gaps, p99 - p50 of `interTokenLatency`: how much worse a bad gap is than a usual one. */
  readonly jitterTailSeconds: number | undefined;
  /** The longest gap of each stream. */
  readonly longestStall: DurationStatistics | undefined;
  /** What each stream waited for its reader. */
  readonly readerPause: DurationStatistics | undefined;
  /** (latency - time to first token) / (tokens - 1), of the completed streams with two tokens or more. */
  readonly timePerOutputToken: DurationStatistics | undefined;
  /** Tokens by latency, of the completed streams. */
  readonly tokensPerSecond: ValueStatistics | undefined;
  /** Output tokens of all streams that have ended: as told by usage, else counted. */
  readonly tokens: number;
  /** Of all inferences of the model, streamed or not; undefined where nobody told of tokens. */
  readonly usage: UsageMetrics | undefined;
  /** Of the streams whose end was seen. */
  readonly endings: Readonly<Record<Exclude<StreamEnding, 'unfollowed'>, number>>;
  /** Streams that were handed on to something that cannot be followed: nobody knows how they ended. */
  readonly unfollowed: number;
}

/** Of every model that had a stream. */
export function* streamMetrics(recorded: Recorded, percentiles: readonly number[]): Slices<StreamMetrics[]> {
  const times = (name: string) => {
    const models = histogramsBy('model_id', recorded, name);
    return (modelId: string) => durationStatistics(models(modelId), percentiles);
  };
  const firstChunks = times('time_to_first_chunk_seconds');
  const firstTokens = times('time_to_first_token_seconds');
  const firstContents = times('time_to_first_content_token_seconds');
  const gaps = histogramsBy('model_id', recorded, 'inter_token_latency_seconds');
  const stalls = times('stream_longest_stall_seconds');
  const pauses = times('stream_reader_pause_seconds');
  const usage = usageByModel(recorded);
  const perToken = times('time_per_output_token_seconds');
  const rates = histogramsBy('model_id', recorded, 'stream_tokens_per_second');
  const tokens = valuesBy('model_id', recorded, 'stream_tokens_total');
  const endings = valuesBy('model_id', recorded, 'streams_total');
  return yield* mapping(valuesOf(recorded, 'active_streams'), ({ labels, value }) => {
    const modelId = labels.model_id as string;
    const ended = (ending: StreamEnding) =>
      endings(modelId).find((series) => series.labels.ending === ending)?.value ?? 0;
    return {
      modelId,
      active: value,
      timeToFirstChunk: firstChunks(modelId),
      timeToFirstToken: firstTokens(modelId),
      timeToFirstContentToken: firstContents(modelId),
      interTokenLatency: durationStatistics(gaps(modelId), percentiles),
      jitterTailSeconds: jitterTail(gaps(modelId)),
      longestStall: stalls(modelId),
      readerPause: pauses(modelId),
      timePerOutputToken: perToken(modelId),
      tokensPerSecond: valueStatistics(rates(modelId)),
      tokens: tokens(modelId)[0]?.value ?? 0,
      usage: usage(modelId),
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

function jitterTail(series: readonly { readonly histogram: ExponentialSnapshot }[]): number | undefined {
  const gaps = mergeSnapshots(series.map(({ histogram }) => histogram));
  if (gaps.count === 0) return undefined;
  const [p50, p99] = quantilesOf(gaps, [0.5, 0.99]) as [number, number];
  return p99 - p50;
}

/**
 * Models that had a stream; one of them by id, or undefined.
 *
 * @example
 * const { timeToFirstToken, jitterTailSeconds, usage, endings } = getStreamMetrics(telemetry, 'gpt') ?? {};
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_SNAPSHOT, TELEMETRY_LABEL_KIND
 */
export function getStreamMetrics(source: ResultsSource): StreamMetrics[];
export function getStreamMetrics(source: ResultsSource, modelId: string): StreamMetrics | undefined;
export function getStreamMetrics(
  source: ResultsSource,
  modelId?: string,
): StreamMetrics[] | StreamMetrics | undefined {
  return findById(summarize(source, ['stream', 'operation'], streamMetrics), modelId);
}

/** One stream of a model's output: when its tokens came, and how it ended. */

import type {
  GaugeSeries,
  HistogramSeries,
  Instrument,
  RecordingSwitch,
  Registry,
} from '../../../metrics/inner.ts';
import type { Clock } from '../../../ports.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { Objective } from '../../context/objectives.ts';
import type { StreamObserver } from '../../operations/following/stream-observer.ts';
import type { TrackedOperation } from '../../operations/operation.ts';
import { outcomeOf } from '../../operations/outcome.ts';
import {
  ACTIVE_STREAMS,
  INTER_TOKEN_LATENCY_SECONDS,
  STREAM_OUTPUT_TOKENS,
  STREAM_TOKENS_PER_SECOND,
  STREAM_TOKENS_TOTAL,
  STREAMS_TOTAL,
  TIME_PER_OUTPUT_TOKEN_SECONDS,
  TIME_TO_FIRST_CHUNK_SECONDS,
  TIME_TO_FIRST_TOKEN_SECONDS,
} from './metrics.ts';
import { judgeStream } from './objectives.ts';

/**
 * `returned`: its consumer stopped reading. `abandoned`: it was neither read to its end nor closed, and the collector
 * found it. `unfollowed`: it was handed on to something that cannot be followed, and the collector found it.
 */
export type StreamEnding = 'completed' | 'failed' | 'aborted' | 'returned' | 'abandoned' | 'unfollowed';

export interface StreamSettings {
  readonly modelId: string;
  /** The caller's labels. */
  readonly own: LabelValues;
  readonly isToken: ((chunk: never) => boolean) | undefined;
  /** When the operation began, by the monotonic clock. */
  readonly startedMs: number;
  /** Called once, at the end. */
  readonly ended: () => void;
}

export class StreamRun implements StreamObserver {
  private readonly operation: TrackedOperation;
  private readonly settings: StreamSettings;
  private readonly instance: { readonly registry: Registry; readonly objectives: readonly Objective[] };
  private readonly registry: Registry;
  private readonly recording: RecordingSwitch;
  private readonly clock: Clock;
  private readonly active: GaugeSeries;
  private readonly interTokenLatencies: HistogramSeries;
  private readonly startedMs: number;
  private isFirstChunk = true;
  private isOver = false;
  private tokens = 0;
  private timeToFirstChunkSeconds = Number.NaN;
  private timeToFirstTokenSeconds = Number.NaN;
  private lastTokenMs = Number.NaN;

  constructor(
    instance: { registry: Registry; clock: Clock; objectives: readonly Objective[] },
    operation: TrackedOperation,
    settings: StreamSettings,
  ) {
    this.operation = operation;
    this.settings = settings;
    this.instance = instance;
    this.registry = instance.registry;
    this.recording = instance.registry.recording;
    this.clock = instance.clock;
    const labels = [settings.modelId, ...settings.own];
    this.active = this.registry.of(ACTIVE_STREAMS).withLabelValues(labels);
    this.interTokenLatencies = this.registry.of(INTER_TOKEN_LATENCY_SECONDS).withLabelValues(labels);
    this.active.increment(1);
    this.startedMs = settings.startedMs;
  }

  /** Handed around without its object. */
  readonly chunk = (value: unknown): void => {
    if (this.isOver) return;
    const nowMs = this.clock.monotonicMs();
    if (this.isFirstChunk) {
      this.timeToFirstChunkSeconds = (nowMs - this.startedMs) / 1000;
      this.record(TIME_TO_FIRST_CHUNK_SECONDS, this.timeToFirstChunkSeconds);
      this.isFirstChunk = false;
    }
    if (!this.isToken(value)) return;
    this.tokens += 1;
    if (this.tokens === 1) {
      this.timeToFirstTokenSeconds = (nowMs - this.startedMs) / 1000;
      this.record(TIME_TO_FIRST_TOKEN_SECONDS, this.timeToFirstTokenSeconds);
    } else {
      this.interTokenLatencies.record((nowMs - this.lastTokenMs) / 1000);
    }
    this.lastTokenMs = nowMs;
  };

  readonly completed = (): void => {
    if (!this.end('completed')) return;
    this.operation.ok();
    const seconds = (this.clock.monotonicMs() - this.startedMs) / 1000;
    if (this.tokens > 0 && seconds > 0) this.record(STREAM_TOKENS_PER_SECOND, this.tokens / seconds);
    // (latency - time to first token) / (n - 1), as vLLM defines it; of one token there is none.
    const perToken =
      this.tokens > 1 ? (seconds - this.timeToFirstTokenSeconds) / (this.tokens - 1) : Number.NaN;
    if (this.tokens > 1) this.record(TIME_PER_OUTPUT_TOKEN_SECONDS, perToken);
    this.judge(false, seconds, perToken);
  };

  readonly failed = (error: unknown): void => {
    const isFailed = outcomeOf(error, this.operation.attributes.signal) !== 'aborted';
    if (!this.end(isFailed ? 'failed' : 'aborted')) return;
    this.operation.fail(error);
    if (isFailed) this.judge(true, Number.NaN, Number.NaN);
  };

  readonly returned = (): void => {
    if (this.end('returned')) this.operation.abort();
  };

  readonly aborted = (): void => {
    if (this.end('aborted')) this.operation.abort();
  };

  readonly abandoned = (): void => {
    if (this.end('abandoned')) this.operation[Symbol.dispose]();
  };

  readonly unfollowed = (): void => {
    if (!this.end('unfollowed')) return;
    this.recording.reject('unfollowed');
    this.operation[Symbol.dispose]();
  };

  /** There is no stream: the operation ends without one. */
  withdraw(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.settings.ended();
    this.active.increment(-1);
  }

  private judge(isFailed: boolean, latencySeconds: number, timePerOutputTokenSeconds: number): void {
    if (!this.recording.enabled) return;
    // As they are now: objectives may have changed since the stream began.
    judgeStream(this.registry, this.instance.objectives, {
      operationType: this.operation.type,
      modelId: this.settings.modelId,
      own: this.settings.own,
      isFailed,
      latencySeconds,
      timeToFirstTokenSeconds: this.timeToFirstTokenSeconds,
      timePerOutputTokenSeconds,
    });
  }

  /** False if it has ended before. */
  private end(ending: StreamEnding): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    const { modelId, own, ended } = this.settings;
    ended();
    const { tokens, timeToFirstChunkSeconds, timeToFirstTokenSeconds } = this;
    this.operation.set({ ending, tokens, timeToFirstChunkSeconds, timeToFirstTokenSeconds });
    this.active.increment(-1);
    if (!this.recording.enabled) return true;
    this.registry
      .of(STREAMS_TOTAL)
      .withLabelValues([modelId, ending, ...own])
      .add();
    this.registry
      .of(STREAM_TOKENS_TOTAL)
      .withLabelValues([modelId, ...own])
      .add(this.tokens);
    if (this.tokens > 0) this.record(STREAM_OUTPUT_TOKENS, this.tokens);
    return true;
  }

  private isToken(chunk: unknown): boolean {
    const { isToken } = this.settings;
    if (isToken === undefined) return true;
    return this.recording.contain('callback', () => isToken(chunk as never)) === true;
  }

  private record(histogram: Instrument & { readonly kind: 'histogram' }, value: number): void {
    if (!this.recording.enabled) return;
    const { modelId, own } = this.settings;
    this.registry
      .of(histogram)
      .withLabelValues([modelId, ...own])
      .record(value);
  }
}

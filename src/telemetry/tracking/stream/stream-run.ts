/** One stream of a model's output: when its tokens came, how many, and how it ended. */
import type { GaugeSeries, Instrument, RecordingSwitch, Registry } from '../../../metrics/inner.ts';
import type { Clock } from '../../../ports.ts';
import type { LabelValues } from '../../context/call-labels.ts';
import type { Objective } from '../../context/objectives.ts';
import type { StreamObserver } from '../../operations/following/stream-observer.ts';
import type { TrackedOperation } from '../../operations/operation.ts';
import {
  type AbortState,
  isAborted,
  isAbortState,
  outcomeOf,
  propertyOf,
  timeoutOf,
} from '../../operations/outcome.ts';
import type { KnownUsage } from '../../operations/usage.ts';
import { type AnswerFacts, factsIn, usageIn } from '../inference/answer.ts';
import { failureIn } from './delta.ts';
import { STREAM_ENDINGS, type StreamEnding } from './endings.ts';
import {
  ACTIVE_STREAMS,
  INTER_TOKEN_LATENCY_SECONDS,
  STREAM_LONGEST_STALL_SECONDS,
  STREAM_READER_PAUSE_SECONDS,
  STREAM_TOKENS_PER_SECOND,
  STREAM_TOKENS_TOTAL,
  STREAMS_TOTAL,
  TIME_PER_OUTPUT_TOKEN_SECONDS,
  TIME_TO_FIRST_CHUNK_SECONDS,
  TIME_TO_FIRST_CONTENT_TOKEN_SECONDS,
  TIME_TO_FIRST_TOKEN_SECONDS,
} from './metrics.ts';
import { judgeStream } from './objectives.ts';
import { Pace } from './pace.ts';
import { type ChunkOptions, StreamTokens, type TokenCounts } from './tokens.ts';

export interface StreamSettings {
  readonly modelId: string;
  /** The caller's labels. */
  readonly own: LabelValues;
  readonly chunks: ChunkOptions<never>;
  /** When the operation began, by the monotonic clock. */
  readonly startedMs: number;
  /** Called once, at the end. */
  readonly ended: () => void;
}

export class StreamRun implements StreamObserver {
  readonly operation: TrackedOperation;
  private readonly settings: StreamSettings;
  private readonly instance: { readonly registry: Registry; readonly objectives: readonly Objective[] };
  private readonly registry: Registry;
  private readonly recording: RecordingSwitch;
  private readonly clock: Clock;
  private readonly active: GaugeSeries;
  private readonly pace: Pace;
  private readonly tokens: StreamTokens;
  private facts: AnswerFacts = {};
  private ownSignal: AbortState | undefined;
  /** That a chunk told of. */
  private failure: unknown;
  private isOver = false;

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
    this.pace = new Pace(settings.startedMs);
    this.tokens = new StreamTokens(settings.chunks, this.recording);
    this.active = this.registry.of(ACTIVE_STREAMS).withLabelValues([settings.modelId, ...settings.own]);
    this.active.increment(1);
  }

  // All of these are handed around without their object.

  /** The reader has the stream, which may be able to abort itself. */
  readonly opened = (stream: object): void => {
    this.ownSignal = signalOf(stream);
    this.pace.opened(this.clock.monotonicMs());
  };

  readonly requested = (): void => {
    this.pace.requested(this.clock.monotonicMs());
  };

  readonly chunk = (value: unknown): void => {
    if (this.isOver) return;
    this.arrived();
    const counts = this.tokens.addChunk(value);
    this.learn(value);
    this.came(counts);
  };

  /** Tokens came, without a chunk that could be looked at. */
  readonly token = (tokens: number | TokenCounts): void => {
    if (this.isOver) return;
    this.arrived();
    this.came(this.tokens.add(tokens));
  };

  /** Some clients end a stream that was aborted, or failed, as if it were complete. */
  readonly completed = (): void => {
    const aborted = [this.operation.signal, this.ownSignal].find(isAborted);
    if (aborted !== undefined) this.stopped(aborted);
    else if (this.failure !== undefined) this.failed(this.failure);
    else this.end('completed');
  };

  readonly failed = (error: unknown): void => {
    const isGivenUp = outcomeOf(error, this.operation.signal) === 'aborted';
    this.end(isGivenUp ? 'aborted' : 'failed', error);
  };

  readonly returned = (): void => this.end('returned');

  /** Somebody gave up, or its signal did. */
  readonly aborted = (): void => this.stopped(this.operation.signal);

  readonly abandoned = (): void => this.end('abandoned');

  readonly unfollowed = (): void => {
    if (!this.isOver) this.recording.reject('unfollowed');
    this.end('unfollowed');
  };

  /** There is no stream: the operation ends without one. */
  withdraw(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.settings.ended();
    this.active.increment(-1);
  }

  private stopped(signal: AbortState | undefined): void {
    const timeout = timeoutOf(undefined, signal);
    this.end(timeout === undefined ? 'aborted' : 'failed', timeout);
  }

  private arrived(): void {
    const { pace } = this;
    const isFirst = Number.isNaN(pace.timeToFirstChunkSeconds);
    pace.arrived(this.clock.monotonicMs());
    if (isFirst) this.record(TIME_TO_FIRST_CHUNK_SECONDS, pace.timeToFirstChunkSeconds);
  }

  private came({ content, reasoning, tool }: Required<TokenCounts>): void {
    if (content + reasoning + tool === 0) return;
    const { pace } = this;
    const hadToken = !Number.isNaN(pace.timeToFirstTokenSeconds);
    const hadContent = !Number.isNaN(pace.timeToFirstContentTokenSeconds);
    const gapSeconds = pace.token(content + tool > 0);
    if (!hadToken) this.record(TIME_TO_FIRST_TOKEN_SECONDS, pace.timeToFirstTokenSeconds);
    if (!hadContent) this.record(TIME_TO_FIRST_CONTENT_TOKEN_SECONDS, pace.timeToFirstContentTokenSeconds);
    this.record(INTER_TOKEN_LATENCY_SECONDS, gapSeconds);
  }

  /** What the chunk says beside its content. */
  private learn(value: unknown): void {
    const { usageOf } = this.settings.chunks;
    const usage = usageOf
      ? this.recording.contain('callback', () => usageOf(value as never))
      : usageIn(value);
    if (usage) this.operation.usage(usage);
    this.failure ??= this.recording.contain('callback', () => failureIn(value));
    if (this.operation.span !== undefined) this.facts = { ...this.facts, ...factsIn(value) };
  }

  /** The first end counts. */
  private end(ending: StreamEnding, error?: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.settings.ended();
    this.active.increment(-1);
    const isComplete = ending === 'completed';
    const nowMs = this.clock.monotonicMs();
    if (isComplete) this.pace.arrived(nowMs);
    const usage = this.usageAtEnd(isComplete);
    const tokens = usage.outputTokens ?? this.tokens.total;
    const { timeToFirstChunkSeconds, timeToFirstTokenSeconds } = this.pace;
    this.operation.set({ ...this.facts, ending, tokens, timeToFirstChunkSeconds, timeToFirstTokenSeconds });
    this.endOperation(ending, error);
    if (!this.recording.enabled) return;
    const { modelId, own } = this.settings;
    this.registry
      .of(STREAMS_TOTAL)
      .withLabelValues([modelId, ending, ...own])
      .add();
    this.registry
      .of(STREAM_TOKENS_TOTAL)
      .withLabelValues([modelId, ...own])
      .add(tokens);
    this.record(STREAM_LONGEST_STALL_SECONDS, this.pace.longestStallSeconds);
    if (!Number.isNaN(timeToFirstChunkSeconds))
      this.record(STREAM_READER_PAUSE_SECONDS, this.pace.readerPauseSeconds);
    const perTokenSeconds = isComplete ? this.recordRates(usage, tokens) : Number.NaN;
    // As they are now: objectives may have changed since the stream began.
    judgeStream(this.registry, this.instance.objectives, {
      operationType: this.operation.type,
      modelId,
      own,
      judged: STREAM_ENDINGS[ending].objective,
      latencySeconds: (nowMs - this.settings.startedMs) / 1000,
      timeToFirstTokenSeconds: isComplete ? timeToFirstTokenSeconds : this.pace.firstTokenSeconds(nowMs),
      timePerOutputTokenSeconds: perTokenSeconds,
      longestStallSeconds: this.pace.longestStallSeconds,
    });
  }

  private endOperation(ending: StreamEnding, error: unknown): void {
    const { operation } = this;
    // Whoever opened it may have ended the operation.
    if (operation.outcome !== undefined) return;
    if (ending === 'completed') operation.ok();
    else if (ending === 'failed') operation.fail(error);
    else if (STREAM_ENDINGS[ending].outcome === 'aborted') operation.abort();
    else operation[Symbol.dispose]();
  }

  /** What was told of the tokens, and where less was told than came, what was counted. */
  private usageAtEnd(isComplete: boolean): KnownUsage {
    const { operation } = this;
    const counted = this.tokens.missing(operation.tokens ?? {}, isComplete);
    if (Object.keys(counted).length > 0) operation.usage(counted);
    return operation.tokens ?? {};
  }

  /** @returns the time per output token; NaN where there is none, or nobody knows it */
  private recordRates({ reasoningTokens = 0 }: KnownUsage, tokens: number): number {
    const { modelSeconds, timeToFirstTokenSeconds, isKnown } = this.pace;
    if (!isKnown) return Number.NaN;
    if (tokens > 0 && modelSeconds > 0) this.record(STREAM_TOKENS_PER_SECOND, tokens / modelSeconds);
    // Reasoning that nobody was shown came before the first token.
    const shown = this.tokens.reasoning > 0 ? tokens : tokens - reasoningTokens;
    if (shown <= 1) return Number.NaN;
    // (latency - time to first token) / (n - 1), as vLLM defines it; of one token there is none.
    const perTokenSeconds = (modelSeconds - timeToFirstTokenSeconds) / (shown - 1);
    this.record(TIME_PER_OUTPUT_TOKEN_SECONDS, perTokenSeconds);
    return perTokenSeconds;
  }

  /** What is NaN is not known. */
  private record(histogram: Instrument & { readonly kind: 'histogram' }, value: number): void {
    if (Number.isNaN(value) || !this.recording.enabled) return;
    const { modelId, own } = this.settings;
    this.registry
      .of(histogram)
      .withLabelValues([modelId, ...own])
      .record(value);
  }
}

/** Streams of openai and Anthropic are aborted by `stream.controller.abort()`, and then end as if they were complete. */
function signalOf(stream: object): AbortState | undefined {
  const controller: unknown = Object.getOwnPropertyDescriptor(stream, 'controller')?.value;
  const signal = propertyOf(controller, 'signal');
  return isAbortState(signal) ? signal : undefined;
}

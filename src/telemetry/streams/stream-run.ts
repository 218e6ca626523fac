/** One stream of a model's output: when its tokens came, and how it ended. */

import type { Objective } from '../analysis/objective.ts';
import type { Gate } from '../gate.ts';
import { raise } from '../level.ts';
import type { TrackedOperation } from '../operation.ts';
import { outcomeOf } from '../outcome.ts';
import type { Clock } from '../ports.ts';
import type { Registry } from '../registry.ts';
import type { GaugeSeries, HistogramSeries } from '../series.ts';
import type { StreamObserver } from './observer.ts';
import { judgeStream } from './stream-objectives.ts';

/**
 * `returned`: its consumer stopped reading. `abandoned`: it was neither read to its end nor closed, and the collector
 * found it.
 */
export type StreamEnding = 'completed' | 'failed' | 'aborted' | 'returned' | 'abandoned';

export interface StreamSettings {
  readonly modelId: string;
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
  private readonly gate: Gate;
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
    this.gate = instance.registry.gate;
    this.clock = instance.clock;
    this.active = this.registry.gauge('active_streams').at([settings.modelId]);
    this.interTokenLatencies = this.registry.histogram('inter_token_latency_seconds').at([settings.modelId]);
    raise(this.active, 1);
    this.startedMs = settings.startedMs;
  }

  /** Handed around without its object. */
  readonly chunk = (value: unknown): void => {
    if (this.isOver) return;
    const nowMs = this.clock.monotonicMs();
    if (this.isFirstChunk) {
      this.timeToFirstChunkSeconds = (nowMs - this.startedMs) / 1000;
      this.record('time_to_first_chunk_seconds', this.timeToFirstChunkSeconds);
      this.isFirstChunk = false;
    }
    if (!this.isToken(value)) return;
    this.tokens += 1;
    if (this.tokens === 1) {
      this.timeToFirstTokenSeconds = (nowMs - this.startedMs) / 1000;
      this.record('time_to_first_token_seconds', this.timeToFirstTokenSeconds);
    } else {
      this.interTokenLatencies.record((nowMs - this.lastTokenMs) / 1000);
    }
    this.lastTokenMs = nowMs;
  };

  readonly completed = (): void => {
    if (!this.end('completed')) return;
    this.operation.ok();
    const seconds = (this.clock.monotonicMs() - this.startedMs) / 1000;
    if (this.tokens > 0 && seconds > 0) this.record('stream_tokens_per_second', this.tokens / seconds);
    // (latency - time to first token) / (n - 1), as vLLM defines it; of one token there is none.
    const perToken =
      this.tokens > 1 ? (seconds - this.timeToFirstTokenSeconds) / (this.tokens - 1) : Number.NaN;
    if (this.tokens > 1) this.record('time_per_output_token_seconds', perToken);
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

  private judge(isFailed: boolean, latencySeconds: number, timePerOutputTokenSeconds: number): void {
    if (!this.gate.open) return;
    // As they are now: objectives may have changed since the stream began.
    judgeStream(this.registry, this.instance.objectives, {
      operationType: this.operation.type,
      modelId: this.settings.modelId,
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
    const { modelId, ended } = this.settings;
    ended();
    const { tokens, timeToFirstChunkSeconds, timeToFirstTokenSeconds } = this;
    this.operation.set({ ending, tokens, timeToFirstChunkSeconds, timeToFirstTokenSeconds });
    raise(this.active, -1);
    if (!this.gate.open) return true;
    this.registry.counter('streams_total').at([modelId, ending]).add();
    this.registry.counter('stream_tokens_total').at([modelId]).add(this.tokens);
    if (this.tokens > 0) this.record('stream_output_tokens', this.tokens);
    return true;
  }

  private isToken(chunk: unknown): boolean {
    const { isToken } = this.settings;
    if (isToken === undefined) return true;
    try {
      return isToken(chunk as never) === true;
    } catch {
      this.gate.refuse('callback_failed');
      return false;
    }
  }

  private record(name: Parameters<Registry['histogram']>[0], value: number): void {
    if (this.gate.open) this.registry.histogram(name).at([this.settings.modelId]).record(value);
  }
}

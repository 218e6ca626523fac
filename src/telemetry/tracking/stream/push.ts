/** The push form: streams whose tokens come by callback, and are told of one by one. */
import { componentOf, contextOf, type TrackingHandle } from '../../context/context.ts';
import { requireAttributes } from '../../operations/attributes.ts';
import { begunWith } from '../../operations/category-tracker.ts';
import type { Operation } from '../../operations/operation.ts';
import type { TokenUsage } from '../../operations/usage.ts';
import { InferenceTracker } from '../inference/tracker.ts';
import type { StreamRun } from './stream-run.ts';
import { requireChunkOptions, type TokenCounts } from './tokens.ts';
import { STREAM_NAMES, type StreamOptions, StreamTracker } from './tracker.ts';

/**
 * A stream of output that its caller tells of. The first of `end()`, `fail()` and `abort()` counts, and so does its
 * signal; none of these throws. Leaving the block of a `using` without one, or losing the stream to the collector, ends
 * it as abandoned.
 */
export class PushedStream<Chunk = unknown> {
  /** For its span, its phases, and attributes of one's own. It ends with the stream. */
  readonly operation: Operation;
  private readonly run: StreamRun | undefined;

  /** @param run undefined where nothing is recorded. */
  constructor(operation: Operation, run: StreamRun | undefined) {
    this.operation = operation;
    this.run = run;
  }

  /** A chunk came: what `tokensOf`, `isToken` and `usageOf` say of it, or known shapes of chunks. */
  chunk(chunk: Chunk): void {
    this.run?.chunk(chunk);
  }

  /** Tokens came: one of content, so many, or so many of each kind. */
  token(tokens: number | TokenCounts = 1): void {
    this.run?.token(tokens);
  }

  /** What the provider tells of the tokens: of each kind the last report counts. */
  usage(report: TokenUsage): void {
    this.operation.usage(report);
  }

  /** All of it has come. */
  end(): void {
    this.run?.completed();
  }

  /** It broke off: `failed`, or `aborted` where the error, or the signal, says that somebody gave up. */
  fail(error?: unknown): void {
    this.run?.failed(error);
  }

  /** Somebody gave up. */
  abort(): void {
    this.run?.aborted();
  }

  [Symbol.dispose](): void {
    this.run?.abandoned();
  }
}

/**
 * Begins a stream of output whose tokens come by callback. It is timed, counted and judged as one of `trackStream`, and
 * has the same endings.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND,
 * TELEMETRY_ATTRIBUTE_RANGE, TELEMETRY_ARGUMENT_KIND
 * @example
 * const stream = startStream(telemetry, { modelId: 'llama' });
 * try {
 *   await session.prompt(question, { onTextChunk: () => stream.token() });
 *   stream.end();
 * } catch (error) {
 *   stream.fail(error);
 *   throw error;
 * }
 */
export function startStream<Chunk = unknown>(
  telemetry: TrackingHandle,
  options: StreamOptions<Chunk>,
): PushedStream<Chunk> {
  const instance = contextOf(telemetry);
  let run: StreamRun | undefined;
  const operation = begunWith(instance.contain, () => {
    requireAttributes('options', options, STREAM_NAMES);
    requireChunkOptions(options);
    const begun = componentOf(instance, InferenceTracker).begin(options.operationType, options);
    if (instance.registry.recording.enabled) run = componentOf(instance, StreamTracker).begin(begun, options);
    return begun;
  });
  const stream = new PushedStream<Chunk>(operation, run);
  if (run === undefined) return stream;
  instance.lifetimes.watchOver(stream, { collected: () => run?.abandoned() });
  return stream;
}

/** Streams of a model's output: what passes through passes untouched, and is timed. */
import { wrongKind, wrongValue } from '../../../errors.ts';
import { requireFunction } from '../../../validate.ts';
import { namesOf, requireAttributes } from '../../context/attributes.ts';
import { labelValuesOf } from '../../context/call-labels.ts';
import {
  componentOf,
  contextOf,
  type TelemetryContext,
  type TelemetryHandle,
} from '../../context/context.ts';
import { OPERATION_TYPES } from '../../context/operation-types.ts';
import { observedIterable } from '../../operations/observed-iterable.ts';
import { observedReadable } from '../../operations/observed-readable.ts';
import { COMMON_NAMES, type Operation, type TrackedOperation } from '../../operations/operation.ts';
import { OperationStream } from '../../operations/operation-stream.ts';
import { settle } from '../../operations/track.ts';
import { type InferenceOptions, InferenceTracker } from '../inference/tracker.ts';
import { StreamRun } from './stream-run.ts';

export interface StreamOptions<Chunk = unknown, Label extends string = string>
  extends Omit<InferenceOptions<Label>, 'trackMemory'> {
  /**
   * Whether a chunk is a token of content: not the role, not the usage at the end. Each chunk is one if left out.
   * What it throws is counted, and the chunk is no token.
   */
  readonly isToken?: (chunk: Chunk) => boolean;
  /** Ends the stream's operation as aborted as soon as it is aborted, read or not. */
  readonly signal?: AbortSignal;
}

export const STREAM_NAMES = /* @__PURE__ */ namesOf<StreamOptions>({
  operationType: true,
  modelId: true,
  batchSize: true,
  inputType: true,
  isToken: true,
  ...COMMON_NAMES,
});

/** What a stream consists of. */
export type ChunkOf<Stream> =
  Stream extends AsyncIterable<infer Chunk>
    ? Chunk
    : Stream extends ReadableStream<infer Chunk>
      ? Chunk
      : unknown;

/**
 * Times a stream of output: the first chunk, the first token, every gap between tokens, and how it ends: read to
 * its end, failed, aborted, left by its consumer, or never read and collected. Chunks, errors and back-pressure pass
 * through untouched. An async iterable comes back as what it is to all appearances, a ReadableStream as another
 * one. Pass a function where the time until the stream is open counts too.
 *
 * @throws TELEMETRY_STREAM_KIND, TELEMETRY_STREAM_LOCKED, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION,
 * TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const stream = await trackStream(
 *   telemetry,
 *   { modelId: 'gpt', isToken: (chunk) => Boolean(chunk.choices[0]?.delta.content) },
 *   () => openai.chat.completions.create({ ...request, stream: true }),
 * );
 * for await (const chunk of stream) show(chunk);
 */
export function trackStream<S extends AsyncIterable<unknown> | ReadableStream<unknown>>(
  telemetry: TelemetryHandle,
  options: StreamOptions<ChunkOf<S>>,
  stream: S,
): S;
export function trackStream<R>(
  telemetry: TelemetryHandle,
  options: StreamOptions<ChunkOf<Awaited<R>>>,
  open: (operation: Operation) => R,
): R;
export function trackStream(
  telemetry: TelemetryHandle,
  options: StreamOptions<never>,
  source: unknown,
): unknown {
  const instance = contextOf(telemetry);
  requireAttributes('options', options, STREAM_NAMES);
  return componentOf(instance, StreamTracker).track(options, source);
}

export class StreamTracker {
  private readonly instance: TelemetryContext;
  private readonly inferences: InferenceTracker;
  /** Tells of streams that nobody can read any more. */
  private readonly abandoned = new FinalizationRegistry<{ abandoned(): void }>((one) => one.abandoned());

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    this.inferences = componentOf(instance, InferenceTracker);
  }

  /**
   * @throws TELEMETRY_STREAM_KIND, TELEMETRY_STREAM_LOCKED, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   */
  track<Chunk>(options: StreamOptions<Chunk>, source: unknown): unknown {
    if (!isOpener(source)) requireStream(source);
    if (options.isToken !== undefined) requireFunction('isToken', options.isToken, IS_TOKEN_REMEDY);
    const operation = this.inferences.begin(options.operationType, options);
    if (!this.instance.registry.recording.enabled) return isOpener(source) ? source(operation) : source;
    const run = this.begin(operation, options);
    if (!isOpener(source)) return this.watch(run, source);
    return settle(
      () => operation.run(() => source(operation)),
      (opened) => this.watch(run, opened),
      run.failed,
    );
  }

  /** The timing of an operation's stream, which has yet to be handed to `watch`. */
  begin<Chunk>(
    operation: TrackedOperation,
    options: StreamOptions<Chunk>,
    startedMs = this.instance.clock.monotonicMs(),
  ): StreamRun {
    const { modelId, isToken, signal } = options;
    const own = labelValuesOf(this.instance, options.labels);
    const ended = () => {
      this.abandoned.unregister(run);
      signal?.removeEventListener?.('abort', run.aborted);
    };
    const run = new StreamRun(this.instance, operation, { modelId, own, isToken, startedMs, ended });
    signal?.addEventListener?.('abort', run.aborted, { once: true });
    return run;
  }

  /** The stream, watched. What is no stream has arrived when it is there. */
  watch(run: StreamRun, stream: unknown): unknown {
    if (!isStream(stream) || isLocked(stream)) {
      run.completed();
      return stream;
    }
    const watched = isReadable(stream) ? observedReadable(stream, run) : observedIterable(stream, run);
    this.abandoned.register(watched, run, run);
    return watched;
  }

  /**
   * Whether what a method returned is there to be iterated. A ReadableStream, and what can be piped, may be read in
   * other ways, and is compared and locked by others: it is left alone.
   */
  canIterate(value: unknown): value is object {
    return isStream(value) && !isReadable(value) && typeof (value as { pipe?: unknown }).pipe !== 'function';
  }

  /** The iterable, watched until the operation that made it ends with it. */
  adopt(operation: TrackedOperation, description: object, iterable: object, startedMs: number): object {
    const isInference = INFERENCE_TYPES.includes(operation.type);
    if (isInference)
      return this.watch(this.begin(operation, description as StreamOptions, startedMs), iterable) as object;
    const run = new OperationStream(operation);
    const watched = observedIterable(iterable, run);
    this.abandoned.register(watched, run);
    return watched;
  }

  /** Ends the operation as unknown if nobody can await any more what it waits for. */
  watchOver(awaited: object, operation: TrackedOperation): void {
    this.abandoned.register(awaited, new OperationStream(operation));
  }
}

const INFERENCE_TYPES: readonly string[] = OPERATION_TYPES.inference;

const IS_TOKEN_REMEDY = 'Pass a function that tells whether a chunk is a token, or leave it out.';

export function isStream(value: unknown): value is object {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return (
    isReadable(value) ||
    typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === 'function'
  );
}

/** Not by class alone: streams of other realms, and of polyfills, are streams too. */
export function isReadable(value: object): value is ReadableStream {
  return value instanceof ReadableStream;
}

function isOpener(value: unknown): value is (operation: Operation) => unknown {
  return typeof value === 'function' && !isStream(value);
}

function isLocked(stream: object): boolean {
  return isReadable(stream) && stream.locked;
}

function requireStream(value: unknown): void {
  if (!isStream(value)) {
    const expected = 'an async iterable, a ReadableStream, or a function that opens one';
    const remedy = 'Pass the stream itself, or a function that returns it or a promise of it.';
    throw wrongKind('TELEMETRY_STREAM_KIND', 'stream', expected, value, remedy);
  }
  if (!isLocked(value)) return;
  const remedy = 'Track a stream before somebody reads it, and read what trackStream returns.';
  throw wrongValue(
    'TELEMETRY_STREAM_LOCKED',
    'stream',
    'a stream that nobody reads yet',
    'a locked one',
    remedy,
  );
}

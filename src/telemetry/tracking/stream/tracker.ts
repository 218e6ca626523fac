/** Streams of a model's output: what passes through passes untouched, and is timed. */
import { wrongKind, wrongValue } from '../../../errors.ts';
import { readGiven } from '../../../metrics/inner.ts';
import { labelValuesOf } from '../../context/call-labels.ts';
import { componentOf, contextOf, type TelemetryContext, type TrackingHandle } from '../../context/context.ts';
import { OPERATION_TYPES } from '../../context/operation-types.ts';
import { namesOf, requireAttributes } from '../../operations/attributes.ts';
import { UNKNOWN } from '../../operations/category-tracker.ts';
import { CallFollower } from '../../operations/following/call-follower.ts';
import { follow, thenOf } from '../../operations/following/promises.ts';
import type { StreamObserver } from '../../operations/following/stream-observer.ts';
import { isReadable, isStream } from '../../operations/following/streams.ts';
import { COMMON_NAMES, type Operation, TrackedOperation } from '../../operations/operation.ts';
import { isAborted } from '../../operations/outcome.ts';
import { noteAnswer } from '../inference/answer.ts';
import { type InferenceOptions, InferenceTracker } from '../inference/tracker.ts';
import { AbortListeners } from './abort-listeners.ts';
import { chunksOf } from './response-chunks.ts';
import { StreamRun } from './stream-run.ts';
import { type ChunkOptions, requireChunkOptions } from './tokens.ts';

export interface StreamOptions<Chunk = unknown, Label extends string = string>
  extends Omit<InferenceOptions<Label>, 'trackMemory' | 'memory' | 'isQueued'>,
    ChunkOptions<Chunk> {
  /** Ends the stream's operation as soon as it is aborted, read or not: as aborted, or as failed if that is a timeout. */
  readonly signal?: AbortSignal;
}

export const STREAM_NAMES = /* @__PURE__ */ namesOf<StreamOptions>({
  operationType: true,
  modelId: true,
  batchSize: true,
  inputType: true,
  operationName: true,
  provider: true,
  isToken: true,
  tokensOf: true,
  usageOf: true,
  ...COMMON_NAMES,
});

/** What can be read to an end, and is followed. */
export type Stream = AsyncIterable<unknown> | ReadableStream<unknown> | Response;

/** What a stream consists of, or the stream in a result. */
export type ChunkOf<Result> =
  Result extends AsyncIterable<infer Chunk>
    ? Chunk
    : Result extends ReadableStream<infer Chunk>
      ? Chunk
      : Result extends
            | { readonly stream: infer Inside extends object }
            | { readonly fullStream: infer Inside extends object }
            | { readonly data: infer Inside extends object }
        ? ChunkOf<Inside>
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
export function trackStream<S extends Stream>(
  telemetry: TrackingHandle,
  options: StreamOptions<ChunkOf<S>>,
  stream: S,
): S;
export function trackStream<R>(
  telemetry: TrackingHandle,
  options: StreamOptions<ChunkOf<Awaited<R>>>,
  open: (operation: Operation) => R,
): R;
export function trackStream(
  telemetry: TrackingHandle,
  options: StreamOptions<never>,
  source: unknown,
): unknown {
  return componentOf(contextOf(telemetry), StreamTracker).track(options, source);
}

export class StreamTracker {
  private readonly instance: TelemetryContext;
  private readonly inferences: InferenceTracker;
  private readonly aborts = new AbortListeners();

  constructor(instance: TelemetryContext) {
    this.instance = instance;
    this.inferences = componentOf(instance, InferenceTracker);
  }

  /**
   * @throws TELEMETRY_STREAM_KIND, TELEMETRY_STREAM_LOCKED, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND,
   * TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ARGUMENT_KIND
   */
  track<Chunk>(options: StreamOptions<Chunk>, source: unknown): unknown {
    const open = isOpener(source) ? source : undefined;
    const { registry, contain } = this.instance;
    const begun = readGiven(contain, () => {
      requireAttributes('options', options, STREAM_NAMES);
      requireChunkOptions(options);
      if (open === undefined && options.streamOf === undefined) requireStream(source);
      const operation = this.inferences.begin(options.operationType, options);
      if (!registry.recording.enabled) return { operation };
      const run = this.begin(operation, options);
      return { operation, call: new StreamCall(this.instance, operation, run, open !== undefined) };
    });
    const { operation = new TrackedOperation(UNKNOWN, {}), call } = begun ?? {};
    if (call === undefined) return open ? open(operation) : source;
    if (open === undefined) return call.arrived(source);
    let opened: unknown;
    try {
      opened = operation.run(() => open(operation));
    } catch (error) {
      call.failed(error);
      throw error;
    }
    return follow(opened, call, this.instance.lifetimes, thenOf(opened));
  }

  /** The timing of an operation's stream. */
  begin<Chunk>(
    operation: TrackedOperation,
    options: StreamOptions<Chunk>,
    startedMs = this.instance.clock.monotonicMs(),
  ): StreamRun {
    const { modelId, signal } = options;
    const own = labelValuesOf(this.instance, options.labels);
    const ended = () => this.aborts.remove(signal, run);
    const run = new StreamRun(this.instance, operation, { modelId, own, chunks: options, startedMs, ended });
    if (isAborted(signal)) run.aborted();
    else this.aborts.add(signal, run);
    return run;
  }

  /** What an operation is told of the stream that its call gave; undefined where that is no stream of output. */
  observer(
    operation: TrackedOperation,
    options: StreamOptions<never>,
    stream: object,
    startedMs: number,
  ): StreamObserver | undefined {
    const isOutput = (OPERATION_TYPES.inference as readonly string[]).includes(operation.type);
    return isOutput ? openedFor(this.begin(operation, options, startedMs), stream) : undefined;
  }
}

/** The call that opens a stream, whose timing began with it. */
class StreamCall extends CallFollower {
  private readonly operation: TrackedOperation;
  private readonly run: StreamRun;
  private readonly isOpening: boolean;

  /** @param isOpening false where the stream was handed in. */
  constructor(
    { lifetimes }: TelemetryContext,
    operation: TrackedOperation,
    run: StreamRun,
    isOpening: boolean,
  ) {
    super(lifetimes, operation.streamOf);
    this.operation = operation;
    this.run = run;
    this.isOpening = isOpening;
  }

  begin(stream: object): StreamObserver {
    if (this.isOpening) this.operation.opened();
    return openedFor(this.run, stream);
  }

  /** Some clients answer with a whole result where streaming was not asked for. */
  protected succeeded(value: unknown): void {
    this.lifetimes.recording.reject('no_stream');
    this.run.withdraw();
    noteAnswer(this.operation, value);
    if (this.operation.outcome === undefined) this.operation.ok();
  }

  protected failedWith(error: unknown): void {
    this.run.failed(error);
  }

  protected unfollowed(): void {
    this.run.unfollowed();
  }
}

/** The reader has the stream from now on. */
function openedFor(run: StreamRun, stream: object): StreamObserver {
  run.opened(stream);
  return chunksOf(stream, run);
}

function isOpener(value: unknown): value is (operation: Operation) => unknown {
  return typeof value === 'function' && !isStream(value);
}

function requireStream(value: unknown): void {
  if (!isStream(value)) {
    const expected = 'an async iterable, a ReadableStream, or a function that opens one';
    const remedy = 'Pass the stream itself, or a function that returns it or a promise of it.';
    throw wrongKind('TELEMETRY_STREAM_KIND', 'stream', expected, value, remedy);
  }
  if (!isReadable(value) || !value.locked) return;
  const remedy = 'Track a stream before somebody reads it, and read what trackStream returns.';
  throw wrongValue(
    'TELEMETRY_STREAM_LOCKED',
    'stream',
    'a stream that nobody reads yet',
    'a locked one',
    remedy,
  );
}

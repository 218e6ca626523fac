/** Calls that are recorded, each from its beginning to the end of what it gives: a value, a promise, a stream. */
import type { RecordingSwitch } from '../metrics/inner.ts';
import type { Clock } from '../ports.ts';
import {
  componentOf,
  follow,
  noteAnswer,
  OperationCall,
  type OperationRecorder,
  type StreamObserver,
  type StreamOptions,
  StreamTracker,
  storageTrackerOf,
  type TelemetryContext,
  type TrackedOperation,
  Trackers,
  thenOf,
} from '../telemetry/index.ts';
import { type CallDescription, isOnStorage, requireDescribed } from './description.ts';
import { factsIn } from './request-facts.ts';

/** A call that has begun: what is recorded of it, and where. */
export interface BegunCall {
  readonly calls: Calls;
  readonly description: CallDescription;
  readonly operation: TrackedOperation;
  readonly series: OperationRecorder;
}

/** Where the calls of one telemetry are recorded, whoever watches them. */
export class Calls {
  readonly recording: RecordingSwitch;
  readonly clock: Clock;
  readonly streams: StreamTracker;
  private readonly trackers: Trackers;
  private readonly storage: ReturnType<typeof storageTrackerOf>;

  constructor(instance: TelemetryContext) {
    this.recording = instance.registry.recording;
    this.clock = instance.clock;
    this.streams = componentOf(instance, StreamTracker);
    this.trackers = componentOf(instance, Trackers);
    this.storage = storageTrackerOf(instance);
  }

  /** Undefined where nothing is recorded. A description that is none is counted: that is not the fault of the call. */
  begin(description: CallDescription): BegunCall | undefined {
    if (!this.recording.enabled) return undefined;
    try {
      requireDescribed('description', description);
      const operation = isOnStorage(description)
        ? this.storage.begin(description)
        : this.trackers.begin(description.operationType, description);
      const { series } = operation;
      if (operation.span !== undefined) operation.set(factsIn(description) ?? {});
      return series && { calls: this, description, operation, series };
    } catch {
      this.recording.reject('bad_description');
      return undefined;
    }
  }

  /** Calls `fn`, once, and records what comes of it; the caller gets what it gave, or what stands in for that. */
  record<T>(description: CallDescription | undefined, fn: () => T): T {
    const begun = description && this.begin(description);
    return begun === undefined ? fn() : new RecordedCall(begun).run(fn);
  }
}

/** One call, followed to the end of its promise, and of the stream in what that gives. */
export class RecordedCall extends OperationCall {
  override readonly operation: TrackedOperation;
  protected readonly calls: Calls;
  private readonly description: CallDescription;
  private readonly startedMs: number;

  constructor({ calls, description, operation, series }: BegunCall) {
    super(operation, series);
    this.calls = calls;
    this.description = description;
    this.operation = operation;
    this.startedMs = calls.clock.monotonicMs();
  }

  /** Calls `fn` inside of the operation's span, and follows what it gives. */
  run<T>(fn: () => T): T {
    let result: T;
    try {
      result = this.operation.run(fn);
    } catch (error) {
      this.failed(error);
      throw error;
    }
    return follow(result, this, this.lifetimes, thenOf(result)) as T;
  }

  /**
   * A request that is made is not its answer, which is parsed for whoever awaits that afterwards: Anthropic's runner of tools takes
   * one after the other. Of a stream nothing else comes.
   */
  override arrived(value: unknown): unknown {
    const request = requestIn(value);
    if (request === undefined) return super.arrived(value);
    if (request.options.stream === true) request.response = super.arrived(request.response);
    return value;
  }

  override begin(stream: object): StreamObserver {
    this.settled();
    // A description of an inference is options of a stream.
    const options = this.description as StreamOptions<never>;
    const ended = super.begin(stream);
    return this.calls.streams.observer(this.operation, options, stream, this.startedMs) ?? ended;
  }

  /** The answer is there, as a whole, or its stream is; or there will be none. Called once, or twice. */
  protected settled(): void {}

  protected override succeeded(value: unknown): void {
    this.settled();
    if ('modelId' in this.description) {
      this.calls.recording.contain('callback', () => {
        // Beside its response the answer is what `withResponse()` calls data.
        const data = ownValueOf(value, 'response') === undefined ? undefined : ownValueOf(value, 'data');
        noteAnswer(this.operation, data ?? value);
      });
    }
    super.succeeded(value);
  }

  protected override failedWith(error: unknown): void {
    this.settled();
    super.failedWith(error);
  }

  protected override unfollowed(): void {
    this.settled();
    super.unfollowed();
  }
}

interface MadeRequest {
  readonly options: { readonly stream?: unknown };
  response: unknown;
}

/** What promises of openai's and Anthropic's clients parse, where that is what was taken of one. */
function requestIn(value: unknown): MadeRequest | undefined {
  try {
    const options = ownValueOf(value, 'options');
    if (typeof options !== 'object' || options === null) return undefined;
    return ownValueOf(value, 'response') instanceof Response ? (value as MadeRequest) : undefined;
  } catch {
    // A proxy that does not like to be asked.
    return undefined;
  }
}

/** Of a property that can be read without running anything. */
export function ownValueOf(value: unknown, key: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

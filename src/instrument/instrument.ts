/** Recording what an object does, without its knowing and without its users noticing. */
import type { RecordingSwitch } from '../metrics/inner.ts';
import type { Clock } from '../ports.ts';
import {
  type Around,
  admittedLabels,
  type CallLabels,
  componentOf,
  contextOf,
  follow,
  noteAnswer,
  OperationCall,
  type OperationRecorder,
  type StreamObserver,
  type StreamOptions,
  StreamTracker,
  storageTrackerOf,
  type TelemetryHandle,
  type TrackedOperation,
  Trackers,
  thenOf,
  transparent,
} from '../telemetry/index.ts';
import { attemptsIn, type ClientAttempts, type ObservedCall } from './attempts.ts';
import {
  type CallDescription,
  type InstrumentOptions,
  isOnStorage,
  requireClient,
  requireDescribed,
} from './description.ts';
import { type Plan, planOf, type Rule, ruleFor } from './plan.ts';

/** What an instrumented object calls. */
interface Ports {
  readonly recording: RecordingSwitch;
  readonly clock: Clock;
  readonly streams: StreamTracker;
  readonly admitted: (labels: unknown) => CallLabels;
  /** Throws where the description is none. */
  readonly begin: (description: CallDescription) => TrackedOperation;
}

/** The object that was handed in, and what stands in for it. */
interface Client {
  readonly target: object;
  readonly proxy: object;
  /** Undefined where it makes none by itself. */
  readonly attempts: ClientAttempts | undefined;
}

/**
 * A stand-in for any client object, whose methods are recorded. Results, errors, `this`, private fields, getters,
 * promises of any class, what runs only when it is awaited, and streams are as before; an operation ends when its
 * promise is settled, or the stream that it gave was read, failed or was left. What throws while a call is described
 * is counted, and the call goes on unrecorded. A recorded method that calls others inside is one operation; one that is
 * not recorded is those that it calls.
 *
 * @param options may be left out for clients of OpenAI's, Anthropic's and Google's shape and for models of the AI SDK:
 * models are known by the arguments, streams by what comes back. Such a client that this telemetry instruments already
 * comes back as it is.
 * @throws TELEMETRY_INSTRUMENT_NOTHING, TELEMETRY_UNKNOWN_METHOD, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION,
 * TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const openai = instrument(telemetry, new OpenAI());
 * const ipfs = instrument(telemetry, createIpfs(), { backend: 'ipfs' });
 * const session = instrument(telemetry, await InferenceSession.create(url), {
 *   operations: { run: ({ input }) => ({ operationType: 'inference', modelId, batchSize: input.dims[0] }) },
 * });
 */
export function instrument<T extends object>(
  telemetry: TelemetryHandle,
  target: T,
  options: InstrumentOptions = {},
): T {
  const instance = contextOf(telemetry);
  requireClient(target);
  const [trackers, storage] = [componentOf(instance, Trackers), storageTrackerOf(instance)];
  const ports: Ports = {
    recording: instance.registry.recording,
    clock: instance.clock,
    streams: componentOf(instance, StreamTracker),
    admitted: (labels) => admittedLabels(instance, labels, instance.registry.recording),
    begin(description) {
      requireDescribed('description', description);
      return isOnStorage(description)
        ? storage.begin(description)
        : trackers.begin(description.operationType, description);
    },
  };
  const plan = planOf(instance, target, options);
  const { operations, backend, labels } = options;
  const { proxies } = componentOf(instance, KnownClients, 'known-clients');
  const isKnown = operations === undefined && backend === undefined;
  // Modules that share a client may each do this: its calls count once.
  if (isKnown && labels === undefined && proxies.has(target)) return target;
  const proxy = instrumented(ports, target, plan);
  if (isKnown) proxies.add(proxy);
  return proxy;
}

/** What an instance gave for clients of known shapes, whichever copy of the library did. */
class KnownClients {
  readonly proxies = new WeakSet<object>();
}

/** @param whole what the target is a part of; itself if left out. */
function instrumented<T extends object>(ports: Ports, target: T, plan: Plan, whole?: Client): T {
  const inside = new WeakMap<object, object>();
  const isPart = whole !== undefined && ownValueOf(target, '_client') === whole.target;
  const attempts = whole === undefined ? attemptsIn(target) : whole.attempts;
  const proxy: T = transparent(target, {
    // Parts of openai's and Anthropic's clients reach each other through the client, and themselves through `this`.
    callsThroughProxy: isPart,
    around(key) {
      const rule = ruleFor(plan, key);
      if (rule) return recorded(ports, rule, target, () => proxy, attempts);
      // A client like this one, with other options: `withOptions()`.
      if (rule === undefined && whole === undefined && /^with[A-Z]/.test(String(key)))
        return (run) => alike(run());
      return undefined;
    },
    property(key, value) {
      if (typeof value !== 'object' || value === null) return value;
      if (isPart && value === whole.target) return whole.proxy;
      const inner = plan.inside.get(String(key));
      if (inner === undefined) return value;
      const known =
        inside.get(value) ?? instrumented(ports, value, inner, whole ?? { target, proxy, attempts });
      inside.set(value, known);
      return known;
    },
  });
  const alike = (result: unknown): unknown => {
    const isAlike = isObject(result) && result !== proxy && result.constructor === target.constructor;
    return isAlike ? instrumented(ports, result, plan) : result;
  };
  return proxy;
}

/** @param proxyOf what stands in for the target, also where a promise is fulfilled with it. */
function recorded(
  ports: Ports,
  rule: Rule,
  target: object,
  proxyOf: () => object,
  attempts: ClientAttempts | undefined,
): Around {
  return (run, args) => {
    const description = describe(ports, rule, args);
    const operation = description && begun(ports, description);
    const series = operation?.series;
    if (description === undefined || operation === undefined || series === undefined) return run();
    const observed = attempts?.begin(args, operation);
    const standIn = (value: unknown) => (value === target ? proxyOf() : value);
    const call = new RecordedCall(ports, description, operation, series, standIn, observed);
    let result: unknown;
    try {
      result = operation.run(() => run(observed?.args));
    } catch (error) {
      call.failed(error);
      throw error;
    }
    return follow(result, call, series.lifetimes, thenOf(result));
  };
}

class RecordedCall extends OperationCall {
  private readonly ports: Ports;
  private readonly description: CallDescription;
  private readonly tracked: TrackedOperation;
  private readonly standIn: (value: unknown) => unknown;
  private readonly attempts: ObservedCall | undefined;
  private readonly startedMs: number;

  constructor(
    ports: Ports,
    description: CallDescription,
    operation: TrackedOperation,
    series: OperationRecorder,
    standIn: (value: unknown) => unknown,
    attempts: ObservedCall | undefined,
  ) {
    super(operation, series);
    this.ports = ports;
    this.description = description;
    this.tracked = operation;
    this.standIn = standIn;
    this.attempts = attempts;
    this.startedMs = ports.clock.monotonicMs();
  }

  override arrived(value: unknown): unknown {
    return this.standIn(super.arrived(value));
  }

  override begin(stream: object): StreamObserver {
    this.attempts?.end();
    const { streams } = this.ports;
    // A description of an inference is options of a stream.
    const options = this.description as StreamOptions<never>;
    const ended = super.begin(stream);
    return streams.observer(this.tracked, options, stream, this.startedMs) ?? ended;
  }

  protected override succeeded(value: unknown): void {
    this.attempts?.end();
    if ('modelId' in this.description) {
      this.ports.recording.contain('callback', () => {
        // Beside its response the answer is what `withResponse()` calls data.
        const isBeside = ownValueOf(value, 'response') !== undefined;
        noteAnswer(this.tracked, isBeside ? ownValueOf(value, 'data') : value);
      });
    }
    super.succeeded(value);
  }

  protected override failedWith(error: unknown): void {
    this.attempts?.end();
    super.failedWith(error);
  }

  protected override unfollowed(): void {
    this.attempts?.end();
    super.unfollowed();
  }
}

function describe(ports: Ports, rule: Rule, args: readonly unknown[]): CallDescription | undefined {
  if (!ports.recording.enabled || rule === false) return undefined;
  if (typeof rule !== 'function') return rule;
  return ports.recording.contain('callback', () => {
    const description = rule(...(args as never[]));
    // A label that is none must not cost the operation that it came with.
    if (description?.labels === undefined) return description;
    return { ...description, labels: ports.admitted(description.labels) };
  });
}

function begun(ports: Ports, description: CallDescription): TrackedOperation | undefined {
  try {
    return ports.begin(description);
  } catch {
    // It is not the fault of the call, and none of its business.
    ports.recording.reject('bad_description');
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Of a property that can be read without running anything. */
function ownValueOf(value: unknown, key: string): unknown {
  return isObject(value) ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

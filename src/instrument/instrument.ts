/** Recording what an object does, without its knowing and without its users noticing. */
import type { RecordingSwitch } from '../metrics/inner.ts';
import type { Clock } from '../ports.ts';
import {
  type Around,
  admittedLabels,
  type CallLabels,
  componentOf,
  contextOf,
  StorageTracker,
  StreamTracker,
  type TelemetryHandle,
  type TrackedOperation,
  Trackers,
  thenOf,
  transparent,
} from '../telemetry/index.ts';
import {
  type CallDescription,
  type InstrumentOptions,
  isOnStorage,
  requireClient,
  requireDescribed,
} from './description.ts';
import { observedThenable } from './observed-thenable.ts';
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

/**
 * A stand-in for any client object, whose methods are recorded. Results, errors, `this`, private fields, getters,
 * promises of any class, what runs only when it is awaited, and async iterables are as before; an operation ends
 * when its promise is settled, or its iterable was read, failed or was left. What throws while a call is described
 * is counted, and the call goes on unrecorded.
 *
 * @throws TELEMETRY_INSTRUMENT_NOTHING, TELEMETRY_UNKNOWN_METHOD, TELEMETRY_UNKNOWN_OPERATION, TELEMETRY_UNKNOWN_OPTION,
 * TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND
 * @example
 * const ipfs = instrument(telemetry, createIpfs(), { backend: 'ipfs' });
 * const session = instrument(telemetry, await InferenceSession.create(url), {
 *   operations: { run: ({ input }) => ({ operationType: 'inference', modelId, batchSize: input.dims[0] }) },
 * });
 */
export function instrument<T extends object>(
  telemetry: TelemetryHandle,
  target: T,
  options: InstrumentOptions,
): T {
  const instance = contextOf(telemetry);
  requireClient(target);
  const [trackers, storage] = [componentOf(instance, Trackers), componentOf(instance, StorageTracker)];
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
  return instrumented(ports, target, planOf(instance, target, options));
}

function instrumented<T extends object>(ports: Ports, target: T, plan: Plan): T {
  const inside = new WeakMap<object, object>();
  const proxy: T = transparent(target, {
    around(key) {
      const rule = ruleFor(plan, key);
      return rule === undefined || rule === false ? undefined : recorded(ports, rule, target, () => proxy);
    },
    property(key, value) {
      const inner = plan.inside.get(String(key));
      if (inner === undefined || typeof value !== 'object' || value === null) return value;
      const known = inside.get(value) ?? instrumented(ports, value, inner);
      inside.set(value, known);
      return known;
    },
  });
  return proxy;
}

/** @param proxyOf what stands in for the target, also where a promise is fulfilled with it. */
function recorded(ports: Ports, rule: Rule, target: object, proxyOf: () => object): Around {
  return (run, args) => {
    const description = describe(ports, rule, args);
    const operation = description && begun(ports, description);
    if (description === undefined || operation === undefined) return run();
    const call = new RecordedCall(ports, description, operation, (value) =>
      value === target ? proxyOf() : value,
    );
    try {
      return call.returned(operation.run(run));
    } catch (error) {
      call.failed(error);
      throw error;
    }
  };
}

class RecordedCall {
  private readonly ports: Ports;
  private readonly description: CallDescription;
  private readonly operation: TrackedOperation;
  private readonly standIn: (value: unknown) => unknown;
  private readonly startedMs: number;

  constructor(
    ports: Ports,
    description: CallDescription,
    operation: TrackedOperation,
    standIn: (value: unknown) => unknown,
  ) {
    this.ports = ports;
    this.description = description;
    this.operation = operation;
    this.standIn = standIn;
    this.startedMs = ports.clock.monotonicMs();
  }

  /** What the caller is given for what the method returned. */
  returned(result: unknown): unknown {
    const then = thenOf(result);
    if (then === undefined) return this.arrived(result);
    const settlement = {
      fulfilled: (value: unknown) => this.arrived(value),
      rejected: (error: unknown) => this.failed(error),
    };
    if (!isPlainPromise(result)) {
      const thenable = observedThenable(result as object, settlement);
      this.ports.streams.watchOver(thenable, this.operation);
      return thenable;
    }
    return then.call(result, settlement.fulfilled, (error): never => {
      this.failed(error);
      throw error;
    });
  }

  failed(error: unknown): void {
    if (this.operation.outcome === undefined) this.operation.fail(error);
  }

  private arrived(value: unknown): unknown {
    const { streams } = this.ports;
    // Streams that are read in other ways than by iterating would seem never to end.
    if (streams.canIterate(value))
      return streams.adopt(this.operation, this.description, value, this.startedMs);
    if (this.operation.outcome === undefined) this.operation.ok();
    return this.standIn(value);
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

/** Of which nothing is lost when its `then` makes another one. */
function isPlainPromise(value: unknown): boolean {
  return Object.getPrototypeOf(value) === Promise.prototype && Reflect.ownKeys(value as object).length === 0;
}

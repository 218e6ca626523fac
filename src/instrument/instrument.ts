/** Recording what an object does, without its knowing and without its users noticing. */
import {
  type Around,
  admittedLabels,
  type CallLabels,
  componentOf,
  contextOf,
  type TelemetryHandle,
  transparent,
} from '../telemetry/index.ts';
import { attemptsIn, type ClientAttempts, type ObservedCall } from './attempts.ts';
import { type BegunCall, Calls, ownValueOf, RecordedCall } from './calls.ts';
import { type CallDescription, type InstrumentOptions, requireClient } from './description.ts';
import { type Plan, planOf, type Rule, ruleFor } from './plan.ts';
import { standInFor } from './stand-ins.ts';

/** What an instrumented object calls. */
interface Ports {
  readonly calls: Calls;
  readonly admitted: (labels: unknown) => CallLabels;
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
  const calls = componentOf(instance, Calls);
  const ports: Ports = {
    calls,
    admitted: (labels) => admittedLabels(instance, labels, calls.recording),
  };
  const plan = planOf(instance, target, options);
  const { operations, backend, labels } = options;
  const make = () => instrumented(ports, target, plan);
  if (operations !== undefined || backend !== undefined) return make();
  return standInFor(instance, target, labels === undefined, make);
}

/** @param whole what the target is a part of; itself if left out. */
function instrumented<T extends object>(ports: Ports, target: T, plan: Plan, whole?: Client): T {
  const inside = new WeakMap<object, object>();
  // Asked of the part: one that another telemetry instruments gives what stands in for the client there.
  const isPart =
    whole !== undefined &&
    ownValueOf(target, '_client') !== undefined &&
    (target as { readonly _client?: unknown })._client === whole.target;
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
    const begun = description && ports.calls.begin(description);
    if (begun === undefined) return run();
    const observed = attempts?.begin(args, begun.operation);
    const standIn = (value: unknown) => (value === target ? proxyOf() : value);
    return new InstrumentedCall(begun, standIn, observed).run(() => run(observed?.args));
  };
}

class InstrumentedCall extends RecordedCall {
  private readonly standIn: (value: unknown) => unknown;
  private readonly attempts: ObservedCall | undefined;

  constructor(begun: BegunCall, standIn: (value: unknown) => unknown, attempts: ObservedCall | undefined) {
    super(begun);
    this.standIn = standIn;
    this.attempts = attempts;
  }

  override arrived(value: unknown): unknown {
    return this.standIn(super.arrived(value));
  }

  protected override settled(): void {
    this.attempts?.end();
  }
}

function describe(
  { calls, admitted }: Ports,
  rule: Rule,
  args: readonly unknown[],
): CallDescription | undefined {
  const { recording } = calls;
  if (!recording.enabled || rule === false) return undefined;
  if (typeof rule !== 'function') return rule;
  return recording.contain('callback', () => {
    const description = rule(...(args as never[]));
    // A label that is none must not cost the operation that it came with.
    if (description?.labels === undefined) return description;
    return { ...description, labels: admitted(description.labels) };
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

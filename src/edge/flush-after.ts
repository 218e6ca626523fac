/** Handlers that hand on what was recorded when they are done. */
import { isOfKind } from '../errors.ts';
import { type Contain, isThenable } from '../metrics/inner.ts';
import { pauseOf } from '../retry.ts';
import { componentOf, contextOf, settle, type TelemetryHandle } from '../telemetry/index.ts';
import { isRecord, requireFunction } from '../validate.ts';
import { Flushes } from './flushes.ts';
import { type FlushAfterOptions, flushSettings, type WaitUntil } from './options.ts';

/**
 * The handler, with `telemetry.flush()` when it is done: intervals end, and stores, remote write and exporters send what they have.
 * Where the platform has a `waitUntil` that comes behind the answer, and waits for what is still streamed; only where it has none
 * and freezes, as AWS Lambda does, the answer waits. Answers and errors come back as they are.
 *
 * A telemetry that was made at module level of a worker, where time stands still and no timers can be set, begins with the first
 * request.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, EDGE_UNKNOWN_OPTION, EDGE_OPTION_KIND, EDGE_OPTION_RANGE
 * @example
 * const telemetry = createTelemetry();
 * const infer = (request, env, ctx) => telemetry.trackInference({ modelId }, () => answerOf(request, env.AI));
 * export default { fetch: flushAfter(telemetry, infer) };
 */
export function flushAfter<Args extends unknown[], Result>(
  telemetry: TelemetryHandle & { flush(): Promise<unknown> },
  handler: (...args: Args) => Result,
  options: FlushAfterOptions = {},
): (...args: Args) => Result {
  const instance = contextOf(telemetry);
  requireFunction('handler', handler, 'Pass the function that answers requests.');
  const { everyMs, timeoutMs, waitUntil: chosen } = flushSettings(options);
  const { contain } = instance;
  const flushes = componentOf(instance, Flushes, 'flushes');
  const flush = async () => contain('callback', () => telemetry.flush());
  const flushIfDue = () => flushes.ifDue(everyMs, flush);

  return function (this: unknown, ...args) {
    flushes.begin();
    const run = () => Reflect.apply(handler, this, args);
    const waitUntil = chosen ?? waitUntilIn(args, contain);
    if (waitUntil !== undefined) {
      return andThen(run, () => contain('callback', () => waitUntil(flushes.whenDue(everyMs, flush))));
    }
    // Who hands in a Request is a server, and goes on.
    if (isOfKind(args[0], 'Request')) return andThen(run, flushIfDue);
    return heldBack(run, flushIfDue, timeoutMs);
  };
}

/** However it ends. */
function andThen<Result>(run: () => Result, done: () => void): Result {
  const answered = (answer: unknown) => {
    done();
    return answer;
  };
  return settle(run, answered, done);
}

/** A promise is settled when `done` is, or when time is up; what is answered at once cannot wait. */
function heldBack<Result>(
  run: () => Result,
  done: () => Promise<unknown> | undefined,
  timeoutMs: number,
): Result {
  const held = async () => {
    const late = new AbortController();
    const isLate = pauseOf(timeoutMs, late.signal);
    await Promise.race([Promise.allSettled([done()]), isLate]);
    late.abort();
  };
  let result: Result;
  try {
    result = run();
  } catch (error) {
    void done();
    throw error;
  }
  if (isThenable(result)) return Promise.resolve(result).finally(held) as Result;
  void done();
  return result;
}

function waitUntilIn(args: readonly unknown[], contain: Contain): WaitUntil | undefined {
  return contain('callback', () => {
    const host = args.find((one) => isRecord(one) && typeof one.waitUntil === 'function') as
      | { waitUntil: WaitUntil }
      | undefined;
    return host && ((promise: Promise<unknown>) => host.waitUntil(promise));
  });
}

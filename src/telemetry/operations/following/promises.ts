/** Promises and everything else that can be awaited, followed to what comes of them. */
import type { Collected, Lifetimes } from '../../../metrics/inner.ts';
import { type Around, transparent } from './transparent.ts';

/** What is told of a value that a function gave, now or later. None of it throws. */
export interface Follower extends Collected {
  /** Returns what stands in for the value. Of a thenable that is taken in several ways, once for each. */
  arrived(value: unknown): unknown;
  failed(error: unknown): void;
}

/**
 * The value as it arrives, or what can be awaited in its place. Synchronous stays synchronous. A native promise is
 * answered with the one that its own `then` gives, so a rejection that nobody handles is still reported as unhandled;
 * anything else that has a `then` with a proxy, which asks nothing of it before somebody else does.
 *
 * @param then what `thenOf` gave: it is read once, since a getter may do something
 */
export function follow(
  result: unknown,
  follower: Follower,
  lifetimes: Lifetimes,
  then: Then | undefined,
): unknown {
  if (then === undefined) return follower.arrived(result);
  return (
    followedPlain(result, then, follower) ?? observedThenable(result as object, then, follower, lifetimes)
  );
}

/**
 * Calls `fn` and looks on, where nobody cares for the class of its promise: its caller sees what `done` makes of the
 * value, and every error as it is.
 */
export function settle<T>(
  fn: () => T,
  done: (value: unknown) => unknown,
  failed: (error: unknown) => void,
): T {
  const fail = (error: unknown): never => {
    failed(error);
    throw error;
  };
  let result: T;
  try {
    result = fn();
  } catch (error) {
    return fail(error);
  }
  // A `then` of somebody's own need not give a promise: that of a promise does.
  return (thenOf(result) === undefined ? done(result) : Promise.resolve(result).then(done, fail)) as T;
}

export type Then = (
  this: unknown,
  fulfilled: (value: unknown) => unknown,
  rejected: (error: unknown) => never,
) => unknown;

/** What `await` would call: the `then` of a promise, of a subclass, or of anything like one. */
export function thenOf(result: unknown): Then | undefined {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return undefined;
  try {
    const then = (result as { then?: unknown }).then;
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    // A getter that throws: the call succeeded all the same, and its caller gets what it returned.
    return undefined;
  }
}

/**
 * What the `then` of a plain promise gives: one of which nothing is lost when its `then` makes another one. Undefined for
 * any other. Symbols are the runtime's, where it traces promises.
 */
export function followedPlain(
  value: unknown,
  then: Then,
  follower: Pick<Follower, 'arrived' | 'failed'>,
): unknown {
  if (then !== Promise.prototype.then) return undefined;
  const failed = (error: unknown): never => {
    follower.failed(error);
    throw error;
  };
  try {
    const isPlain =
      Object.getPrototypeOf(value) === Promise.prototype &&
      Object.getOwnPropertyNames(value as object).length === 0;
    return isPlain ? then.call(value, (arrived) => follower.arrived(arrived), failed) : undefined;
  } catch {
    // A proxy of a promise, which has nothing of one but the looks: whoever awaits it learns that.
    return undefined;
  }
}

/**
 * The same object, to all appearances: its class, private fields, properties and methods are there. Whatever its methods
 * give that can be awaited is followed like itself: a query builder goes on building, `withResponse()` and the like are
 * other ways to take the same result.
 */
function observedThenable<T extends object>(
  thenable: T,
  then: Then,
  follower: Follower,
  lifetimes: Lifetimes,
): T {
  let settled: { readonly value: unknown } | undefined;
  let isTaken = false;
  const fulfilled = (value: unknown) => {
    settled ??= { value: follower.arrived(value) };
    return settled.value;
  };
  const handled = (handler: unknown) => (error: unknown) => {
    follower.failed(error);
    if (typeof handler === 'function') return handler(error);
    throw error;
  };
  const aroundThen =
    (method: Method): Around =>
    (_, [onFulfilled, onRejected, ...others]) => {
      isTaken = true;
      const passedOn = (value: unknown) => {
        const standIn = fulfilled(value);
        return typeof onFulfilled === 'function' ? onFulfilled(standIn) : standIn;
      };
      try {
        return Reflect.apply(method, thenable, [passedOn, handled(onRejected), ...others]);
      } catch (error) {
        // Whoever awaits it is told; what had ended before has ended.
        follower.failed(error);
        throw error;
      }
    };
  const derived = (result: unknown): unknown => {
    const ofResult = result === proxy ? undefined : thenOf(result);
    if (ofResult === undefined) return result;
    isTaken = true;
    return follow(result, taken, lifetimes, ofResult);
  };
  const proxy: T = transparent(thenable, {
    around(key, method) {
      if (key === 'then') return aroundThen(method);
      if (method === Promise.prototype.catch || method === Promise.prototype.finally) {
        // These call `then`: of the proxy, or nobody would see it.
        return (_, args) => Reflect.apply(method, proxy, args);
      }
      if (key === 'catch')
        return (_, [onRejected]) => derived(Reflect.apply(method, thenable, [handled(onRejected)]));
      return (run) => derived(run());
    },
  });
  // Holds the proxy for as long as somebody waits for what one of its methods gave.
  const taken: Follower & { readonly owner: object } = {
    owner: proxy,
    arrived: (value) => follower.arrived(value),
    failed: (error) => follower.failed(error),
    collected: () => follower.collected(),
  };
  observeEarly(
    thenable,
    then,
    fulfilled,
    (request) => {
      const isStream = (request as { options?: { stream?: unknown } } | undefined)?.options?.stream;
      if (!isTaken && !isStream) follower.arrived(undefined);
    },
    (error) => {
      follower.failed(error);
      // Looking on, we handled it. If nobody else has by the end of the turn, it is to be reported as before.
      if (!isTaken) setTimeout(() => isTaken || Promise.reject(error));
    },
  );
  lifetimes.watchOver(proxy, follower);
  return proxy;
}

// biome-ignore lint/suspicious/noExplicitAny: any function there is
type Method = (...args: any[]) => unknown;

/**
 * Sees the result of a thenable where that is possible without running anything: of a promise that only has a class of
 * its own, or of the request that openai's and Anthropic's promises have made and parse when they are awaited. So a call
 * counts that nobody awaits.
 */
function observeEarly(
  thenable: object,
  then: Then,
  arrived: (value: unknown) => void,
  requested: (request: unknown) => void,
  failed: (error: unknown) => void,
): void {
  try {
    if (!(thenable instanceof Promise)) return;
    if (then === Promise.prototype.then) {
      Promise.prototype.then.call(thenable, arrived, failed);
      return;
    }
    const request: unknown = Object.getOwnPropertyDescriptor(thenable, 'responsePromise')?.value;
    if (request instanceof Promise) Promise.prototype.then.call(request, requested, failed);
  } catch {
    // A class whose constructor takes no executor, or a proxy that refuses: it is followed when it is awaited.
  }
}

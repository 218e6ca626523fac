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
 */
export function follow(result: unknown, follower: Follower, lifetimes: Lifetimes): unknown {
  const then = thenOf(result);
  if (then === undefined) return follower.arrived(result);
  if (!isPlainPromise(result)) return observedThenable(result as object, follower, lifetimes);
  return then.call(
    result,
    (value) => follower.arrived(value),
    (error): never => {
      follower.failed(error);
      throw error;
    },
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
  const then = thenOf(result);
  return (then === undefined ? done(result) : then.call(result, done, fail)) as T;
}

type Then = (
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

/** Of which nothing is lost when its `then` makes another one. Symbols are the runtime's, where it traces promises. */
function isPlainPromise(value: unknown): boolean {
  return (
    Object.getPrototypeOf(value) === Promise.prototype &&
    Object.getOwnPropertyNames(value as object).length === 0
  );
}

/**
 * The same object, to all appearances: its class, private fields, properties and methods are there. Whatever its methods
 * give that can be awaited is followed like itself: a query builder goes on building, `withResponse()` and the like are
 * other ways to take the same result.
 */
function observedThenable<T extends object>(thenable: T, follower: Follower, lifetimes: Lifetimes): T {
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
      return Reflect.apply(method, thenable, [passedOn, handled(onRejected), ...others]);
    };
  const derived = (result: unknown): unknown => {
    if (result === proxy || thenOf(result) === undefined) return result;
    isTaken = true;
    return follow(result, taken, lifetimes);
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
  const early = earlySource(thenable);
  if (early !== undefined) {
    const arrived = (value: unknown) => {
      if (early === thenable) fulfilled(value);
      else if (!isTaken && !isStreamRequest(value)) follower.arrived(undefined);
    };
    observeEarly(early, arrived, (error) => {
      follower.failed(error);
      // Looking on, we handled it. If nobody else has by the end of the turn, it is to be reported as before.
      if (!isTaken) setTimeout(() => isTaken || Promise.reject(error));
    });
  }
  lifetimes.watchOver(proxy, follower);
  return proxy;
}

// biome-ignore lint/suspicious/noExplicitAny: any function there is
type Method = (...args: any[]) => unknown;

/**
 * The promise by which the result of a thenable can be seen without running anything: itself, if it is a promise that
 * only has a class of its own, or that of the request that openai's and Anthropic's promises have made and parse when
 * they are awaited. So a call counts that nobody awaits.
 */
function earlySource(thenable: object): Promise<unknown> | undefined {
  if (!(thenable instanceof Promise)) return undefined;
  if (thenable.then === Promise.prototype.then) return thenable;
  const request: unknown = Object.getOwnPropertyDescriptor(thenable, 'responsePromise')?.value;
  return request instanceof Promise ? request : undefined;
}

function observeEarly(
  promise: Promise<unknown>,
  arrived: (value: unknown) => void,
  failed: (error: unknown) => void,
): void {
  try {
    Promise.prototype.then.call(promise, arrived, failed);
  } catch {
    // A class whose constructor takes no executor: it is followed when it is awaited.
  }
}

function isStreamRequest(request: unknown): boolean {
  return (request as { options?: { stream?: unknown } } | undefined)?.options?.stream === true;
}

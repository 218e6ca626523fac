/** Promises with a class of their own, and everything else that can be awaited. */
import { transparent } from '../telemetry/index.ts';

export interface Settlement {
  /** Returns what stands in for the value: once, however often somebody awaits. */
  fulfilled(value: unknown): unknown;
  rejected(error: unknown): void;
}

/**
 * The same object, to all appearances, whose settlement is watched when somebody awaits it. Until then nothing is
 * asked of it: a query that runs when it is awaited does not run before. Its class, its own properties and methods
 * are there; a promise made by `then` would have lost them.
 */
export function observedThenable<T extends object>(thenable: T, settlement: Settlement): T {
  let settled: { readonly value: unknown } | undefined;
  const fulfilled = (value: unknown) => {
    settled ??= { value: settlement.fulfilled(value) };
    return settled.value;
  };
  const proxy: T = transparent(thenable, {
    around(key, method) {
      if (key === 'then') {
        return (_, [onFulfilled, onRejected, ...others]) =>
          Reflect.apply(method, thenable, [
            (value: unknown) => passOn(onFulfilled, fulfilled(value)),
            (error: unknown) => {
              settlement.rejected(error);
              if (typeof onRejected === 'function') return onRejected(error);
              throw error;
            },
            ...others,
          ]);
      }
      // These call `then`: of the proxy, or nobody would see it.
      const isNative = method === Promise.prototype.catch || method === Promise.prototype.finally;
      return isNative ? (_, args) => Reflect.apply(method, proxy, args) : undefined;
    },
  });
  return proxy;
}

function passOn(onFulfilled: unknown, value: unknown): unknown {
  return typeof onFulfilled === 'function' ? onFulfilled(value) : value;
}

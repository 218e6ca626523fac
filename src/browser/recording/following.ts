/** What a tracked call of a page gave, followed to what comes of it. */
import type { Lifetimes } from '../../metrics/inner.ts';
import { type Follower, followedPlain, type Then, thenOf, transparent } from '../../telemetry/index.ts';

/**
 * The value, or what can be awaited in its place, as `follow` of telemetry has it for values and plain promises. Anything else
 * that can be awaited is followed where it is: what other methods of it give is not looked at.
 */
export function followed(result: unknown, follower: Follower, lifetimes: Lifetimes): unknown {
  const then = thenOf(result);
  if (then === undefined) return follower.arrived(result);
  return followedPlain(result, then, follower) ?? awaited(result as object, then, follower, lifetimes);
}

/** The same object to all appearances, which tells of whoever awaits it. */
function awaited<T extends object>(thenable: T, then: Then, follower: Follower, lifetimes: Lifetimes): T {
  const proxy: T = transparent(thenable, {
    around(key, method) {
      if (key === 'then') {
        return (_, [fulfilled, rejected]) =>
          then.call(
            thenable,
            (value) => {
              follower.arrived(value);
              return typeof fulfilled === 'function' ? fulfilled(value) : value;
            },
            (error): never => {
              follower.failed(error);
              if (typeof rejected === 'function') return rejected(error) as never;
              throw error;
            },
          );
      }
      // These call `then`: of the proxy, or nobody would see it.
      const { catch: catches, finally: ends } = Promise.prototype;
      return method === catches || method === ends
        ? (_, args) => Reflect.apply(method, proxy, args)
        : undefined;
    },
  });
  lifetimes.watchOver(proxy, follower);
  return proxy;
}

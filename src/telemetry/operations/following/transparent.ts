/** Looking over an object's shoulder: a proxy that behaves as the object does, and is told of its methods' calls. */

/** Runs the call, as it was made where it hands no other arguments over, and may look at what comes of it. */
export type Around = (run: (args?: readonly unknown[]) => unknown, args: readonly unknown[]) => unknown;

/** Stands for the object itself, where it can be called. */
export const CALL = '()';

export interface Watcher {
  /** Calls methods that are left alone on the proxy: of objects without private fields, which so call what is watched. */
  readonly callsThroughProxy?: boolean;
  /** What to do around the calls of a method; undefined to leave it alone. Asked once for each method. */
  around(key: PropertyKey, method: AnyFunction): Around | undefined;
  /** What stands in for a property that is no method; the value itself if it is not to be watched. */
  property?(key: PropertyKey, value: unknown): unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: any function there is
type AnyFunction = (...args: any[]) => unknown;

/**
 * A proxy of `target`. Methods and accessors that are called on the proxy run with `this` as the target, so private
 * fields and internal slots work; what returns the target returns the proxy. Methods keep their identity, name,
 * length and properties. Classes, and properties that may not change, come through as they are.
 */
export function transparent<T extends object>(target: T, watcher: Watcher): T {
  const wrapped = new Map<PropertyKey, { readonly method: AnyFunction; readonly wrapper: AnyFunction }>();
  let called: Around | undefined | null = null;
  const proxy: T = new Proxy(target, {
    apply(_, self, args) {
      const run = (given: readonly unknown[] = args) => Reflect.apply(target as AnyFunction, self, given);
      // Asked at the first call, as for a method.
      if (called === null) called = watcher.around(CALL, target as AnyFunction);
      return called === undefined ? run() : called(run, args);
    },
    get(_, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver === proxy ? target : receiver);
      if (isFixed(target, key)) return value;
      if (value === target) return proxy;
      if (!isMethod(value)) return watcher.property ? watcher.property(key, value) : value;
      const known = wrapped.get(key);
      if (known?.method === value) return known.wrapper;
      const wrapper = wrap(value, watcher.around(key, value));
      wrapped.set(key, { method: value, wrapper });
      return wrapper;
    },
    set(_, key, value, receiver) {
      return Reflect.set(target, key, value, receiver === proxy ? target : receiver);
    },
  });
  const wrap = (method: AnyFunction, around: Around | undefined): AnyFunction => {
    const wrapper: AnyFunction = new Proxy(method, {
      apply(_, self, args) {
        const own = around === undefined && watcher.callsThroughProxy ? proxy : target;
        const run = (given: readonly unknown[] = args) => {
          const result = Reflect.apply(method, self === proxy ? own : self, given);
          return result === target ? proxy : result;
        };
        return around === undefined ? run() : around(run, args);
      },
      construct(_, args, newTarget) {
        return Reflect.construct(method, args, newTarget === wrapper ? method : newTarget);
      },
    });
    return wrapper;
  };
  return proxy;
}

/** A proxy must tell the truth about such a property (ECMA-262, 10.5.8). */
export function isFixed(target: object, key: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, key);
  if (own === undefined || own.configurable) return false;
  return own.writable === false || ('get' in own && own.get === undefined);
}

/** A function that is no class: those are called with `new`, and compared. */
export function isMethod(value: unknown): value is AnyFunction {
  if (typeof value !== 'function') return false;
  return Reflect.getOwnPropertyDescriptor(value, 'prototype')?.writable !== false;
}

/** Async iterables and iterators, watched while somebody else iterates. */
import { settle } from './promises.ts';
import type { StreamObserver } from './stream-observer.ts';
import { type Around, transparent, type Watcher } from './transparent.ts';

/**
 * The same object, to all appearances, whose first iteration is watched; later ones of a collection are not. It pulls
 * when its consumer pulls and hands over what it was handed.
 *
 * @param other told what other methods gave; returns what stands in for it.
 */
export function observedIterable<T extends object>(
  iterable: T,
  observer: StreamObserver,
  other: (result: unknown) => unknown,
): T {
  let isTaken = false;
  const iteratorOf = (iterator: object, owner: object) => {
    // What is no iterator its consumer will say.
    if (isTaken || Object(iterator) !== iterator) return iterator;
    isTaken = true;
    return observedIterator(iterator, observer, owner);
  };
  return observed(iterable, observer, iteratorOf, undefined, other);
}

/** @param owner stays while the iterator is in use: it is not abandoned. */
export function observedIterator<T extends object>(iterator: T, observer: StreamObserver, owner: object): T {
  return observed(iterator, observer, (self) => self, owner);
}

interface IterableWatcher extends Watcher {
  readonly owner: object | undefined;
}

function observed<T extends object>(
  target: T,
  observer: StreamObserver,
  iteratorOf: (iterator: object, owner: object) => object,
  owner?: object,
  other?: (result: unknown) => unknown,
): T {
  const left = (result: unknown) => {
    observer.returned();
    return result;
  };
  const failed = (error: unknown) => observer.failed(error);
  const ended: Around = (run) => settle(run, left, failed);
  const stepped: Around = (run) => {
    observer.requested?.();
    return settle(run, (result) => took(result, observer), failed);
  };
  const started: Around = (run) => {
    const result = run();
    // A generator is its own iterator, and comes back as the proxy that it was called on.
    return result === proxy ? result : iteratorOf(result as object, proxy);
  };
  const isIterator = typeof (target as { next?: unknown }).next === 'function';
  const watcher: IterableWatcher = {
    owner,
    around(key) {
      if (key === Symbol.asyncIterator) return started;
      if (isIterator && (key === 'next' || key === 'throw')) return stepped;
      if (isIterator && (key === 'return' || key === ASYNC_DISPOSE)) return ended;
      if (other === undefined || key in Object.prototype) return undefined;
      return (run) => {
        const result = run();
        return result === proxy ? result : other(result);
      };
    },
    property(key, value) {
      // An iterator that need not be told has no `return`: `break` is only seen by whoever provides one.
      return key === 'return' && value === undefined && isIterator ? leave : value;
    },
  };
  const leave = (value?: unknown) => {
    observer.returned();
    return Promise.resolve({ done: true, value });
  };
  const proxy = transparent(target, watcher);
  return proxy;
}

/** Newer than some of the runtimes. */
const ASYNC_DISPOSE: unknown = (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol();

function took(result: unknown, observer: StreamObserver): unknown {
  try {
    const { done, value } = result as IteratorResult<unknown>;
    if (done) observer.completed();
    else observer.chunk(value);
  } catch {
    // No iterator result at all: its consumer will say so.
  }
  return result;
}

/** Async iterables and iterators, watched while somebody else iterates. */

import type { StreamObserver } from './stream-observer.ts';
import { settle } from './track.ts';
import { type Around, transparent, type Watcher } from './transparent.ts';

/**
 * The same object, to all appearances, whose first iteration is watched; later ones of a collection are not. It pulls
 * when its consumer pulls and hands over what it was handed. Whoever reads it by another way than iterating, through
 * a `tee()` of its class, say, reads the original unwatched.
 */
export function observedIterable<T extends object>(iterable: T, observer: StreamObserver): T {
  let isTaken = false;
  return observed(iterable, observer, (iterator, owner) => {
    if (isTaken) return iterator;
    isTaken = true;
    return observed(iterator, observer, (self) => self, owner);
  });
}

interface IterableWatcher extends Watcher {
  /** An iterable stays while its iterator is in use: it is not abandoned. */
  readonly owner: object | undefined;
}

function observed<T extends object>(
  target: T,
  observer: StreamObserver,
  iteratorOf: (iterator: object, owner: object) => object,
  owner?: object,
): T {
  const ended: Around = (run) => {
    const left = (result: unknown) => {
      observer.returned();
      return result;
    };
    return settle(run, left, observer.failed);
  };
  const stepped: Around = (run) => {
    observer.requested?.();
    return settle(run, (result) => took(result, observer), observer.failed);
  };
  const started: Around = (run) => {
    const iterator = run();
    // A generator is its own iterator, and comes back as the proxy that it was called on.
    return iterator === proxy || !isObject(iterator) ? iterator : iteratorOf(iterator, proxy);
  };
  const isIterator = typeof (target as { next?: unknown }).next === 'function';
  const watcher: IterableWatcher = {
    owner,
    around(key) {
      if (key === Symbol.asyncIterator) return started;
      if (!isIterator) return undefined;
      if (key === 'next' || key === 'throw') return stepped;
      return key === 'return' || key === ASYNC_DISPOSE ? ended : undefined;
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

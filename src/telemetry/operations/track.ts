/** The callback form of an operation: whatever the function does, its caller sees the same as without us. */

import type { OperationSpan } from '../../ports.ts';
import type { Outcome } from './outcome.ts';

/** As much of an operation as is needed to end it. */
export interface Ending {
  readonly outcome: Outcome | undefined;
  /** Undefined where nobody traces. */
  readonly span: OperationSpan | undefined;
  run<T>(fn: () => T): T;
  ok(): void;
  fail(error?: unknown): void;
}

/**
 * Calls `fn` and ends the operation as it went: by return, throw, fulfilment or rejection. Synchronous stays
 * synchronous, and results and errors pass through untouched. A promise is answered with the one that its own
 * `then` gives, so a rejection that nobody handles is still reported as unhandled.
 */
export function track<E extends Ending, T>(operation: E, fn: (operation: E) => T): T {
  try {
    const result = operation.span === undefined ? fn(operation) : operation.run(() => fn(operation));
    const then = thenOf(result);
    if (then === undefined) {
      succeed(operation);
      return result;
    }
    return then.call(
      result,
      (value) => {
        succeed(operation);
        return value;
      },
      (error) => {
        fail(operation, error);
        throw error;
      },
    ) as T;
  } catch (error) {
    fail(operation, error);
    throw error;
  }
}

/**
 * Calls `fn` and looks on, without an operation: its caller sees what `done` makes of the value, and every error as
 * it is. As in `track`, synchronous stays synchronous, and a promise is answered with that of its own `then`.
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

// `fn` may have ended the operation itself: that is no second end.

function succeed(operation: Ending): void {
  if (operation.outcome === undefined) operation.ok();
}

function fail(operation: Ending, error: unknown): void {
  if (operation.outcome === undefined) operation.fail(error);
}

type Then = (
  this: unknown,
  fulfilled: (value: unknown) => unknown,
  rejected: (error: unknown) => never,
) => unknown;

/** What `await` would call: the `then` of a promise, of a subclass, or of anything like one. */
export function thenOf(result: unknown): Then | undefined {
  if ((typeof result !== 'object' || result === null) && typeof result !== 'function') return undefined;
  try {
    const then = (result as { then?: unknown }).then;
    return typeof then === 'function' ? (then as Then) : undefined;
  } catch {
    // A getter that throws: `fn` succeeded all the same, and its caller gets what it returned.
    return undefined;
  }
}

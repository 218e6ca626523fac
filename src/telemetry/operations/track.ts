/** The callback form of an operation: whatever the function does, its caller sees the same as without us. */
import type { Ending } from './ending.ts';
import { follow, thenOf } from './following/promises.ts';
import { mayHoldStream } from './following/streams.ts';
import { OperationCall } from './operation-call.ts';

/**
 * Calls `fn` and ends the operation as it went: by return, throw, fulfilment or rejection, or with the stream that it
 * gave. Synchronous stays synchronous, and results and errors pass through untouched; promises and streams come back as
 * `follow` and `StreamFollower` say.
 */
export function track<E extends Ending, T>(operation: E, fn: (operation: E) => T): T {
  const { series } = operation;
  let result: T;
  try {
    result = operation.span === undefined ? fn(operation) : operation.run(() => fn(operation));
  } catch (error) {
    if (operation.outcome === undefined) operation.fail(error);
    throw error;
  }
  if (series === undefined) return result;
  const then = thenOf(result);
  // Most results are plain values: they cost no more than this.
  if (then !== undefined || mayHoldStream(result) || operation.streamOf !== undefined) {
    return follow(result, new OperationCall(operation, series), series.lifetimes, then) as T;
  }
  if (operation.outcome === undefined) operation.ok();
  return result;
}

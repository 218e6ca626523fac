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
  try {
    const result = operation.span === undefined ? fn(operation) : operation.run(() => fn(operation));
    if (series === undefined) return result;
    // Most results are plain values: they cost no more than this.
    const isMore = thenOf(result) !== undefined || mayHoldStream(result);
    if (isMore || operation.attributes.streamOf !== undefined) {
      return follow(result, new OperationCall(operation, series), series.lifetimes) as T;
    }
    if (operation.outcome === undefined) operation.ok();
    return result;
  } catch (error) {
    if (operation.outcome === undefined) operation.fail(error);
    throw error;
  }
}

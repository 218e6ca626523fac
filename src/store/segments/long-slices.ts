import type { Slices, TimeBudget } from '../../metrics/inner.ts';

/**
 * As runInSlices, for slices that take a good part of a millisecond each: looks at the clock after every one. Sixteen of them
 * would take the event loop for as long as four turns.
 *
 * @param signal ends it after a pause in which it was aborted. @throws its reason
 */
export async function runInLongSlices<T>(
  work: Slices<T>,
  budget: TimeBudget,
  signal?: AbortSignal,
): Promise<T> {
  let slice = work.next();
  while (!slice.done) {
    if (budget.isOver()) {
      await budget.pause();
      signal?.throwIfAborted();
    }
    slice = work.next();
  }
  return slice.value;
}

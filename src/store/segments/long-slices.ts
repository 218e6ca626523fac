import type { Slices, TimeBudget } from '../../metrics/inner.ts';

/**
 * As runInSlices, for slices that take a good part of a millisecond each: looks at the clock after every one. Sixteen of them
 * would take the event loop for as long as four turns.
 */
export async function runInLongSlices<T>(work: Slices<T>, budget: TimeBudget): Promise<T> {
  let slice = work.next();
  while (!slice.done) {
    if (budget.isOver()) await budget.pause();
    slice = work.next();
  }
  return slice.value;
}

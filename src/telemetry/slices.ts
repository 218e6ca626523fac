/** Long work in slices: a generator that yields often is driven either at once, or so that others get their turns. */

export type Slices<T> = Generator<void, T>;

/** The event loop gets its turn after so much work. */
const SLICE_MS = 4;

export function atOnce<T>(work: Slices<T>): T {
  let slice = work.next();
  while (!slice.done) slice = work.next();
  return slice.value;
}

export async function inTurns<T>(work: Slices<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + SLICE_MS;
    let slice = work.next();
    while (!slice.done && performance.now() < until) slice = work.next();
    if (slice.done) return slice.value;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

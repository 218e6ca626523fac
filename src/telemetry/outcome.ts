/** How an operation ended. `unknown`: it was disposed of, and nobody said whether it had worked. */
export type Outcome = 'ok' | 'error' | 'aborted' | 'unknown';

/** Enough of an AbortSignal to know whether somebody gave up. */
export interface AbortState {
  readonly aborted: boolean;
}

/** What a thrown value means: giving up is no error. */
export function outcomeOf(error: unknown, signal?: AbortState): Exclude<Outcome, 'ok'> {
  try {
    if (signal?.aborted) return 'aborted';
    // By name, as the DOM standard has it: the class differs between realms and libraries.
    return (error as Error | null | undefined)?.name === 'AbortError' ? 'aborted' : 'error';
  } catch {
    // Anything can be thrown, also something whose getters throw.
    return 'error';
  }
}

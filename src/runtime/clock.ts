import type { Clock } from '../ports.ts';

/** The clocks that every runtime has. */
export function systemClock(): Clock {
  return new SystemClock();
}

class SystemClock implements Clock {
  // Kept, because the global `performance` is a getter in Node: reading it each time costs 6 ns.
  private readonly performance = performance;

  monotonicMs(): number {
    return this.performance.now();
  }

  wallUnixMs(): number {
    return Date.now();
  }
}

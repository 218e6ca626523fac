/** Where durations and dates come from. A port, so that a test can own time. */
export interface HistogramClock {
  /** Milliseconds since some fixed moment; never goes back. */
  monotonicMs(): number;
  /** Milliseconds since 1970, as the wall clock has it. */
  wallUnixMs(): number;
}

/** The platform's own clocks. */
export const platformClock: HistogramClock = {
  monotonicMs: () => performance.now(),
  wallUnixMs: () => Date.now(),
};

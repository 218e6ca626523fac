/** A range of time and what it brought: what history, stores and delta exporters read. */
import type { MetricSnapshot } from './model.ts';

/**
 * Plain, immutable data like a snapshot, but of one interval: counters and histograms hold what was added in it,
 * gauges their value at its end. Merging all intervals of an instance gives its snapshot.
 */
export interface Interval {
  readonly version: 2;
  /** 0 for the first interval of the instance; each one more than the one before. */
  readonly sequence: number;
  /** `endedAtUnixMs` less the duration: both come from one reading of the wall clock. */
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** By the monotonic clock: what rates are divided by. */
  readonly durationSeconds: number;
  /**
   * How much further the wall clock went than the monotonic one: above 0 when the machine slept and its monotonic
   * clock stood still, or somebody set the clock forward; under 0 when it was set back. Near 0 otherwise.
   */
  readonly wallClockJumpSeconds: number;
  /** Metrics to which the interval brought something. */
  readonly metrics: readonly MetricSnapshot[];
}

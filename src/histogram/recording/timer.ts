import { requireMethods } from '../base/options.ts';
import { type HistogramClock, platformClock } from './clock.ts';

/** Stops the timer: records the duration, the first time it is called, and returns it in seconds. */
export interface StopTimer {
  (): number;
  [Symbol.dispose](): void;
}

/**
 * Starts to measure a duration; what it returns ends it and records the seconds. A second call records nothing and
 * returns the same duration.
 *
 * @param histogram What the seconds are recorded in: any histogram of this library.
 * @param clock The platform's monotonic clock if left out.
 * @throws HISTOGRAM_ARGUMENT_KIND for what cannot record, or a clock that tells no time.
 * @example
 * const stop = startTimer(latency);
 * await work();
 * const seconds = stop();
 * @example
 * {
 *   using timer = startTimer(latency); // also if this block throws
 *   work();
 * }
 */
export function startTimer(
  histogram: { record(seconds: number): void },
  clock: Pick<HistogramClock, 'monotonicMs'> = platformClock,
): StopTimer {
  requireMethods('histogram', histogram, ['record']);
  requireMethods('clock', clock, ['monotonicMs']);
  const startedAtMs = clock.monotonicMs();
  let seconds: number | undefined;
  const stop = () => {
    if (seconds === undefined) {
      seconds = (clock.monotonicMs() - startedAtMs) / 1000;
      histogram.record(seconds);
    }
    return seconds;
  };
  return Object.assign(stop, { [Symbol.dispose]: () => void stop() });
}

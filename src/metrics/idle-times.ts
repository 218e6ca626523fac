/** Since when nothing was recorded into the series of a metric: found out when an interval ends, so that recording tells no time. */
import type { Series } from './aggregation/series.ts';

export class IdleTimes {
  private readonly expireAfterMs: number;
  private readonly sinceMs = new Map<Series, number>();
  private intervalSinceMs: number | undefined;

  constructor(expireAfterSeconds: number) {
    this.expireAfterMs = expireAfterSeconds * 1000;
  }

  /** Whether it is idle for long enough, before its interval is ended. */
  isExpired(series: Series, nowMs: number): boolean {
    const { sinceMs, expireAfterMs } = this;
    if (expireAfterMs === Infinity || series.isDetached) return false;
    if (!series.isIdle) {
      sinceMs.delete(series);
      return false;
    }
    // NaN where the clock failed.
    const idleSinceMs = sinceMs.get(series) || this.intervalSinceMs || nowMs;
    sinceMs.set(series, idleSinceMs);
    return nowMs - idleSinceMs >= expireAfterMs;
  }

  endInterval(nowMs: number): void {
    this.intervalSinceMs = nowMs;
  }

  delete(series: Series): void {
    this.sinceMs.delete(series);
  }
}

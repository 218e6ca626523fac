/** How often something may be asked for: so many at once, and so many a minute on the whole. */
import type { Clock } from '../../ports.ts';
import { refusal } from '../answers/refusal.ts';

/** A bucket of permissions that fills with time. */
export class RateLimit {
  private readonly clock: Clock;
  private readonly burst: number;
  private readonly perSecond: number;
  private readonly what: string;
  private left: number;
  private filledMs: number;

  /** @param what in the plural: `reports` */
  constructor(clock: Clock, what: string, perMinute: number, burst = perMinute) {
    this.clock = clock;
    this.what = what;
    this.burst = burst;
    this.perSecond = perMinute / 60;
    this.left = burst;
    this.filledMs = clock.monotonicMs();
  }

  /** @param cost how many permissions it takes: 1, or more for what is larger. @throws ApiError with 429 */
  take(cost = 1): void {
    const wanted = Math.min(this.burst, cost);
    const nowMs = this.clock.monotonicMs();
    this.left = Math.min(
      this.burst,
      this.left + (Math.max(0, nowMs - this.filledMs) / 1000) * this.perSecond,
    );
    this.filledMs = nowMs;
    if (this.left < wanted) {
      const seconds = (wanted - this.left) / this.perSecond;
      throw refusal(429, `Too many ${this.what} were asked for. Try again in a moment.`, {
        retryAfterSeconds: Math.ceil(seconds),
      });
    }
    this.left -= wanted;
  }
}

/** What takes a while to be found out, and is as good a moment later. */
import type { Clock } from '../../ports.ts';

/** What takes long is found seldom: at most this share of the time is spent on it. */
const BUSY_RATIO = 0.05;

export class Memo<Value> {
  private readonly clock: Clock;
  private readonly seconds: number;
  private readonly find: () => Promise<Value>;
  private found: Promise<Value> | undefined;
  private foundMs = -Infinity;
  private tookMs = 0;
  private last: Value | undefined;

  constructor(clock: Clock, seconds: number, find: () => Promise<Value>) {
    this.clock = clock;
    this.seconds = seconds;
    this.find = find;
  }

  /** All who ask at once wait for the same one; what failed is tried again by the next. */
  get value(): Promise<Value> {
    const nowMs = this.clock.monotonicMs();
    const leastMs = Math.max(this.seconds * 1000, this.tookMs / BUSY_RATIO);
    if (this.found !== undefined && nowMs - this.foundMs < leastMs) return this.found;
    const found = this.find();
    this.found = found;
    this.foundMs = nowMs;
    found.then(
      (value) => {
        this.last = value;
        this.tookMs = this.clock.monotonicMs() - nowMs;
      },
      () => {
        if (this.found === found) this.found = undefined;
      },
    );
    return found;
  }

  /** What was found last, for whoever waits for nothing; it is looked for anew where that was a while ago. */
  get known(): Value | undefined {
    void this.value.catch(() => {});
    return this.last;
  }
}

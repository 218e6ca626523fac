/** How much was spent per second lately: of the last five minutes, in the memory of two numbers. */

const WINDOW_SECONDS = 300;
/** A first request says nothing about a pace. */
const LEAST_SECONDS = 60;

/**
 * What was spent in this window, and of what was spent in the one before as much as five minutes reach back into it, as if
 * it had come evenly: the sliding window of rate limiters. Exact in the first five minutes, and where the pace does not change.
 */
export class SpendingPace {
  private startedSeconds = Number.NaN;
  private window = 0;
  private current = 0;
  private before = 0;

  add(nowSeconds: number, amount: number): void {
    if (Number.isNaN(this.startedSeconds)) this.startedSeconds = nowSeconds;
    this.move(nowSeconds);
    this.current += amount;
  }

  /** 0 before anything was spent; within the first minute as if it were over. */
  perSecond(nowSeconds: number): number {
    if (Number.isNaN(this.startedSeconds)) return 0;
    this.move(nowSeconds);
    const elapsed = Math.max(0, nowSeconds - this.startedSeconds);
    const reach = 1 - (elapsed % WINDOW_SECONDS) / WINDOW_SECONDS;
    const known = Math.min(WINDOW_SECONDS, Math.max(LEAST_SECONDS, elapsed));
    return (this.current + this.before * reach) / known;
  }

  private move(nowSeconds: number): void {
    const window = Math.floor(Math.max(0, nowSeconds - this.startedSeconds) / WINDOW_SECONDS);
    if (window <= this.window) return;
    this.before = window === this.window + 1 ? this.current : 0;
    this.current = 0;
    this.window = window;
  }
}

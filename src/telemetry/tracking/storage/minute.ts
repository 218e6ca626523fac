/** How much happened within the last minute. */

const SECONDS = 60;

/** Counts events by the second they fell into, and forgets them after a minute. */
export class MinuteCount {
  private readonly counts = new Uint32Array(SECONDS);
  /** The latest second that was looked at. */
  private second = 0;

  add(monotonicMs: number): void {
    this.turnTo(monotonicMs);
    const slot = this.second % SECONDS;
    this.counts[slot] = (this.counts[slot] as number) + 1;
  }

  /** Events of this second and the 59 before it. */
  count(monotonicMs: number): number {
    this.turnTo(monotonicMs);
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** Empties the slots of the seconds that have passed. A clock that went back stands still. */
  private turnTo(monotonicMs: number): void {
    const second = Math.floor(monotonicMs / 1000);
    if (!(second > this.second)) return;
    if (second - this.second >= SECONDS) this.counts.fill(0);
    else for (let passed = this.second + 1; passed <= second; passed++) this.counts[passed % SECONDS] = 0;
    this.second = second;
  }
}

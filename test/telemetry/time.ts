// A machine that the test owns: its clocks, its timers, its sleep.
import type { Clock, Timer } from 'inferometer';

interface Alarm {
  readonly atMs: number;
  readonly run: () => void;
}

export class Machine implements Clock, Timer {
  private nowMs = 0;
  private wallMs = Date.UTC(2026, 0, 1);
  private readonly alarms = new Set<Alarm>();

  monotonicMs(): number {
    return this.nowMs;
  }

  wallUnixMs(): number {
    return this.wallMs;
  }

  after(milliseconds: number, run: () => void): () => void {
    const alarm = { atMs: this.nowMs + milliseconds, run };
    this.alarms.add(alarm);
    return () => void this.alarms.delete(alarm);
  }

  /** Timers that have not gone off. */
  get waiting(): number {
    return this.alarms.size;
  }

  /** Lets time pass; timers go off when they are due. */
  pass(seconds: number): void {
    const end = this.nowMs + seconds * 1000;
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.move(Math.max(0, next.atMs - this.nowMs));
      this.alarms.delete(next);
      next.run();
    }
    this.move(end - this.nowMs);
  }

  /** The lid is shut: the wall clock goes on, and nothing runs. The monotonic clock goes on too on some machines. */
  sleep(seconds: number, { monotonic }: { monotonic: boolean }): void {
    this.wallMs += seconds * 1000;
    if (monotonic) this.nowMs += seconds * 1000;
    this.pass(0);
  }

  /** Somebody, or a time server, sets the wall clock. */
  set(seconds: number): void {
    this.wallMs += seconds * 1000;
  }

  private next(endMs: number): Alarm | undefined {
    return [...this.alarms].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
  }

  private move(milliseconds: number): void {
    this.nowMs += milliseconds;
    this.wallMs += milliseconds;
  }
}

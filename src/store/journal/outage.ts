/** A time in which nothing can be written: why, since when, and when it is tried again. */
import type { Degradation, StoreContext } from '../context.ts';
import { FileError } from '../files/files.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

export class Outage {
  /** Undefined while all is well. */
  status: Degradation | undefined;
  private readonly context: StoreContext;
  private readonly retry: () => void;
  private retryMs = FIRST_RETRY_MS;
  private cancelRetry: (() => void) | undefined;

  /** @param retry called when it is time to try again */
  constructor(context: StoreContext, retry: () => void) {
    this.context = context;
    this.retry = retry;
  }

  /** Whether it is waited before anything is tried again. */
  get isPausing(): boolean {
    return this.cancelRetry !== undefined;
  }

  /** Something could not be written: after a pause, which grows, it is tried again. */
  failed(error: unknown): void {
    const { clock, timer, warn } = this.context;
    const problem = error instanceof FileError ? error.problem : 'other';
    const sinceUnixMs = this.status?.sinceUnixMs ?? clock.wallUnixMs();
    this.status = { problem, message: (error as Error).message, sinceUnixMs };
    const said = 'the store cannot write: what is appended waits in memory, and is tried again';
    warn('degraded', { problem, error }, said);
    this.cancelRetry = timer.after(this.retryMs, () => {
      this.endPause();
      this.retry();
    });
    this.retryMs = Math.min(LONGEST_RETRY_MS, 2 * this.retryMs);
  }

  /** Something was written. */
  over(): void {
    if (this.status === undefined) return;
    this.status = undefined;
    this.retryMs = FIRST_RETRY_MS;
    this.context.over('degraded', 'the store writes again');
  }

  endPause(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
  }
}

/** What was appended and is not bytes yet: one after another, in slices; all at once, where there is no time left. */
import type { Slices, TimeBudget } from '../../metrics/inner.ts';

interface Waiting {
  readonly work: Slices<Uint8Array>;
  /** Keeps the bytes; resolves when they are kept. */
  readonly keep: (bytes: Uint8Array) => Promise<void>;
  readonly resolve: (kept: Promise<void>) => void;
  readonly reject: (error: unknown) => void;
}

export class EncodingQueue {
  private readonly budget: TimeBudget;
  private readonly waiting: Waiting[] = [];
  private running: Promise<void> = Promise.resolve();
  private isRunning = false;

  constructor(budget: TimeBudget) {
    this.budget = budget;
  }

  /** Resolves once the bytes are kept; what is added first is kept first. */
  add(work: Slices<Uint8Array>, keep: Waiting['keep']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, keep, resolve, reject });
      if (!this.isRunning) this.running = this.run();
    });
  }

  /** Resolves once everything that was added so far is bytes, and its keeping has begun. */
  settled(): Promise<void> {
    return this.running;
  }

  runSync(): void {
    while (this.waiting.length > 0) this.step();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Whoever appends has its turn to end first.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      if (this.budget.isExhausted()) await this.budget.pause();
      else this.step();
    }
    this.isRunning = false;
  }

  /** A slice of the first one. */
  private step(): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    try {
      const slice = first.work.next();
      if (!slice.done) return;
      this.waiting.shift();
      first.resolve(first.keep(slice.value));
    } catch (error) {
      this.waiting.shift();
      first.reject(error);
    }
  }
}

/** Long work in slices, so that the event loop, and whoever waits on it, never waits for long. */
import type { Scheduler } from '../../ports.ts';

/** Long work: yields wherever it may be interrupted. */
export type Slices<T> = Generator<void, T>;

/** Whether what a function gave back is work that is still to be done. */
export function isSlices(made: unknown): made is Slices<unknown> {
  return typeof (made as Partial<Slices<unknown>> | null)?.next === 'function';
}

/** The result of what may be done already, or is still to be done. */
export function* resultOf<T>(made: T | Slices<T>): Slices<T> {
  return isSlices(made) ? yield* made as Slices<T> : made;
}

/** What is made of each, one after the other. */
export function* mapping<One, R>(all: Iterable<One>, make: (one: One) => R | Slices<R>): Slices<R[]> {
  const made: R[] = [];
  for (const one of all) {
    const result = make(one);
    made.push(isSlices(result) ? yield* result as Slices<R> : (result as R));
    yield;
  }
  return made;
}

/** About the time that nobody notices. */
const SLICE_MS = 4;

/** In which an event loop comes round, unless it is blocked: then two serve for a while. */
const LONGEST_TURN_MS = 1000;

/** Looking at the clock costs as much as a line of text. */
const ASKED_PER_LOOK = 16;

/** All at once. */
export function runSync<T>(work: Slices<T>): T {
  let slice = work.next();
  while (!slice.done) slice = work.next();
  return slice.value;
}

/** With pauses, in which others have their turns. */
export async function runInSlices<T>(work: Slices<T>, budget: TimeBudget): Promise<T> {
  for (;;) {
    if (budget.isExhausted()) await budget.pause();
    const slice = work.next();
    if (slice.done) return slice.value;
  }
}

/** As `runInSlices`, of work whose pieces take long beside a look at the clock. @throws the signal's reason */
export async function runInPieces<T>(work: Slices<T>, budget: TimeBudget, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted();
    if (budget.isOver()) await budget.pause();
    const piece = work.next();
    if (piece.done) return piece.value;
  }
}

const budgets = /* @__PURE__ */ new WeakMap<Scheduler, TimeBudget>();

/** The one of this event loop: whoever slices long work shares it, of whatever telemetry, store or server. */
export function budgetOn(scheduler: Scheduler): TimeBudget {
  const budget = budgets.get(scheduler) ?? new TimeBudget(scheduler);
  budgets.set(scheduler, budget);
  return budget;
}

/**
 * The time that long work may take before the event loop has its turn. All that share a budget share the event loop:
 * however many there are, one of them runs in each turn.
 */
export class TimeBudget {
  private readonly scheduler: Scheduler;
  private readonly waiting: (() => void)[] = [];
  private isServing = false;
  private endsAtMs = -Infinity;
  private yieldedAtMs = 0;
  private asked = 0;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  /** Asked after every piece of work: whether to pause now. */
  isExhausted(): boolean {
    this.asked += 1;
    if (this.asked % ASKED_PER_LOOK !== 0 && this.endsAtMs > 0) return false;
    return this.isOver();
  }

  /** As `isExhausted`, after a piece that took long beside a look at the clock. */
  isOver(): boolean {
    // Where no time is told, every slice is over.
    return !(this.scheduler.now() < this.endsAtMs);
  }

  /** Work that somebody waits for in this very turn begins: its first slice needs no pause before it. */
  begin(): void {
    this.endsAtMs = this.scheduler.now() + SLICE_MS;
  }

  /** Resolves when it is the caller's turn. */
  pause(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      // Where a platform ends a request, what ran in it never comes back: whoever comes later goes on serving.
      const isLost = this.scheduler.now() > this.yieldedAtMs + LONGEST_TURN_MS;
      if (!this.isServing || isLost) void this.serve();
    });
  }

  private async serve(): Promise<void> {
    this.isServing = true;
    while (this.waiting.length > 0) {
      this.yieldedAtMs = this.scheduler.now();
      await this.scheduler.yield();
      this.begin();
      this.waiting.shift()?.();
    }
    this.isServing = false;
    // The turn of the last one goes on; whoever comes later looks at the clock.
  }
}

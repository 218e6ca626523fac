/** What was logged of a run and is not yet where it belongs: in order, bounded, tried again. */

import { messageOf } from '../../errors.ts';
import { budgetOn, containment, type TimeBudget } from '../../metrics/inner.ts';
import type { Logger, Timer } from '../../ports.ts';
import { BackOff, pauseOf } from '../../retry.ts';
import { systemScheduler, systemTimer } from '../../runtime/index.ts';
import { type Entry, type EntrySink, valuesOf } from '../entries.ts';
import type { DeliverySettings } from './options.ts';

/** What brings entries of one run to their place. */
export interface RunWriter {
  /**
   * Writes entries from the first on, as many as go together. What failed comes again, in the same order: what may have
   * arrived before is then not written twice.
   *
   * @throws WriteFailure where it is to be tried again
   */
  write(entries: readonly Entry[], signal: AbortSignal): Promise<Written>;
}

export interface Written {
  /** Entries that are done with, 1 or more. */
  readonly entries: number;
  /** Of their values, those that were refused. */
  readonly lost: number;
  /** Why. */
  readonly problem?: string;
}

export class WriteFailure extends Error {
  /** As the server asked for; 0 if it did not. */
  readonly retryAfterSeconds: number;
  /** Whether it was an answer that may come for ever: these entries alone may be what the server fails at. */
  readonly isAnswer: boolean;

  constructor(
    message: string,
    { retryAfterSeconds = 0, isAnswer = false, cause = undefined as unknown } = {},
  ) {
    super(message, { cause });
    this.retryAfterSeconds = retryAfterSeconds;
    this.isAnswer = isAnswer;
  }
}

/** Entries that a writer is shown at a time. */
const WINDOW = 1000;
/** A server that fails so often at the same entries, and answers, fails at what they are. */
const MOST_ANSWERED_FAILURES = 10;

export interface QueuePorts {
  readonly timer: Timer;
  /** Never throws. */
  readonly warn: Logger['warn'];
  /** Of all runs of a logger. */
  readonly budget: TimeBudget;
}

export function queuePorts({ logger }: DeliverySettings): QueuePorts {
  // A logger that fails cannot tell that it does.
  const contain = containment(() => {});
  return {
    timer: systemTimer(),
    warn: (fields, message) => contain('logger', () => logger.warn(fields, message)),
    budget: budgetOn(systemScheduler()),
  };
}

export class DeliveryQueue implements EntrySink {
  delivered = 0;
  waiting = 0;
  lost = 0;
  problem: string | undefined = undefined;
  private readonly name: string;
  private readonly writer: RunWriter;
  private readonly settings: DeliverySettings;
  private readonly ports: QueuePorts;
  private readonly backOff: BackOff;
  private entries: Entry[] = [];
  /** Entries before it are done with. */
  private head = 0;
  private answeredFailures = 0;
  /** Why something was lost. */
  private loss: string | undefined = undefined;
  private hasWarned = false;
  private draining: Promise<void> | undefined;
  private cancelNext: (() => void) | undefined;
  private pauseSeconds = 0;

  /** @param name of the run, for the log */
  constructor(name: string, writer: RunWriter, settings: DeliverySettings, ports: QueuePorts) {
    this.name = name;
    this.writer = writer;
    this.settings = settings;
    this.ports = ports;
    this.backOff = new BackOff(settings.minBackoffSeconds, settings.maxBackoffSeconds);
  }

  add(entry: Entry): void {
    const values = valuesOf(entry);
    if (values > 0 && this.waiting + values > this.settings.queueLimit) {
      this.lose(values, `more than ${this.settings.queueLimit} values wait`);
      return;
    }
    this.entries.push(entry);
    this.waiting += values;
    if (this.draining === undefined && this.cancelNext === undefined)
      this.drainAfter(this.settings.flushSeconds);
  }

  async flush(): Promise<void> {
    // What was added while the last attempt came to its end is delivered too.
    await this.draining;
    await this.drain(new AbortController().signal);
  }

  async finish(): Promise<void> {
    const end = new AbortController();
    // This timer also keeps the process alive until then.
    const deadline = setTimeout(() => end.abort(), this.settings.endTimeoutSeconds * 1000);
    const isLate = pauseOf(LONGEST_MS, end.signal);
    try {
      await Promise.race([this.draining, isLate]);
      while (!end.signal.aborted) {
        await Promise.race([this.drain(end.signal), isLate]);
        if (this.isEmpty) break;
        await pauseOf(this.pauseSeconds * 1000, end.signal);
      }
    } finally {
      clearTimeout(deadline);
      end.abort();
    }
  }

  private get isEmpty(): boolean {
    return this.head === this.entries.length;
  }

  private drainAfter(seconds: number): void {
    this.cancelNext = this.ports.timer.after(seconds * 1000, () => {
      this.cancelNext = undefined;
      void this.drain(new AbortController().signal);
    });
  }

  /** Delivers what waits, until nothing does or an attempt fails. Never rejects. */
  private drain(signal: AbortSignal): Promise<void> {
    this.cancelNext?.();
    this.cancelNext = undefined;
    this.draining ??= this.deliver(signal).finally(() => {
      this.draining = undefined;
      if (!this.isEmpty && this.cancelNext === undefined) this.drainAfter(this.pauseSeconds);
    });
    return this.draining;
  }

  private async deliver(signal: AbortSignal): Promise<void> {
    this.pauseSeconds = 0;
    const { budget } = this.ports;
    while (!this.isEmpty && !signal.aborted) {
      if (budget.isOver()) await budget.pause();
      try {
        const shown = this.entries.slice(this.head, this.head + WINDOW);
        const { entries, lost, problem } = await this.writer.write(shown, signal);
        this.done(entries, lost, problem);
      } catch (failure) {
        this.failed(failure);
        return;
      }
    }
  }

  private done(entries: number, lost: number, problem: string | undefined): void {
    const done = this.entries.slice(this.head, this.head + entries);
    const values = done.reduce((sum, entry) => sum + valuesOf(entry), 0);
    this.head += entries;
    if (this.isEmpty || this.head >= WINDOW) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
    this.waiting -= values;
    this.delivered += values - lost;
    this.backOff.reset();
    this.answeredFailures = 0;
    this.problem = this.loss;
    if (problem !== undefined) this.lose(lost, problem);
  }

  private failed(failure: unknown): void {
    const message = messageOf(failure);
    const { retryAfterSeconds = 0, isAnswer = true } = failure instanceof WriteFailure ? failure : {};
    this.answeredFailures = isAnswer ? this.answeredFailures + 1 : 0;
    if (this.answeredFailures >= MOST_ANSWERED_FAILURES) {
      const first = this.entries[this.head] as Entry;
      this.done(1, valuesOf(first), message);
    } else {
      this.problem = message;
      this.warn(message);
    }
    this.pauseSeconds = this.backOff.next(retryAfterSeconds);
  }

  private lose(values: number, problem: string): void {
    this.lost += values;
    this.loss = problem;
    this.problem = problem;
    this.warn(problem);
  }

  /** Once for each run: what comes of it is in its RunDelivery. */
  private warn(problem: string): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.ports.warn({ run: this.name, problem }, 'logging of a run fails');
  }
}

/** Of setTimeout, 32 bits. */
const LONGEST_MS = 2 ** 31 - 1;

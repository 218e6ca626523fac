/** The operation: what every form of tracking begins and ends. */
import type { OperationSeries } from './operation-series.ts';
import type { OperationType } from './operation-types.ts';
import { type AbortState, type Outcome, outcomeOf } from './outcome.ts';

/** Something that takes time and ends once. Ending it again is counted, and changes nothing. */
export interface Operation {
  readonly type: OperationType;
  /** As handed in. */
  readonly attributes: object;
  /** Undefined while it runs. */
  readonly outcome: Outcome | undefined;
  /** NaN while it runs, and where nothing is recorded. */
  readonly durationSeconds: number;
  /** Ends it well. */
  ok(): void;
  /** Ends it badly: `aborted` for an AbortError, or when its signal is aborted, else `error`. */
  fail(error?: unknown): void;
  /** Ends it because somebody gave up. */
  abort(): void;
  /** Ends it with the outcome `unknown`, if nothing has ended it. */
  [Symbol.dispose](): void;
}

export interface OperationAttributes {
  /** Makes a failure after an abort count as `aborted`. */
  readonly signal?: AbortState;
}

export class TrackedOperation implements Operation {
  readonly type: OperationType;
  readonly attributes: OperationAttributes;
  outcome: Outcome | undefined = undefined;
  durationSeconds = Number.NaN;
  private readonly series: OperationSeries | undefined;
  private readonly amount: number;
  private readonly completed: ((seconds: number) => void) | undefined;
  private readonly startedMs: number;

  /**
   * @param series undefined for an operation that is recorded nowhere.
   * @param amount what the rate is of; NaN when there is none.
   * @param completed called after a success was recorded.
   */
  constructor(
    type: OperationType,
    attributes: OperationAttributes,
    series?: OperationSeries,
    amount = Number.NaN,
    completed?: (seconds: number) => void,
  ) {
    this.type = type;
    this.attributes = attributes;
    this.series = series;
    this.amount = amount;
    this.completed = completed;
    // Last, so that the time of making the operation is not the operation's.
    this.startedMs = series === undefined ? Number.NaN : series.clock.monotonicMs();
  }

  ok(): void {
    this.end('ok');
  }

  fail(error?: unknown): void {
    this.end(outcomeOf(error, this.attributes.signal));
  }

  abort(): void {
    this.end('aborted');
  }

  [Symbol.dispose](): void {
    if (this.outcome === undefined) this.end('unknown');
  }

  private end(outcome: Outcome): void {
    const series = this.series;
    if (this.outcome !== undefined) {
      series?.gate.refuse('ended_twice');
      return;
    }
    this.outcome = outcome;
    if (series === undefined) return;
    const seconds = (series.clock.monotonicMs() - this.startedMs) / 1000;
    this.durationSeconds = seconds;
    if (outcome === 'ok') {
      series.succeeded(seconds, this.amount);
      this.completed?.(seconds);
    } else {
      series.failed(outcome, seconds);
    }
  }
}

/** A tracked call of a page: an Operation as telemetry has it, which nobody traces. */
import {
  errorTypeOf,
  follow,
  type KnownUsage,
  knownUsage,
  OPERATION,
  type Operation,
  type OperationAttributes,
  type OperationRecorder,
  type Outcome,
  outcomeOf,
  responseFailure,
  type TokenUsage,
  thenOf,
  timeoutOf,
} from '../../telemetry/index.ts';
import { requireFunction, requireLabel } from '../../validate.ts';

export class PageOperation implements Operation {
  readonly type: string;
  readonly attributes: OperationAttributes;
  readonly parent: Operation | undefined;
  readonly span = undefined;
  outcome: Outcome | undefined = undefined;
  durationSeconds = Number.NaN;
  /** Undefined where nothing is recorded. */
  readonly recorder: OperationRecorder | undefined;
  private readonly amount: number;
  private isWaiting: boolean;
  /** By the monotonic clock; NaN where nothing is recorded. */
  startedMs: number;
  private tokens: KnownUsage | undefined = undefined;

  /** @param amount items: NaN where there is none. @param isWaiting true where it does not run yet */
  constructor(
    type: string,
    attributes: OperationAttributes,
    recorder?: OperationRecorder,
    amount = Number.NaN,
    isWaiting = false,
  ) {
    this.type = type;
    this.attributes = attributes;
    this.parent = attributes.parent;
    this.recorder = recorder;
    this.amount = amount;
    this.isWaiting = isWaiting;
    // Last, so that the time of making the operation is not the operation's.
    this.startedMs = recorder === undefined ? Number.NaN : recorder.clock.monotonicMs();
  }

  get [OPERATION](): true {
    return true;
  }

  run<T>(fn: () => T): T {
    requireFunction('fn', fn);
    return fn();
  }

  usage(report: TokenUsage): void {
    const { recorder } = this;
    if (recorder === undefined) return;
    const { recording } = recorder;
    const known = recording.contain('callback', () => knownUsage(report, recording)) ?? {};
    const isLate = this.outcome !== undefined;
    if (isLate && this.tokens !== undefined) {
      recording.reject('late_usage');
      return;
    }
    this.tokens = { ...this.tokens, ...known };
    if (isLate) recorder.used?.(known);
  }

  /** Attributes are for spans, and there are none. */
  set(_attributes: object): void {}

  started(): void {
    const { recorder, isWaiting } = this;
    if (recorder === undefined || !isWaiting || this.outcome !== undefined) return;
    this.isWaiting = false;
    const nowMs = recorder.clock.monotonicMs();
    const queuedSeconds = (nowMs - this.startedMs) / 1000;
    this.startedMs = nowMs;
    recorder.started?.(queuedSeconds, nowMs);
  }

  retry(failure?: unknown): void {
    if (this.outcome === undefined) this.recorder?.attemptFailed?.(failure, false);
  }

  ok(): void {
    this.endAs('ok');
  }

  fail(error?: unknown): void {
    const { signal } = this.attributes;
    this.endAs(outcomeOf(error, signal), timeoutOf(error, signal) ?? error);
  }

  abort(): void {
    this.endAs('aborted');
  }

  [Symbol.dispose](): void {
    if (this.outcome === undefined) this.endAs('unknown');
  }

  child(phase: string): Operation;
  child<T>(phase: string, fn: (phase: Operation) => T): T;
  child<T>(phase: string, fn?: (phase: Operation) => T): Operation | T {
    requireLabel('phase', phase);
    if (fn !== undefined) requireFunction('fn', fn);
    const { signal } = this.attributes;
    const child = new PageOperation(
      phase,
      { parent: this, ...(signal && { signal }) },
      this.recorder?.phase(phase),
    );
    return fn === undefined ? child : track(child, fn);
  }

  private endAs(outcome: Outcome, error?: unknown): void {
    const { recorder } = this;
    if (this.outcome !== undefined) {
      recorder?.recording.reject('ended_twice');
      return;
    }
    this.outcome = outcome;
    if (recorder === undefined) return;
    const nowMs = recorder.clock.monotonicMs();
    const seconds = (nowMs - this.startedMs) / 1000;
    this.durationSeconds = seconds;
    if (outcome === 'ok') recorder.succeeded(seconds, this.amount);
    else {
      recorder.failed(outcome, seconds, undefined, errorTypeOf(error));
      recorder.attemptFailed?.(error, true);
    }
    recorder.left?.(this.isWaiting, nowMs, outcome === 'ok' ? this.amount : 0);
    if (this.tokens !== undefined) recorder.used?.(this.tokens);
  }
}

/**
 * Calls `fn` and ends the operation as it went: by return, throw, fulfilment or rejection, unless `fn` has ended it itself.
 * Synchronous stays synchronous, and results and errors pass through untouched, as `follow` says. A stream is a result like any
 * other.
 */
export function track<T>(operation: PageOperation, fn: (operation: PageOperation) => T): T {
  const { recorder } = operation;
  const failed = (error: unknown) => {
    if (operation.outcome === undefined) operation.fail(error);
  };
  let result: T;
  try {
    result = fn(operation);
  } catch (error) {
    failed(error);
    throw error;
  }
  if (recorder === undefined) return result;
  const follower = {
    arrived(value: unknown): unknown {
      const failure = responseFailure(value);
      if (failure !== undefined) failed(failure);
      else if (operation.outcome === undefined) operation.ok();
      return value;
    },
    failed,
    collected() {
      if (operation.outcome === undefined) recorder.recording.reject('unfollowed');
      operation[Symbol.dispose]();
    },
  };
  return follow(result, follower, recorder.lifetimes, thenOf(result)) as T;
}

/** A tracked call of a page: an Operation as telemetry has it, which nobody traces. */
import {
  type Ended,
  type KnownUsage,
  knownUsage,
  OPERATION,
  type Operation,
  type OperationAttributes,
  type Outcome,
  outcomeOf,
  responseFailure,
  type TokenUsage,
  timeoutOf,
} from '../../telemetry/index.ts';
import { requireFunction, requireLabel } from '../../validate.ts';
import { followed } from './following.ts';
import { type Recorder, secondsBetween } from './recorder.ts';

export class PageOperation implements Operation {
  readonly type: string;
  readonly attributes: OperationAttributes;
  readonly parent: Operation | undefined;
  readonly span = undefined;
  outcome: Outcome | undefined = undefined;
  durationSeconds = Number.NaN;
  /** Undefined where nothing is recorded. */
  readonly recorder: Recorder | undefined;
  /** Called after its end was recorded. */
  ended: Ended | undefined = undefined;
  private isWaiting: boolean;
  private tokens: KnownUsage | undefined = undefined;
  /** By the monotonic clock. */
  startedMs: number;

  /** @param isWaiting true where it does not run yet */
  constructor(type: string, attributes: OperationAttributes, recorder?: Recorder, isWaiting = false) {
    this.type = type;
    this.attributes = attributes;
    this.parent = attributes.parent;
    this.recorder = recorder;
    this.isWaiting = isWaiting;
    // Last, so that the time of making the operation is not the operation's.
    this.startedMs = performance.now();
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
    const { recording } = recorder.context.registry;
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
    if (!this.isWaiting || this.outcome !== undefined) return;
    this.isWaiting = false;
    const nowMs = performance.now();
    this.recorder?.started?.(secondsBetween(this.startedMs, nowMs), nowMs);
    this.startedMs = nowMs;
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
    const attributes = { parent: this, signal: this.attributes.signal };
    const child = new PageOperation(phase, attributes, this.recorder?.phase(phase));
    return fn === undefined ? child : track(child, fn);
  }

  private endAs(outcome: Outcome, error?: unknown): void {
    const { recorder } = this;
    if (this.outcome !== undefined) {
      recorder?.context.registry.recording.reject('ended_twice');
      return;
    }
    this.outcome = outcome;
    if (recorder === undefined) return;
    const nowMs = performance.now();
    const seconds = secondsBetween(this.startedMs, nowMs);
    this.durationSeconds = seconds;
    recorder.ended(outcome, seconds, error);
    recorder.left?.(this.isWaiting, nowMs, outcome);
    this.ended?.(seconds, outcome);
    if (this.tokens !== undefined) recorder.used?.(this.tokens);
  }
}

/**
 * Calls `fn` and ends the operation as it went: by return, throw, fulfilment or rejection, unless `fn` has ended it itself.
 * Synchronous stays synchronous, and results and errors pass through untouched, as `followed` says. A stream is a result like any
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
  const { lifetimes, registry } = recorder.context;
  const follower = {
    arrived(value: unknown): unknown {
      const failure = responseFailure(value);
      if (failure !== undefined) failed(failure);
      else if (operation.outcome === undefined) operation.ok();
      return value;
    },
    failed,
    collected() {
      if (operation.outcome === undefined) registry.recording.reject('unfollowed');
      operation[Symbol.dispose]();
    },
  };
  return followed(result, follower, lifetimes) as T;
}

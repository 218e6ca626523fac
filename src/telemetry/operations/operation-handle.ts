/** Operations in hot loops: everything is looked up once, and recording makes no object. */

import type { Clock } from '../../ports.ts';
import type { OperationLoad } from './load.ts';
import type { TypedOperationRecorder } from './operation-recorder.ts';
import { errorTypeOf, outcomeOf } from './outcome.ts';
import { isDuration } from './recorder.ts';

/**
 * Records operations of one type and one set of labels. It has no spans, phases or token counts, and never throws: where a
 * token or a duration makes no sense the operation counts as it ended, and its duration is refused and counted in
 * `inferometer_recordings_refused_total`. What was begun while nothing was recorded is not recorded.
 *
 * @example
 * const step = telemetry.handle('optimizer_step', { modelId: 'glyphs' });
 * const started = step.start();
 * optimizer.applyGradients(gradients);
 * step.end(started);
 */
export class OperationHandle {
  private readonly series: TypedOperationRecorder;
  private readonly clock: Clock;
  private readonly load: OperationLoad | undefined;
  private readonly amount: number;
  private readonly completed: ((seconds: number) => void) | undefined;

  /** @param completed called after a success was recorded. */
  constructor(series: TypedOperationRecorder, amount: number, completed?: (seconds: number) => void) {
    this.series = series;
    this.clock = series.clock;
    this.load = series.load;
    this.amount = amount;
    this.completed = completed;
  }

  /** One waits to run, from now on: the token for `start`, or for `leaveQueue`. Inferences alone are counted. */
  enqueue(): number {
    const { series } = this;
    if (!series.recording.enabled) return NOT_RECORDED;
    const queuedMs = this.clock.monotonicMs();
    // Where the clock failed its token tells nothing, and nobody could take it out of the queue again.
    if (isToken(queuedMs)) series.load?.enqueue();
    return queuedMs;
  }

  /** One that waits will not run: its caller has given up. */
  leaveQueue(queued: number): void {
    if (isToken(queued)) this.series.load?.leaveQueue();
  }

  /**
   * The token of a run, for `end` or `fail`. Any number of runs may overlap.
   *
   * @param queued what `enqueue` gave, of one that has waited: how long is recorded apart.
   */
  start(queued?: number): number {
    const { series } = this;
    if (!series.recording.enabled) return NOT_RECORDED;
    const startedMs = this.clock.monotonicMs();
    if (queued !== undefined && isToken(queued)) series.started((startedMs - queued) / 1000, startedMs);
    else if (this.load !== undefined && isToken(startedMs)) this.load.enter(startedMs);
    return startedMs;
  }

  /** The run succeeded, just now. */
  end(token: number): void {
    const { series, load } = this;
    const nowMs = this.clock.monotonicMs();
    if (load !== undefined && isToken(token)) load.leave(nowMs);
    if (!series.recording.enabled || token === NOT_RECORDED) return;
    const seconds = (nowMs - token) / 1000;
    if (load !== undefined && isDuration(seconds)) load.done(this.amount);
    series.succeeded(seconds, this.amount);
    if (this.completed !== undefined) this.completed(seconds);
  }

  /** The run failed, just now: `aborted` for an AbortError, else `error`. */
  fail(token: number, error?: unknown): void {
    const { series, clock } = this;
    const nowMs = clock.monotonicMs();
    if (isToken(token)) series.left(false, nowMs, 0);
    if (!series.recording.enabled || token === NOT_RECORDED) return;
    series.attemptFailed(error, true);
    series.failed(outcomeOf(error), (nowMs - token) / 1000, undefined, errorTypeOf(error));
  }

  /** A run succeeded that somebody else timed. */
  record(durationSeconds: number): void {
    const { load, series } = this;
    if (!series.recording.enabled) return;
    series.succeeded(durationSeconds, this.amount);
    if (load !== undefined) load.record(this.amount, durationSeconds);
    if (this.completed !== undefined) this.completed(durationSeconds);
  }
}

/** The token of what begins while nothing is recorded: no number that a clock gives. */
export const NOT_RECORDED = -Infinity;

/** False for what was given while nothing was recorded, and for what is none of ours. */
export function isToken(token: number): boolean {
  return token - token === 0;
}

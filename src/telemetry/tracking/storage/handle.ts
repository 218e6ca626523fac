/** Storage operations in hot loops: everything is looked up once, and recording makes no object. */
import type { GaugeSeries } from '../../../metrics/inner.ts';
import { isToken, NOT_RECORDED } from '../../operations/operation-handle.ts';
import { errorTypeOf, outcomeOf } from '../../operations/outcome.ts';
import { PROCESSING, STATUS_OF } from './status.ts';
import type { StorageRecorder } from './storage-recorder.ts';

/**
 * Records operations of one type on one backend. It has no spans and no phases, and never throws: where a token or a duration
 * makes no sense the operation counts as it ended, and its duration is refused and counted in
 * `inferometer_recordings_refused_total`. What was begun while nothing was recorded is not recorded.
 *
 * @example
 * const reads = storageHandle(telemetry, { operationType: 'get', backend: 'disk' });
 * const started = reads.start();
 * const block = cache.read(key);
 * reads.end(started);
 */
export class StorageHandle {
  private readonly series: StorageRecorder;
  private readonly presence: GaugeSeries;

  constructor(series: StorageRecorder) {
    this.series = series;
    this.presence = series.presence(PROCESSING);
  }

  /** The token of an operation, for `end` or `fail`: it is `processing`. Any number may overlap. */
  start(): number {
    const { series } = this;
    if (!series.recording.enabled) return NOT_RECORDED;
    series.entered(PROCESSING);
    const startedMs = series.clock.monotonicMs();
    // Where the clock failed its token tells nothing, and nobody could take it out again.
    if (isToken(startedMs)) this.presence.increment(1);
    return startedMs;
  }

  /** It succeeded, just now. */
  end(token: number): void {
    this.leave(token);
    if (token === NOT_RECORDED) return;
    this.succeeded(this.secondsSince(token));
  }

  /** It failed, just now: `aborted` for an AbortError, else `failed`. */
  fail(token: number, error?: unknown): void {
    this.leave(token);
    if (token === NOT_RECORDED) return;
    this.ended(outcomeOf(error), this.secondsSince(token), errorTypeOf(error));
  }

  /** One succeeded that somebody else timed: the backend has worked on it for so long. */
  record(durationSeconds: number): void {
    this.series.entered(PROCESSING);
    this.succeeded(durationSeconds);
  }

  private secondsSince(token: number): number {
    return (this.series.clock.monotonicMs() - token) / 1000;
  }

  private leave(token: number): void {
    if (isToken(token)) this.presence.increment(-1);
  }

  private succeeded(seconds: number): void {
    this.series.responded(seconds);
    this.ended('ok', seconds);
  }

  private ended(outcome: keyof typeof STATUS_OF, seconds: number, errorType?: string): void {
    this.series.entered(STATUS_OF[outcome]);
    this.series.ended(outcome, seconds, undefined, errorType);
  }
}

/** Storage operations in hot loops: everything is looked up once, and recording allocates nothing. */
import type { GaugeSeries } from '../../../metrics/inner.ts';
import { outcomeOf } from '../../operations/outcome.ts';
import { PROCESSING, STATUS_OF } from './status.ts';
import type { StorageRecorder } from './storage-recorder.ts';

/**
 * Records operations of one type on one backend. Never throws: what makes no sense is counted in
 * `inferometer_recordings_refused_total`. It has no spans and no phases.
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
    if (!series.recording.enabled) return Number.NaN;
    series.entered(PROCESSING);
    this.presence.increment(1);
    return series.clock.monotonicMs();
  }

  /** It succeeded, just now. */
  end(token: number): void {
    const seconds = this.leave(token);
    this.series.responded(seconds);
    this.ended('ok', seconds);
  }

  /** It failed, just now: `aborted` for an AbortError, else `failed`. */
  fail(token: number, error?: unknown): void {
    this.ended(outcomeOf(error), this.leave(token));
  }

  private leave(token: number): number {
    // False for what was given while nothing was recorded, and for what is none of ours.
    if (token - token === 0) this.presence.increment(-1);
    return (this.series.clock.monotonicMs() - token) / 1000;
  }

  private ended(outcome: keyof typeof STATUS_OF, seconds: number): void {
    this.series.entered(STATUS_OF[outcome]);
    this.series.ended(outcome, seconds, undefined);
  }
}

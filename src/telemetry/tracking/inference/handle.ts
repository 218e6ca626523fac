/** Inference in hot loops: everything is looked up once, and recording allocates nothing. */

import type { Clock } from '../../../ports.ts';
import type { TypedOperationRecorder } from '../../operations/operation-recorder.ts';
import { errorTypeOf, outcomeOf } from '../../operations/outcome.ts';

/**
 * Records inferences of one model at one batch size. Never throws: what makes no sense is counted in
 * `inferometer_recordings_refused_total`.
 *
 * @example
 * const inference = telemetry.inference({ modelId: 'glyphs', batchSize: 8 });
 * const started = inference.start();
 * model.predict(batch);
 * inference.end(started);
 */
export class InferenceHandle {
  readonly batchSize: number;
  private readonly series: TypedOperationRecorder;
  private readonly clock: Clock;

  constructor(series: TypedOperationRecorder, batchSize: number) {
    this.series = series;
    this.clock = series.clock;
    this.batchSize = batchSize;
  }

  /** The token of a run, for `end` or `fail`. Any number of runs may overlap. */
  start(): number {
    return this.series.recording.enabled ? this.clock.monotonicMs() : Number.NaN;
  }

  /** The run succeeded, just now. */
  end(token: number): void {
    if (this.series.recording.enabled) this.series.succeeded(this.secondsSince(token), this.batchSize);
  }

  /** The run failed, just now: `aborted` where the error says that somebody gave up, else `error`. */
  fail(token: number, error?: unknown): void {
    if (!this.series.recording.enabled) return;
    this.series.failed(outcomeOf(error), this.secondsSince(token), undefined, errorTypeOf(error));
  }

  /** A run succeeded that somebody else timed. */
  record(durationSeconds: number): void {
    this.series.succeeded(durationSeconds, this.batchSize);
  }

  private secondsSince(token: number): number {
    return (this.clock.monotonicMs() - token) / 1000;
  }
}

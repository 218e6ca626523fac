/** One operation on its way through its statuses. */
import type { GaugeSeries, Lifetimes, RecordingSwitch } from '../../../metrics/inner.ts';
import type { Clock, SpanIds, Tracing } from '../../../ports.ts';
import type { Outcome } from '../../operations/outcome.ts';
import type { PhaseRecorder } from '../../operations/phase-recorder.ts';
import type { OperationRecorder, SpanDescriptor } from '../../operations/recorder.ts';
import { PROCESSING, STATUS_OF } from './status.ts';
import type { StorageRecorder } from './storage-recorder.ts';

export class StorageRun implements OperationRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly series: StorageRecorder;
  /** The one that it has reached. */
  status: string;
  /** The one that it ends in, where somebody has said so. */
  endStatus: string | undefined;
  private processingSinceMs = Number.NaN;
  // Kept: the series it was raised in is the one to be lowered, also after dispose().
  private presence: GaugeSeries;

  constructor(series: StorageRecorder, status: string) {
    this.clock = series.clock;
    this.recording = series.recording;
    this.series = series;
    this.status = status;
    this.presence = series.presence(status);
    this.enter(status);
  }

  get lifetimes(): Lifetimes {
    return this.series.lifetimes;
  }

  get tracing(): Tracing | undefined {
    return this.series.tracing;
  }

  spanDescriptor(): SpanDescriptor {
    return this.series.spanDescriptor();
  }

  moveTo(status: string): void {
    this.presence.increment(-1);
    this.enter(status);
  }

  succeeded(seconds: number, _amount: number, span?: SpanIds): void {
    const processedMs = this.clock.monotonicMs() - this.processingSinceMs;
    if (this.status === PROCESSING) this.series.responded(processedMs / 1000);
    this.end('ok', seconds, span);
  }

  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds, errorType?: string): void {
    this.end(outcome, seconds, span, errorType);
  }

  attemptFailed(_failure: unknown, isLast: boolean): void {
    if (!isLast) this.series.retried();
  }

  phase(name: string): PhaseRecorder {
    return this.series.phase(name);
  }

  private enter(status: string): void {
    this.status = status;
    this.series.entered(status);
    this.presence = this.series.presence(status);
    this.presence.increment(1);
    this.processingSinceMs = status === PROCESSING ? this.clock.monotonicMs() : Number.NaN;
  }

  private end(outcome: Outcome, seconds: number, span: SpanIds | undefined, errorType?: string): void {
    this.presence.increment(-1);
    this.status = this.endStatus ?? STATUS_OF[outcome];
    this.series.entered(this.status);
    this.series.ended(outcome, seconds, span, errorType);
  }
}

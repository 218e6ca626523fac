/** What an operation needs of the place where its end is recorded. */
import type { HistogramSeries, RecordingSwitch, Registry } from '../../metrics/inner.ts';
import type { Clock, Outcome, SpanIds, SpanRequest, Tracing } from '../../ports.ts';

/** What a recorder is made from. */
export interface RecorderPorts {
  readonly registry: Registry;
  readonly clock: Clock;
  /** Read anew for each operation: it may come later, and change. */
  readonly tracing: Tracing | undefined;
}

export type SpanDescriptor = Pick<SpanRequest, 'category' | 'operationType' | 'phase'>;

export interface OperationRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly tracing: Tracing | undefined;
  /** What its spans are called by. */
  spanDescriptor(): SpanDescriptor;
  /**
   * @param amount items, samples, bytes: what the rate is of; NaN when the operation has none.
   * @param span of the operation itself; the active one if left out.
   */
  succeeded(seconds: number, amount: number, span?: SpanIds): void;
  /** @param errorType the class of what was thrown; empty where nothing was. */
  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds, errorType?: string): void;
  /** Where a part of the operation is recorded. */
  phase(name: string): OperationRecorder;
}

/** False for a foreign token, and for a clock that went back. */
export function isDuration(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds >= 0;
}

/** Records a duration in this span; what is none is refused and counted. */
export function recordDuration(series: HistogramSeries, seconds: number, span: SpanIds | undefined): void {
  if (isDuration(seconds)) series.record(seconds, span ?? null);
  else series.reject('bad_duration', seconds);
}

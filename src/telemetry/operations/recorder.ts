/** What an operation needs of the place where its end is recorded. */
import type { HistogramSeries, Lifetimes, RecordingSwitch, Registry } from '../../metrics/inner.ts';
import type { Clock, Outcome, SpanIds, SpanRequest, Tracing } from '../../ports.ts';
import type { UsageListener } from '../context/context.ts';
import type { PricesByModel } from '../context/options.ts';
import type { KnownUsage } from './usage.ts';

/** What a recorder is made from. */
export interface RecorderPorts {
  readonly registry: Registry;
  readonly clock: Clock;
  /** Read anew for each operation: it may come later, and change. */
  readonly tracing: Tracing | undefined;
  /** As `tracing`. */
  readonly detailedTiming: boolean;
  /** As `tracing`. */
  readonly pricePerMillionTokens?: PricesByModel;
  /** As `tracing`: what budgets count by. */
  readonly onUsage?: UsageListener;
  readonly lifetimes: Lifetimes;
}

export type SpanDescriptor = Pick<SpanRequest, 'category' | 'operationType' | 'phase'>;

export interface OperationRecorder {
  readonly clock: Clock;
  readonly recording: RecordingSwitch;
  readonly lifetimes: Lifetimes;
  readonly tracing: Tracing | undefined;
  /** What its spans are called by. */
  spanDescriptor(): SpanDescriptor;
  /** The time until a stream was open; left out where that is none of its figures. */
  opened?(seconds: number): void;
  /**
   * @param amount items, samples, bytes: what the rate is of; NaN when the operation has none.
   * @param span of the operation itself; the active one if left out.
   */
  succeeded(seconds: number, amount: number, span?: SpanIds): void;
  /** @param errorType the class of what was thrown; empty where nothing was. */
  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds, errorType?: string): void;
  /** Tokens of an operation that has ended; left out where nothing but its span says them. */
  used?(usage: KnownUsage, span?: SpanIds): void;
  /** It waited so long, and runs now. */
  started?(queuedSeconds: number, nowMs: number): void;
  /** It is over. @param amount that was done; 0 where it did not end well, and where nobody knows how long it took. */
  left?(isWaiting: boolean, nowMs: number, amount: number): void;
  /** @param isLast false where another attempt is made. */
  attemptFailed?(failure: unknown, isLast: boolean): void;
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

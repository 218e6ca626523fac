/** What an operation needs of the place where its end is recorded. */
import type { Gate } from './gate.ts';
import type { Outcome } from './outcome.ts';
import type { Clock, SpanIds, SpanRequest, Tracing } from './ports.ts';
import type { Registry } from './registry.ts';

/** What a recorder is made from. */
export interface RecorderPorts {
  readonly registry: Registry;
  readonly clock: Clock;
  /** Read anew for each operation: it may come later, and change. */
  readonly tracing: Tracing | undefined;
}

export type SpanSubject = Pick<SpanRequest, 'category' | 'operationType' | 'phase'>;

export interface OperationRecorder {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly tracing: Tracing | undefined;
  /** What its spans are called by. */
  describe(): SpanSubject;
  /**
   * @param amount items, samples, bytes: what the rate is of; NaN when the operation has none.
   * @param span of the operation itself; the active one if left out.
   */
  succeeded(seconds: number, amount: number, span?: SpanIds): void;
  failed(outcome: Exclude<Outcome, 'ok'>, seconds: number, span?: SpanIds): void;
  /** Where a part of the operation is recorded. */
  phase(name: string): OperationRecorder;
}

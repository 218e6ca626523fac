import type { OperationSpan } from '../../ports.ts';
import type { StreamOf } from './following/streams.ts';
import type { Outcome } from './outcome.ts';
import type { OperationRecorder } from './recorder.ts';

/** As much of an operation as is needed to end it. */
export interface Ending {
  readonly streamOf: StreamOf | undefined;
  readonly outcome: Outcome | undefined;
  /** Undefined where nobody traces. */
  readonly span: OperationSpan | undefined;
  /** Undefined where nothing is recorded. */
  readonly series: OperationRecorder | undefined;
  run<T>(fn: () => T): T;
  /** The stream that it is about is open. */
  opened(): void;
  ok(): void;
  fail(error?: unknown): void;
  abort(): void;
  [Symbol.dispose](): void;
}

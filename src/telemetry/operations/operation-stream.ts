import type { TrackedOperation } from './operation.ts';
import type { StreamObserver } from './stream-observer.ts';

/** An operation that lasts as long as its stream, of which nothing but that is recorded. */
export class OperationStream implements StreamObserver {
  private readonly operation: TrackedOperation;

  constructor(operation: TrackedOperation) {
    this.operation = operation;
  }

  readonly chunk = (): void => {};

  readonly completed = (): void => {
    if (this.operation.outcome === undefined) this.operation.ok();
  };

  readonly failed = (error: unknown): void => {
    if (this.operation.outcome === undefined) this.operation.fail(error);
  };

  readonly returned = (): void => {
    if (this.operation.outcome === undefined) this.operation.abort();
  };

  readonly abandoned = (): void => {
    this.operation[Symbol.dispose]();
  };

  readonly unfollowed = this.abandoned;
}

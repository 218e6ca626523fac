/** Operations that end with the call that they are: with its return, its promise, or its stream. */
import type { Ending } from './ending.ts';
import { CallFollower } from './following/call-follower.ts';
import type { StreamObserver } from './following/stream-observer.ts';
import type { OperationRecorder } from './recorder.ts';

export class OperationCall extends CallFollower {
  protected readonly operation: Ending;

  constructor(operation: Ending, series: OperationRecorder) {
    super(series.lifetimes, operation.streamOf);
    this.operation = operation;
  }

  begin(_stream: object): StreamObserver {
    this.operation.opened();
    return new OperationStream(this.operation);
  }

  // The function may have ended the operation itself: that is no second end.

  protected succeeded(_value: unknown): void {
    if (this.operation.outcome === undefined) this.operation.ok();
  }

  protected failedWith(error: unknown): void {
    if (this.operation.outcome === undefined) this.operation.fail(error);
  }

  protected unfollowed(): void {
    this.lifetimes.recording.reject('unfollowed');
    this.operation[Symbol.dispose]();
  }
}

/** An operation that lasts as long as its stream, of which nothing but that is recorded. */
class OperationStream implements StreamObserver {
  private readonly operation: Ending;

  constructor(operation: Ending) {
    this.operation = operation;
  }

  chunk(): void {}

  completed(): void {
    if (this.operation.outcome === undefined) this.operation.ok();
  }

  failed(error: unknown): void {
    if (this.operation.outcome === undefined) this.operation.fail(error);
  }

  returned(): void {
    if (this.operation.outcome === undefined) this.operation.abort();
  }

  abandoned(): void {
    this.operation[Symbol.dispose]();
  }

  unfollowed(): void {
    if (this.operation.outcome === undefined) this.operation.series?.recording.reject('unfollowed');
    this.operation[Symbol.dispose]();
  }
}

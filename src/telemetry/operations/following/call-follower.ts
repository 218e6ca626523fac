import type { Lifetimes } from '../../../metrics/inner.ts';
import type { Follower } from './promises.ts';
import type { StreamObserver } from './stream-observer.ts';
import { mayHoldStream, StreamFollower, type StreamOf } from './streams.ts';

/** One call, followed to its end: that of the promise that it gave, and of the stream in what that promise gave. */
export abstract class CallFollower implements Follower {
  protected readonly lifetimes: Lifetimes;
  private readonly streamOf: StreamOf | undefined;
  private streams: StreamFollower | undefined = undefined;
  private isOver = false;

  constructor(lifetimes: Lifetimes, streamOf: StreamOf | undefined) {
    this.lifetimes = lifetimes;
    this.streamOf = streamOf;
  }

  /** The result holds a stream, which is opened now: what is told of it. */
  abstract begin(stream: object): StreamObserver;
  /** The result is there, and holds no stream. */
  protected abstract succeeded(value: unknown): void;
  protected abstract failedWith(error: unknown): void;
  /** Collected before anybody awaited it. */
  protected abstract unfollowed(): void;

  arrived(value: unknown): unknown {
    if (this.isOver) return this.streams === undefined ? value : this.streams.arrived(value);
    this.isOver = true;
    const failure = responseFailure(value);
    if (failure !== undefined) {
      this.failedWith(failure);
      return value;
    }
    let standIn = value;
    if (this.streamOf !== undefined || mayHoldStream(value)) {
      const streams = new StreamFollower(this.lifetimes, this, this.streamOf);
      // What is looked at may be anything, also something whose getters throw. It is not given to `contain`, which would
      // ask it whether it is a promise.
      this.lifetimes.recording.contain('callback', () => {
        standIn = streams.arrived(value);
      });
      if (streams.isFollowing) {
        this.streams = streams;
        return standIn;
      }
    }
    this.succeeded(value);
    return standIn;
  }

  failed(error: unknown): void {
    if (this.end()) this.failedWith(error);
  }

  collected(): void {
    if (this.end()) this.unfollowed();
  }

  /** False if it has ended before, or ends with its stream. */
  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    return true;
  }
}

/** A server refused, or failed, which `fetch` does not throw: what OpenTelemetry calls such an error is its status. */
export function responseFailure(value: unknown): object | undefined {
  try {
    if (!(value instanceof Response) || value.status < 400) return undefined;
    return { name: String(value.status), status: value.status };
  } catch {
    // A proxy that refuses.
    return undefined;
  }
}

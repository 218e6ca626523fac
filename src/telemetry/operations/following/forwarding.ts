import type { StreamObserver } from './stream-observer.ts';

/** Tells the observer what it is told, but for what is said here. */
export function forwarding(observer: StreamObserver, own: Partial<StreamObserver>): StreamObserver {
  return {
    requested: () => observer.requested?.(),
    chunk: (value) => observer.chunk(value),
    completed: () => observer.completed(),
    failed: (error) => observer.failed(error),
    returned: () => observer.returned(),
    abandoned: () => observer.abandoned(),
    unfollowed: () => observer.unfollowed(),
    ...own,
  };
}

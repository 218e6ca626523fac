/** What is told of a stream while it passes through. The first end counts; none of it throws. */
export interface StreamObserver {
  /** The reader asks for a chunk, as far as that can be seen: what passes before it does is the reader's own time. */
  requested?(): void;
  chunk(value: unknown): void;
  /** The source came to its end. */
  completed(): void;
  failed(error: unknown): void;
  /** The consumer has had enough: `break`, `return()`, `cancel()`. */
  returned(): void;
  /** It was collected before it was read to its end: nobody can read it any more. */
  abandoned(): void;
  /** It went a way on which nobody could look over its shoulder, and was collected. */
  unfollowed(): void;
}

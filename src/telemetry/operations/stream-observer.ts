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
}

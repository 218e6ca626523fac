/** One who listens to a stream of events: what it is too slow for waits in a queue of bounded length. */

/** Of a client that does not read: about as many seconds. */
const QUEUE_LENGTH = 16;

export class EventClient {
  readonly body: ReadableStream<Uint8Array>;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  private readonly queue: Uint8Array[] = [];
  private readonly dropped: () => void;
  private isOver = false;

  /** @param left called once, when it is gone. @param dropped called for each event that was given up for it */
  constructor(left: () => void, dropped: () => void) {
    this.dropped = dropped;
    this.body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller;
      },
      pull: () => this.deliver(),
      cancel: () => {
        this.isOver = true;
        left();
      },
    });
  }

  /** The newest are worth most: the oldest one goes where there is no room. */
  send(frame: Uint8Array): void {
    if (this.isOver) return;
    if (this.queue.length === QUEUE_LENGTH) {
      this.queue.shift();
      this.dropped();
    }
    this.queue.push(frame);
    this.deliver();
  }

  /** Whether everything was taken that was sent. */
  get isUpToDate(): boolean {
    return this.queue.length === 0;
  }

  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.queue.length = 0;
    this.controller.close();
  }

  private deliver(): void {
    while (!this.isOver && this.queue.length > 0 && (this.controller.desiredSize ?? 0) > 0) {
      this.controller.enqueue(this.queue.shift() as Uint8Array);
    }
  }
}

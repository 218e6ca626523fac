/** WHATWG streams, watched while somebody else reads. */
import type { StreamObserver } from './stream-observer.ts';
import { isMethod } from './transparent.ts';

/**
 * A stream of the same chunks, of the same class, with the same own properties. It has no queue of its own and pulls when
 * it is read from, so the back-pressure is that of the source. A byte stream stays one: who brings a buffer has it filled
 * by the source. No proxy: it can be transferred, teed, and made a Response of.
 *
 * @param kept lives as long as the source may be asked. Who wants to know when nobody reads any more watches over it: workerd lets go of
 *   a stream that was teed, and reads its source for both halves.
 */
export function observedReadable<C>(
  source: ReadableStream<C>,
  observer: StreamObserver,
  kept?: object,
): ReadableStream<C> {
  const isOfBytes = isByteStream(source);
  const passage = new Passage<C>(source, observer);
  const underlying = {
    ...(isOfBytes && { type: 'bytes' as const }),
    start: (controller: Controller<C>) => passage.start(controller),
    pull: (controller: Controller<C>) => passage.pull(controller),
    // Whoever holds what may be asked holds `kept` by this function.
    cancel: (reason: unknown) => passage.cancel(reason, kept),
  };
  const stream = new ReadableStream(underlying as UnderlyingDefaultSource<C>, { highWaterMark: 0 });
  return madeAlike(stream, source);
}

/** Gives an object of the platform the class and the own properties of another one. */
export function madeAlike<T extends object>(copy: T, original: T): T {
  const prototype = Object.getPrototypeOf(original);
  if (prototype !== Object.getPrototypeOf(copy)) Object.setPrototypeOf(copy, prototype);
  // Symbols of the runtime's own among them are there already, and some may not be set.
  for (const key of Reflect.ownKeys(original)) {
    if (Object.hasOwn(copy, key)) continue;
    Object.defineProperty(copy, key, Object.getOwnPropertyDescriptor(original, key) as PropertyDescriptor);
  }
  return copy;
}

/** Such as read the very object that they were made for, whatever stands in for it. */
export function hasOwnMethods(object: object): boolean {
  // Node gives some of its streams their class.
  return Object.values(object).some(isMethod);
}

type Controller<C> = ReadableStreamDefaultController<C> | ReadableByteStreamController;

type BufferRequest = ReadableStreamBYOBRequest & { readonly view: ArrayBufferView };

class Passage<C> {
  private readonly source: ReadableStream<C>;
  private readonly observer: StreamObserver;
  private reader: ReadableStreamDefaultReader<C> | ReadableStreamBYOBReader;
  private isOver = false;
  private isPulling = false;
  private isEnding = false;
  // Weak, because a source that outlives its consumer would keep the consumer's stream, and nobody would notice that
  // it was abandoned.
  private controller: WeakRef<Controller<C>> | undefined;

  constructor(source: ReadableStream<C>, observer: StreamObserver) {
    this.source = source;
    this.observer = observer;
    this.reader = source.getReader();
  }

  start(controller: Controller<C>): void {
    this.controller = new WeakRef(controller);
    this.watchEnd();
  }

  async pull(controller: Controller<C>): Promise<void> {
    this.isPulling = true;
    this.observer.requested?.();
    try {
      const request = 'byobRequest' in controller ? controller.byobRequest : null;
      if (request?.view) await this.fill(request as BufferRequest);
      else await this.pass(controller as ReadableStreamDefaultController<C>);
    } finally {
      this.isPulling = false;
      if (this.isEnding) this.close();
    }
  }

  cancel(reason: unknown, _kept: unknown): Promise<void> {
    this.isOver = true;
    this.observer.returned();
    return this.reader.cancel(reason);
  }

  private async pass(controller: ReadableStreamDefaultController<C>): Promise<void> {
    const { done, value } = await (this.reader as ReadableStreamDefaultReader<C>).read();
    if (done) return; // The end is seen by watchEnd.
    this.observer.chunk(value);
    controller.enqueue(value);
  }

  /** Lets the source fill the buffer that the consumer brought. */
  private async fill(request: BufferRequest): Promise<void> {
    this.reader.releaseLock();
    const reader = (this.source as unknown as ReadableStream<Uint8Array>).getReader({ mode: 'byob' });
    // Whoever leaves while it waits cancels by this one.
    this.reader = reader;
    const { done, value } = await reader.read(request.view).finally(() => {
      reader.releaseLock();
      this.reader = this.source.getReader();
      this.watchEnd();
    });
    if (done) this.close();
    else this.observer.chunk(value);
    // The buffer went to the source and came back as another one, also at the end, when nothing is in it.
    if (value !== undefined) request.respondWithNewView(value);
  }

  private watchEnd(): void {
    const { reader } = this;
    reader.closed.then(
      () => this.end(),
      (error) => {
        // A reader that was released says so in the same way as one whose stream failed.
        if (reader !== this.reader || this.isOver) return;
        this.isOver = true;
        this.observer.failed(error);
        this.controller?.deref()?.error(error);
      },
    );
  }

  /** A source is closed as soon as its last chunk is taken: before that chunk has arrived here. */
  private end(): void {
    if (this.isPulling) this.isEnding = true;
    else this.close();
  }

  private close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.observer.completed();
    this.controller?.deref()?.close();
  }
}

function isByteStream(stream: ReadableStream): boolean {
  try {
    stream.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

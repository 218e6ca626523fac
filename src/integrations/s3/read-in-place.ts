/**
 * Bodies of S3 in pages: streams of the platform that were given methods, `transformToString()`, which read the very stream that they were
 * made for. So that one stays.
 */
import { hasOwnMethods, observedReadable, type StreamObserver } from '../../telemetry/index.ts';

export function isReadByItself(body: unknown): body is ReadableStream {
  return body instanceof ReadableStream && !body.locked && Object.isExtensible(body) && hasOwnMethods(body);
}

/** Where a stream keeps those who are told of its readers: several telemetries may watch one. */
const OBSERVERS = Symbol.for('inferometer.observers');

/**
 * Tells the observer of whoever reads the stream by its methods. They lead to a stand-in, which locks the stream when the first of them
 * comes. Who takes it where no method is called, as a new Response does, takes the stream itself, and is not seen.
 *
 * @returns whether somebody has begun to; nothing of it leads to the stream.
 */
export function readInPlace(stream: ReadableStream, observer: StreamObserver): { isRead: boolean } {
  const { prototype } = ReadableStream;
  const state = { isRead: false };
  const own = { state, observer };
  const known = (stream as { [OBSERVERS]?: (typeof own)[] })[OBSERVERS];
  if (known !== undefined) {
    known.push(own);
    return state;
  }
  const all = [own];
  Object.defineProperty(stream, OBSERVERS, { configurable: true, value: all });
  const toldToAll: StreamObserver = {
    requested: () => {
      for (const one of all) one.observer.requested?.();
    },
    chunk: (value) => {
      for (const one of all) one.observer.chunk(value);
    },
    completed: () => {
      for (const one of all) one.observer.completed();
    },
    failed: (error) => {
      for (const one of all) one.observer.failed(error);
    },
    returned: () => {
      for (const one of all) one.observer.returned();
    },
    abandoned: () => {
      for (const one of all) one.observer.abandoned();
    },
    unfollowed: () => {
      for (const one of all) one.observer.unfollowed();
    },
  };
  const plain = withoutOwn(stream, prototype);
  let standIn: ReadableStream | undefined;
  for (const key of Reflect.ownKeys(prototype)) {
    const { value, get } = Object.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
    // Other symbols are the runtime's own.
    const isRuntimes = typeof key === 'symbol' && key !== Symbol.asyncIterator;
    if (isRuntimes || key === 'constructor' || Object.hasOwn(stream, key)) continue;
    if (typeof value === 'function') {
      const method = (...args: unknown[]) => {
        for (const one of all) one.state.isRead = true;
        standIn ??= observedReadable(plain, toldToAll);
        return Reflect.apply(value, standIn, args);
      };
      Object.defineProperty(stream, key, { configurable: true, writable: true, value: method });
    } else if (get !== undefined) {
      const read = () => Reflect.apply(get, standIn ?? stream, []);
      Object.defineProperty(stream, key, { configurable: true, get: read });
    }
  }
  return state;
}

/** The stream as the platform made it: what it was given would lead back to what reads it. */
function withoutOwn(stream: ReadableStream, prototype: ReadableStream): ReadableStream {
  return new Proxy(stream, {
    get(_, key) {
      const value: unknown = Reflect.get(prototype, key, stream);
      return typeof value === 'function' ? value.bind(stream) : value;
    },
    ownKeys: () => [],
  });
}

/**
 * Bodies of S3 in pages: streams of the platform that were given methods, `transformToString()`, which read the very stream that they were
 * made for. So that one stays.
 */
import { hasOwnMethods, observedReadable, type StreamObserver } from '../../telemetry/index.ts';

export function isReadByItself(body: unknown): body is ReadableStream {
  return body instanceof ReadableStream && !body.locked && Object.isExtensible(body) && hasOwnMethods(body);
}

/**
 * Tells the observer of whoever reads the stream by its methods. They lead to a stand-in, which locks the stream when the first of them
 * comes. Who takes it where no method is called, as a new Response does, takes the stream itself, and is not seen.
 *
 * @returns whether somebody has begun to; nothing of it leads to the stream.
 */
export function readInPlace(stream: ReadableStream, observer: StreamObserver): { isRead: boolean } {
  const { prototype } = ReadableStream;
  const state = { isRead: false };
  const plain = withoutOwn(stream, prototype);
  let standIn: ReadableStream | undefined;
  for (const key of Reflect.ownKeys(prototype)) {
    const { value, get } = Object.getOwnPropertyDescriptor(prototype, key) as PropertyDescriptor;
    // Other symbols are the runtime's own.
    const isRuntimes = typeof key === 'symbol' && key !== Symbol.asyncIterator;
    if (isRuntimes || key === 'constructor' || Object.hasOwn(stream, key)) continue;
    if (typeof value === 'function') {
      const method = (...args: unknown[]) => {
        state.isRead = true;
        standIn ??= observedReadable(plain, observer);
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

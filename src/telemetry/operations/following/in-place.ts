/** Streams that can be watched in place, because all that reads them goes through one point: they stay the same object. */
import { forwarding } from './forwarding.ts';
import { observedIterator } from './observed-iterable.ts';
import { observedReadable } from './observed-readable.ts';
import type { StreamObserver } from './stream-observer.ts';

/** Begins to watch, and gives what nobody can read any more once it is collected. */
export type Watch = (observer: StreamObserver) => object;

// biome-ignore lint/suspicious/noExplicitAny: foreign objects, looked at by their shape
type Foreign = any;

/** How to watch the stream in place; undefined if it has no such point. */
export function watchInPlace(stream: object): Watch | undefined {
  return onEmit(stream) ?? onEvents(stream) ?? onIterator(stream) ?? onBaseStream(stream);
}

/**
 * Streams of Node: `pipe()`, `pipeline()`, listeners and iterators, all are served by `emit`. That what it was piped to is
 * closed is told to nobody, but `unpipe` is called then.
 */
function onEmit(stream: Foreign): Watch | undefined {
  const { emit, unpipe } = stream;
  if (stream.readable !== true || typeof stream.pipe !== 'function' || typeof emit !== 'function')
    return undefined;
  const own = Object.getOwnPropertyDescriptor(stream, 'emit');
  if (own === undefined ? !Object.isExtensible(stream) : !own.configurable) return undefined;
  return (observer) => {
    const restore = () => {
      if (stream.unpipe === watchedUnpipe) delete stream.unpipe;
      if (stream.emit !== watched) return;
      if (own === undefined) delete stream.emit;
      else Object.defineProperty(stream, 'emit', own);
    };
    // The response of a request that was given up ends like one whose server died.
    const failed = (error: unknown) =>
      stream.req?.aborted || isLeft(error) ? observer.returned() : observer.failed(error);
    const watched = function (this: unknown, ...event: unknown[]): unknown {
      const [name, value] = event;
      if (name === 'data') observer.chunk(value);
      if (name === 'end') observer.completed();
      if (name === 'error') failed(value);
      if (name === 'close') observer.returned();
      if (name === 'end' || name === 'error' || name === 'close') restore();
      return Reflect.apply(emit, this, event);
    };
    const watchedUnpipe = function (this: unknown, ...to: Foreign[]): unknown {
      // Not now: who pipes it elsewhere, because of that, goes on reading.
      if (to[0]?.destroyed || to[0]?.writableEnded) queueMicrotask(leave);
      return Reflect.apply(unpipe, this, to);
    };
    const leave = () => {
      if (stream.listenerCount('data') + stream.listenerCount('readable') > 0) return;
      observer.returned();
      restore();
    };
    const replace = (key: string, value: unknown) =>
      Object.defineProperty(stream, key, { configurable: true, writable: true, value });
    if (!Object.hasOwn(stream, 'unpipe')) replace('unpipe', watchedUnpipe);
    return replace('emit', watched);
  };
}

/**
 * The reader is gone: iterators that are left, and pipelines whose end was closed, destroy their source with an error of
 * Node's own, which writes its code when it is printed. That of a signal says why; others have these codes too, where a
 * server is gone.
 */
function isLeft(error: Foreign): boolean {
  try {
    if (error.code === 'ABORT_ERR') return error.cause === undefined;
    return /\[ERR_STREAM_(PREMATURE_CLOSE|DESTROYED)\]/.test(String(error));
  } catch {
    // Anything can be thrown.
    return false;
  }
}

/**
 * Helpers of openai and Anthropic that run by themselves and tell of events. A listener of `error` or `abort` would keep
 * a rejection that nobody handles from being reported, so how it went is asked at the end.
 */
function onEvents(stream: Foreign): Watch | undefined {
  if (!('errored' in stream && 'ended' in stream && typeof stream.on === 'function')) return undefined;
  return (observer) => {
    // One of them is there: of chat completions, of Anthropic's messages, of responses.
    for (const name of ['chunk', 'streamEvent', 'event'])
      stream.on(name, (chunk: unknown) => observer.chunk(chunk));
    stream.on('end', () => {
      if (stream.aborted) observer.failed(ABORTED);
      else if (stream.errored) observer.failed(undefined);
      else observer.completed();
    });
    return stream;
  };
}

/** Of those that only say that they were aborted. */
const ABORTED = { name: 'AbortError' };

/** Streams of openai's and Anthropic's clients: iteration, `tee()` and `toReadableStream()` ask this property. */
function onIterator(stream: Foreign): Watch | undefined {
  const iterator = writableValue(stream, 'iterator');
  if (typeof iterator !== 'function' || !(Symbol.asyncIterator in stream)) return undefined;
  return (observer) => {
    let isTaken = false;
    // They end in silence when their controller is aborted.
    const completed = () => {
      if (stream.controller?.signal?.aborted) observer.failed(ABORTED);
      else observer.completed();
    };
    const told = forwarding(observer, { completed });
    stream.iterator = function (this: unknown): unknown {
      const found = iterator.call(this);
      // Of a stream that was read it is an error.
      if (isTaken) return found;
      isTaken = true;
      return observedIterator(found, told, stream);
    };
    return stream;
  };
}

/** What the AI SDK's streamText and streamObject give: whatever is read of it, or awaited, comes from this property. */
function onBaseStream(stream: Foreign): Watch | undefined {
  const base = writableValue(stream, 'baseStream');
  if (!(base instanceof ReadableStream) || base.locked) return undefined;
  return (observer) => {
    const chunk = (value: Foreign) => observer.chunk(value?.part ?? value);
    const kept = {};
    stream.baseStream = observedReadable(base, forwarding(observer, { chunk }), kept);
    return kept;
  };
}

function writableValue(object: object, key: string): unknown {
  const own = Object.getOwnPropertyDescriptor(object, key);
  return own?.writable ? own.value : undefined;
}

/** The stream in what a function gave, whatever it looks like, followed to its end. */
import type { Collected, Lifetimes } from '../../../metrics/inner.ts';
import { type Watch, watchInPlace } from './in-place.ts';
import { observedIterable } from './observed-iterable.ts';
import { hasOwnMethods, observedReadable } from './observed-readable.ts';
import { observedResponse } from './observed-response.ts';
import { SharedStream } from './shared-stream.ts';
import type { StreamObserver } from './stream-observer.ts';

/** Where the stream sits in a result; undefined for a result without one. */
export type StreamOf = (result: never) => unknown;

/** Begins to watch, and gives what stands in for the stream: itself, where it can be watched in place. */
type Follow = (observer: StreamObserver, lifetimes: Lifetimes) => object;

/** Follows one stream of one call, which may arrive in several ways: by itself, or beside its response. */
export class StreamFollower {
  private readonly lifetimes: Lifetimes;
  private readonly call: { begin(stream: object): StreamObserver };
  private readonly streamOf: StreamOf | undefined;
  private readonly standIns = new WeakMap<object, object>();
  private hasBegun = false;

  /** @param streamOf known shapes are looked for if left out. */
  constructor(
    lifetimes: Lifetimes,
    call: { begin(stream: object): StreamObserver },
    streamOf: StreamOf | undefined,
  ) {
    this.lifetimes = lifetimes;
    this.call = call;
    this.streamOf = streamOf;
  }

  /** Whether there is a stream. */
  get isFollowing(): boolean {
    return this.hasBegun;
  }

  /**
   * What stands in for the value if it is the stream; else the value, with what stands in for its stream in the place of
   * it.
   */
  arrived(value: unknown): unknown {
    if (!isObject(value)) return value;
    const { streamOf } = this;
    if (streamOf === undefined) {
      const standIn = this.standInFor(value);
      if (standIn === undefined) this.replaceKnown(value);
      return standIn ?? value;
    }
    let stream: unknown;
    this.lifetimes.recording.contain('callback', () => {
      stream = streamOf(value as never);
      // Asked whether it is a promise that rejects; the result itself was asked before.
      return stream === value ? undefined : stream;
    });
    if (stream === value) return this.standInFor(value) ?? value;
    if (isStream(stream)) this.replace(value, stream);
    return value;
  }

  /** Undefined for what is no stream, and for another one than that which is followed. */
  private standInFor(stream: object): object | undefined {
    const known = this.standIns.get(stream) ?? this.lifetimes.standIns.get(stream)?.deref();
    if (known !== undefined || this.hasBegun) return known;
    const follow = followOf(stream);
    if (follow === undefined) return undefined;
    this.hasBegun = true;
    const standIn = follow(this.call.begin(stream), this.lifetimes);
    this.standIns.set(stream, standIn);
    // Whoever takes the result again is given what was given before.
    this.standIns.set(standIn, standIn);
    return standIn;
  }

  /** Where clients put a stream beside other things: `{ stream, response }`, `{ data }`, `{ body }`. */
  private replaceKnown(result: object): void {
    for (const key of ['stream', 'data', 'body']) {
      const stream: unknown = Object.getOwnPropertyDescriptor(result, key)?.value;
      if (!isStream(stream)) continue;
      this.replace(result, stream);
      return;
    }
  }

  private replace(result: object, stream: object): void {
    const place = placeOf(result, stream);
    if (place === undefined && watchInPlace(stream) === undefined) {
      // Frozen, or behind an accessor: it is passed on as it is.
      if (this.hasBegun) return;
      this.hasBegun = true;
      this.lifetimes.watchOver(stream, unfollowable(this.call.begin(stream)));
      return;
    }
    const standIn = this.standInFor(stream);
    if (place !== undefined && standIn !== undefined && standIn !== stream) place[0][place[1]] = standIn;
  }
}

/** Whether something can be read to an end. */
export function isStream(value: unknown): value is object {
  return isObject(value) && followOf(value) !== undefined;
}

/** Whether a result is worth a second look: what is a stream, or holds one where it is known to be, has one of these. */
export function mayHoldStream(value: unknown): boolean {
  if (!isObject(value)) return false;
  try {
    return (
      Symbol.asyncIterator in value ||
      'body' in value ||
      'stream' in value ||
      'data' in value ||
      'pipe' in value ||
      'errored' in value ||
      'baseStream' in value ||
      'getReader' in value
    );
  } catch {
    // A proxy that does not like to be asked.
    return false;
  }
}

/** How to follow a stream; undefined for what is none. */
function followOf(stream: object): Follow | undefined {
  if (isReadable(stream)) return stream.locked || hasOwnMethods(stream) ? passOn : followReadable(stream);
  // Whether there is a body is asked when it is followed: of a Response with a text, Bun forgets the type by asking.
  if (stream instanceof Response) return isDocument(stream) ? undefined : followResponse(stream);
  const watch: Watch | undefined = watchInPlace(stream);
  if (watch !== undefined) {
    return (observer, lifetimes) => {
      lifetimes.watchOver(watch(observer), unread(observer));
      return stream;
    };
  }
  if (typeof (stream as AsyncIterable<unknown>)[Symbol.asyncIterator] !== 'function') return undefined;
  return (observer, lifetimes) => followIterable(stream, observer, lifetimes);

  /** Somebody else reads it already, or methods that it was given would. */
  function passOn(observer: StreamObserver, lifetimes: Lifetimes): object {
    lifetimes.watchOver(stream, unfollowable(observer));
    return stream;
  }
}

function followReadable(source: ReadableStream): Follow {
  return (observer, lifetimes) => {
    const kept = {};
    const stream = observedReadable(source, observer, kept);
    lifetimes.standIns.set(source, new WeakRef(stream));
    lifetimes.watchOver(kept, unread(observer));
    return stream;
  };
}

function followResponse(source: Response): Follow {
  return (observer, lifetimes) => {
    const watched = observedResponse(source, observer);
    if (watched === undefined) {
      // Without a body it is there as a whole; or somebody else reads it.
      if (source.body === null) observer.completed();
      else lifetimes.watchOver(source, unfollowable(observer));
      return source;
    }
    lifetimes.standIns.set(source, new WeakRef(watched.response));
    lifetimes.watchOver(watched.kept, unread(observer));
    return watched.response;
  };
}

/** For a stream that is collected before it was read to its end. */
function unread(observer: StreamObserver): Collected {
  return { collected: () => observer.abandoned() };
}

/** For a stream that is read, if at all, where nobody can look. */
function unfollowable(observer: StreamObserver): Collected {
  return { collected: () => observer.unfollowed() };
}

/** By a proxy. What other methods than those of iteration give is followed too if it is streams: that is what `tee()` does. */
function followIterable(iterable: object, observer: StreamObserver, lifetimes: Lifetimes): object {
  const shared = new SharedStream(observer);
  const branch = (stream: object) => followOf(stream)?.(shared.reader(), lifetimes) ?? stream;
  const other = (result: unknown): unknown => {
    if (isStream(result)) return branch(result);
    if (Array.isArray(result) && result.length > 0 && result.every(isStream)) return result.map(branch);
    shared.hide();
    return result;
  };
  const reader = shared.reader();
  const watched = observedIterable(iterable, reader, other);
  lifetimes.watchOver(watched, unread(reader));
  return watched;
}

/** One document of JSON: an answer that is there as a whole, whenever its body is read. */
function isDocument(response: Response): boolean {
  return /^application\/(\w+\+)?json\b/.test(response.headers.get('content-type') ?? '');
}

/** Where in a result the stream is, if it can be replaced there. */
function placeOf(
  result: object,
  stream: object,
  depth = 3,
): readonly [holder: Record<string, unknown>, key: string] | undefined {
  const values = Object.entries(Object.getOwnPropertyDescriptors(result));
  const found = values.find(([, { value, writable }]) => value === stream && writable);
  if (found !== undefined) return [result as Record<string, unknown>, found[0]];
  if (depth === 1) return undefined;
  for (const [, { value }] of values) {
    const inside = isObject(value) && placeOf(value, stream, depth - 1);
    if (inside) return inside;
  }
  return undefined;
}

/** By its class, which its stand-in has to be of: a stream of another realm, or of a polyfill, is followed by its iterator. */
export function isReadable(value: object): value is ReadableStream {
  return value instanceof ReadableStream;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Server-sent events (WHATWG HTML, 9.2), by fetch: with a token, in every runtime, and for as long as somebody reads. */
import { ApiError } from '../api/wire.ts';
import { BackOff, pauseOf } from '../retry.ts';
import { untilAborted } from './abort.ts';

export interface ServerEvent {
  /** `message` where the server gave no other. */
  readonly type: string;
  readonly data: string;
  /** That of the last event that had one. */
  readonly id: string | undefined;
}

/** Whether events come, and if not, when that is tried again. */
export type ConnectionState =
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly nextTryUnixMs: number; readonly error: ApiError };

export interface EventsOptions {
  /** Ends the iteration, which rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Is told when the connection is there, and when it is gone. */
  readonly onConnection?: (state: ConnectionState) => void;
}

/** The server says something every 15 seconds: what is silent for so long is gone. */
const LONGEST_SILENCE_SECONDS = 45;
const FIRST_PAUSE_SECONDS = 1;
const [SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS] = [0.1, 30];
/** Of an event, in characters: those of a server of ours are some thousands. */
const LONGEST_EVENT = 2 ** 24;
/** These may pass; others do not by themselves. */
const PASSING = [0, 408, 429, 500, 502, 503, 504];

/**
 * Events of a connection that is made again when it is lost, from where it was lost; breaking off ends it.
 *
 * @param open asks for events after that one
 * @throws ApiError where the server refuses, and not for now; the signal's reason
 */
export async function* events(
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>,
  { signal, onConnection }: EventsOptions,
): AsyncGenerator<ServerEvent, void, undefined> {
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  let pauseSeconds = FIRST_PAUSE_SECONDS;
  let backOff = new BackOff(pauseSeconds, LONGEST_PAUSE_SECONDS);
  let lastEventId: string | undefined;
  try {
    for (;;) {
      let failure: ApiError;
      try {
        const parser = new EventParser(lastEventId);
        const response = await untilAborted(open(lastEventId, either), either);
        requireEvents(response);
        onConnection?.({ kind: 'open' });
        for await (const text of textsOf(response, either)) {
          for (const event of parser.push(text)) {
            lastEventId = event.id;
            backOff.reset();
            yield event;
          }
          const { retrySeconds = pauseSeconds } = parser;
          if (retrySeconds !== pauseSeconds) backOff = new BackOff(retrySeconds, LONGEST_PAUSE_SECONDS);
          pauseSeconds = retrySeconds;
        }
        failure = new ApiError('CLIENT_NETWORK', 'The events ended. They are asked for again.', {
          status: 0,
        });
      } catch (error) {
        either.throwIfAborted();
        if (!(error instanceof ApiError) || !PASSING.includes(error.status)) throw error;
        failure = error;
      }
      const pauseMs = backOff.next(failure.retryAfterSeconds ?? 0) * 1000;
      onConnection?.({ kind: 'waiting', nextTryUnixMs: Date.now() + pauseMs, error: failure });
      await pauseOf(pauseMs, either);
      either.throwIfAborted();
    }
  } finally {
    ended.abort();
  }
}

function requireEvents({ headers, status, url }: Response): void {
  const type = headers.get('content-type') ?? 'nothing';
  if (type.startsWith('text/event-stream')) return;
  const message = `${url} answered with ${type}, not with events. Is that the address of the server?`;
  throw new ApiError('CLIENT_ANSWER', message, { status });
}

/** What came, as it comes. @throws ApiError CLIENT_NETWORK when the connection breaks or falls silent */
async function* textsOf(response: Response, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await untilAborted(withinSilence(reader.read()), signal);
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ApiError) throw cause;
    throw new ApiError('CLIENT_NETWORK', 'The events broke off. They are asked for again.', {
      status: 0,
      cause,
    });
  } finally {
    // Of a connection that is gone it rejects.
    reader.cancel().catch(() => {});
  }
}

function withinSilence<T>(read: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `Nothing came for ${LONGEST_SILENCE_SECONDS} seconds. Events are asked for again.`;
      reject(new ApiError('CLIENT_NETWORK', message, { status: 0 }));
    }, LONGEST_SILENCE_SECONDS * 1000);
    read.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Events out of text that comes in any pieces. */
export class EventParser {
  /** What the server asks to wait before the connection is made again. */
  retrySeconds: number | undefined = undefined;
  private rest = '';
  /** Characters of what has no end yet. */
  private pending = 0;
  private isFirst = true;
  private type = '';
  private data: string[] = [];
  private id: string | undefined;

  constructor(lastEventId?: string | undefined) {
    this.id = lastEventId;
  }

  /** Those that are whole with it. @throws ApiError CLIENT_ANSWER for one that has no end */
  push(text: string): ServerEvent[] {
    const found: ServerEvent[] = [];
    this.pending += text.length;
    if (this.pending > LONGEST_EVENT) {
      const message = `An event has more than ${LONGEST_EVENT} characters. Is that the address of the server?`;
      throw new ApiError('CLIENT_ANSWER', message, { status: 200 });
    }
    if (!/[\r\n]/.test(text) && !this.rest.endsWith('\r')) {
      this.rest += text;
      return found;
    }
    let all = this.rest + text;
    if (this.isFirst && all !== '') {
      this.isFirst = false;
      all = all.replace(/^\uFEFF/, '');
    }
    // A carriage return at the end may be half of a line's end.
    const lines = all.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() as string;
    for (const line of lines) {
      if (line !== '') this.takeField(line);
      else if (this.data.length > 0) found.push(this.takeEvent());
      else this.type = '';
    }
    this.pending = this.rest.length + this.data.reduce((sum, line) => sum + line.length, 0);
    return found;
  }

  private takeEvent(): ServerEvent {
    const event = { type: this.type || 'message', data: this.data.join('\n'), id: this.id };
    this.type = '';
    this.data = [];
    return event;
  }

  private takeField(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.data.push(value);
    else if (name === 'event') this.type = value;
    else if (name === 'id' && !value.includes('\0')) this.id = value;
    else if (name === 'retry' && /^\d+$/.test(value)) {
      const seconds = Number(value) / 1000;
      this.retrySeconds = Math.min(LONGEST_PAUSE_SECONDS, Math.max(SHORTEST_PAUSE_SECONDS, seconds));
    }
  }
}

/** What workers and processes are reached through, whatever its shape. */
import { wrongKind } from '../errors.ts';
import { isRecord } from '../validate.ts';
import type { Answer } from './protocol.ts';

/**
 * A MessagePort, Worker or BroadcastChannel of the web or of Node, a worker's own scope (`self`, `parentPort`), a
 * worker of node:cluster, a child process with IPC, or the `process` of one.
 */
export type MessageChannelLike =
  | (Listened & { postMessage(message: unknown): void })
  | (Listened & { send?(message: unknown): unknown; isConnected?(): boolean });

type Listened =
  | { on(event: 'message', listener: (message: unknown) => void): unknown; off(...args: never[]): unknown }
  | {
      addEventListener(event: 'message', listener: unknown): void;
      removeEventListener(...args: never[]): void;
    };

/** Its parts that may be there or not. */
interface Parts {
  postMessage?(message: unknown): void;
  send?(message: unknown, done: (error: unknown) => void): unknown;
  isConnected?(): boolean;
  readonly connected?: boolean;
  /** Of a worker thread; -1 once it has exited. */
  readonly threadId?: number;
  hasRef?(): boolean;
  unref?(): void;
  start?(): void;
  on?(event: string, listener: (message: unknown) => void): void;
  off?(event: string, listener: (message: unknown) => void): void;
  addEventListener?(event: string, listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener?(event: string, listener: (event: { readonly data: unknown }) => void): void;
}

/** @throws TELEMETRY_CHANNEL */
export function requireChannel(channel: MessageChannelLike): void {
  const { postMessage, send, on, addEventListener } = (channel ?? {}) as Parts;
  if (isFunction(postMessage ?? send) && isFunction(on ?? addEventListener)) return;
  const remedy = 'Pass a worker, a port, a BroadcastChannel or a process that was started with IPC.';
  throw wrongKind('TELEMETRY_CHANNEL', 'channel', 'something that messages come and go by', channel, remedy);
}

/**
 * False if the message can be known not to arrive.
 *
 * @param written called when a process has written it into its pipe
 */
export function post(channel: MessageChannelLike, message: object, written = () => {}): boolean {
  const parts = channel as Parts;
  try {
    if (parts.connected === false || parts.isConnected?.() === false || parts.threadId === -1) return false;
    // A process that ends meanwhile is told to the callback, or else would be an error event that nobody expects.
    if (parts.postMessage === undefined) parts.send?.(message, written);
    else parts.postMessage(message);
    return true;
  } catch {
    return false;
  }
}

/** So much fits into the pipe of a process while its other end reads nothing. */
const PIPE_BYTES = 100_000;
/** How long the other end has for reading what is beyond that; it may be held up for some turns of its event loop. */
const LONGEST_MS = 3000;
const [LEAST_MS_PER_BYTE, MOST_MS_PER_BYTE] = [1 / 2000, 1 / 500];

/**
 * The last messages of a worker that ends, in order. What a process has not written into its pipe when it is gone is lost,
 * and it writes nothing while it is held up, so that never more is posted than the pipe takes; to threads and pages
 * everything is handed over at once.
 */
export class Outbox {
  private readonly channel: MessageChannelLike;
  private readonly emptied: () => void;
  private readonly isPipe: boolean;
  private waiting: Answer[] = [];
  /** Bytes that were posted, and may not be written. */
  private unwritten = 0;

  constructor(channel: MessageChannelLike, emptied: () => void) {
    this.channel = channel;
    this.emptied = emptied;
    this.isPipe = (channel as Parts).postMessage === undefined;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Holds nothing up: what does not fit is posted as what is before it is written. */
  add(messages: readonly Answer[]): void {
    this.waiting = [...this.waiting, ...messages];
    this.postWhatFits();
  }

  /** Posts all that waits, and holds everything so that the other end can read: the less there is, the longer for each byte. */
  finish(): void {
    const all = this.takeAll().map((message) => ({ message, bytes: bytesOf(message) }));
    const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
    const msPerByte = Math.max(LEAST_MS_PER_BYTE, Math.min(MOST_MS_PER_BYTE, LONGEST_MS / total));
    let [posted, leftMs] = [this.unwritten, this.isPipe ? LONGEST_MS : 0];
    for (const { message, bytes } of all) {
      if (posted + bytes > PIPE_BYTES && leftMs > 0) {
        sleep(bytes * msPerByte);
        leftMs -= bytes * msPerByte;
      }
      if (!post(this.channel, message)) return;
      posted += bytes;
    }
  }

  private postWhatFits(): void {
    for (let [message] = this.waiting; message !== undefined; [message] = this.waiting) {
      const bytes = bytesOf(message);
      if (this.isPipe && this.unwritten > 0 && this.unwritten + bytes > PIPE_BYTES) return;
      this.waiting.shift();
      this.unwritten += bytes;
      const written = () => {
        this.unwritten -= bytes;
        if (!this.isEmpty) this.postWhatFits();
      };
      if (!post(this.channel, message, written)) this.takeAll();
    }
    this.emptied();
  }

  private takeAll(): readonly Answer[] {
    const { waiting } = this;
    this.waiting = [];
    return waiting;
  }
}

/** As IPC writes it: text in JSON is longer than it is, and most alphabets take two bytes or three. */
function bytesOf(message: Answer): number {
  return 'text' in message ? new TextEncoder().encode(JSON.stringify(message.text)).length : 0;
}

/** Holds everything. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Calls `heard` with every message that is an object; returns what ends it. */
export function hear(
  channel: MessageChannelLike,
  heard: (message: Record<string, unknown>) => void,
): () => void {
  const parts = channel as Parts;
  const take = (message: unknown) => {
    if (isRecord(message)) heard(message);
  };
  if (parts.on !== undefined) {
    parts.on('message', take);
    return () => parts.off?.('message', take);
  }
  const takeEvent = (event: { readonly data: unknown }) => take(event.data);
  parts.addEventListener?.('message', takeEvent);
  // Ports of the web hold messages back until then.
  parts.start?.();
  return () => parts.removeEventListener?.('message', takeEvent);
}

/** As `hear`, and without keeping a process alive. */
export function overhear(
  channel: MessageChannelLike,
  heard: (message: Record<string, unknown>) => void,
): () => void {
  const parts = channel as Parts;
  const isHeld = parts.hasRef?.() ?? true;
  const stop = hear(channel, heard);
  if (!isHeld) parts.unref?.();
  return stop;
}

/**
 * Calls `gone` when the platform says that the other end is: of processes, threads, and ports where these are told of; not of web
 * workers, but in Bun.
 *
 * @returns what ends it.
 */
export function onGone(channel: MessageChannelLike, gone: () => void): () => void {
  const { on, off, addEventListener, removeEventListener, postMessage } = channel as Parts;
  // What a process wrote may still be read when it has ended, but no more once its pipe is at its end.
  const events = postMessage === undefined ? ['disconnect'] : ['exit', 'close'];
  for (const event of events) (on ?? addEventListener)?.call(channel, event, gone);
  return () => {
    for (const event of events) (off ?? removeEventListener)?.call(channel, event, gone);
  };
}

/** Of the web's own, nothing but silence tells everywhere that the other end is gone. */
export function saysItsEnd(channel: MessageChannelLike): boolean {
  return isFunction((channel as Parts).on);
}

/** Whether many may answer. */
export function isBroadcast(channel: MessageChannelLike): boolean {
  return typeof BroadcastChannel === 'function' && channel instanceof BroadcastChannel;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

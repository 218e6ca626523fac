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

/** False if the message can be known not to arrive. */
export function post(channel: MessageChannelLike, message: object): boolean {
  const parts = channel as Parts;
  try {
    if (parts.connected === false || parts.isConnected?.() === false) return false;
    // A process that ends meanwhile is told to the callback, or else would be an error event that nobody expects.
    if (parts.postMessage === undefined) parts.send?.(message, () => {});
    else parts.postMessage(message);
    return true;
  } catch {
    return false;
  }
}

/** So much fits into the pipe of a process while its other end reads nothing. */
const PIPE_CHARACTERS = 100_000;
/** How long the other end has for reading what is beyond that; it may be held up for some turns of its event loop. */
const PAUSE_MS_PER_CHARACTER = 10 / 20_000;
const LONGEST_MS = 3000;

/**
 * Posts the last messages of a worker that ends. What a process has not written into its pipe when it is gone is lost, so
 * that it waits for the other end to read; to threads and pages everything is handed over at once.
 */
export function postLast(channel: MessageChannelLike, messages: Iterable<Answer>): void {
  const isPipe = (channel as Parts).postMessage === undefined;
  let written = 0;
  for (const message of messages) {
    const length = 'text' in message ? message.text.length : 0;
    const isRoom = !isPipe || written + length <= PIPE_CHARACTERS;
    if (!isRoom && written * PAUSE_MS_PER_CHARACTER < LONGEST_MS) sleep(length * PAUSE_MS_PER_CHARACTER);
    if (!post(channel, message)) return;
    written += length;
  }
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

/** As `hear`, for good, and without keeping a process alive. */
export function overhear(
  channel: MessageChannelLike,
  heard: (message: Record<string, unknown>) => void,
): void {
  const parts = channel as Parts;
  const isHeld = parts.hasRef?.() ?? true;
  hear(channel, heard);
  if (!isHeld) parts.unref?.();
}

/** Whether many may answer. */
export function isBroadcast(channel: MessageChannelLike): boolean {
  return typeof BroadcastChannel === 'function' && channel instanceof BroadcastChannel;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

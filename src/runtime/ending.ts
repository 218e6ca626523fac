/**
 * The last moments of a process or a page, for what is to be written before it ends. Whether it ends, how, and with which
 * exit code is as it would be without.
 */
import { attempted, builtinModule } from './builtin.ts';

export interface Ending {
  /**
   * The program has nothing left to do, which is said once, or its page is out of sight: what takes time may be begun, and
   * it may go on afterwards.
   */
  idle(): void;
  /** The process is about to end: what is not done when this returns is not done. It may be called more than once. */
  last(): void;
}

/** As much of Node's `process`, and of a page, as is needed here. */
interface EndingProcess {
  readonly pid: number;
  readonly platform: string;
  on(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  listeners(event: string): readonly unknown[];
  kill(pid: number, signal: string): unknown;
}

type Listener = ((...args: never[]) => void) & { readonly [OURS]?: true };

interface EndingPage {
  addEventListener(event: string, listener: () => void): void;
  removeEventListener(event: string, listener: () => void): void;
  readonly document?: EndingPage & { readonly visibilityState?: string };
}

/** Marks listeners of this kind, across copies of the library: for them a signal has no listener. */
const OURS = /* @__PURE__ */ Symbol.for('inferometer.ending');

/** What ends a process that does not listen to it. */
const SIGNALS = ['SIGTERM', 'SIGINT'];

/**
 * Calls `ending` when the process or the page comes to its end; in a platform without ends, never.
 *
 * Node, Deno and Bun: when nothing is left to do (`beforeExit`), when the process exits, `process.exit()` and uncaught
 * exceptions included, and, with `signals`, when SIGTERM or SIGINT is about to end it. Pages: when they are hidden or left.
 * Nobody is told of SIGKILL.
 *
 * @returns what ends it.
 */
export function onEnding(ending: Ending, { signals }: { readonly signals: boolean }): () => void {
  const { process, document } = globalThis as { process?: Partial<EndingProcess>; document?: unknown };
  const ends: (() => void)[] = [];
  if (typeof process?.on === 'function' && typeof process.pid === 'number') {
    ends.push(onProcessEnding(process as EndingProcess, ending));
    if (signals && areSignalsOurs(process as EndingProcess)) {
      for (const signal of SIGNALS) ends.push(onLastSignal(process as EndingProcess, signal, ending));
    }
  } else if (document !== undefined) ends.push(onPageHidden(globalThis as unknown as EndingPage, ending));
  return () => {
    for (const end of ends) end();
  };
}

function onProcessEnding(process: EndingProcess, ending: Ending): () => void {
  const page = globalThis as unknown as EndingPage & { readonly Deno?: object };
  // Once: what is begun then keeps the process alive, and then it is idle again.
  const idle = () => {
    process.removeListener('beforeExit', idle);
    ending.idle();
  };
  const last = () => ending.last();
  process.on('beforeExit', idle);
  process.on('exit', last);
  // Deno tells uncaught exceptions as a page does, and exits without a word.
  const failures = page.Deno === undefined ? [] : ['error', 'unhandledrejection'];
  for (const failure of failures) page.addEventListener(failure, last);
  return () => {
    process.removeListener('beforeExit', idle);
    process.removeListener('exit', last);
    for (const failure of failures) page.removeEventListener(failure, last);
  };
}

/** On a thread of its own there are no signals; Windows has none; in Deno it takes a permission to send them. */
function areSignalsOurs({ platform }: EndingProcess): boolean {
  const { Deno } = globalThis as { Deno?: DenoPermissions };
  if (Deno !== undefined) {
    return attempted(() => Deno.permissions.querySync({ name: 'run' }).state) === 'granted';
  }
  const threads = builtinModule<{ readonly isMainThread?: boolean }>('node:worker_threads');
  return platform !== 'win32' && threads?.isMainThread !== false;
}

interface DenoPermissions {
  readonly permissions: { querySync(of: { readonly name: string }): { readonly state: string } };
}

/**
 * Listens to a signal as long as nobody else does: a program that listens decides by itself what becomes of the signal,
 * and one that does not is ended by it, as it would have been, once `ending` has had its moment.
 */
function onLastSignal(process: EndingProcess, signal: string, ending: Ending): () => void {
  if (isIgnored(signal)) return () => {};
  let isListening = false;
  const listen = (isWanted: boolean) => {
    if (isWanted === isListening) return;
    isListening = isWanted;
    if (isWanted) process.on(signal, received);
    else process.removeListener(signal, received);
  };
  const isOthers = () => process.listeners(signal).some((listener) => !(listener as Listener)[OURS]);
  const received = ours(() => {
    ending.last();
    listen(false);
    // The last one of this kind, if a program has several telemetries.
    if (process.listeners(signal).length === 0) process.kill(process.pid, signal);
  });
  // Once the other one is there: Node takes a signal without listeners for one that nobody waits for.
  const changed = ours((event: unknown, listener: unknown) => {
    if (event === signal && !(listener as Listener)[OURS]) queueMicrotask(() => listen(!isOthers()));
  });
  process.on('newListener', changed);
  process.on('removeListener', changed);
  listen(!isOthers());
  return () => {
    process.removeListener('newListener', changed);
    process.removeListener('removeListener', changed);
    listen(false);
  };
}

function ours(listener: (...args: never[]) => void): Listener {
  return Object.assign(listener, { [OURS]: true as const });
}

/** Whether the process was started with a signal that it ignores, as shells start what runs in the background. */
function isIgnored(signal: string): boolean {
  const { Bun } = globalThis as { Bun?: object };
  // Node forgets how it was started, and Deno would ask whether it may look.
  if (Bun === undefined) return false;
  const files = builtinModule<{ readFileSync(path: string, encoding: 'utf8'): string }>('node:fs');
  const os = builtinModule<{ readonly constants: { readonly signals: Record<string, number> } }>('node:os');
  const status = attempted(() => files?.readFileSync('/proc/self/status', 'utf8')) ?? '';
  const [, mask = '0'] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  const number = os?.constants.signals[signal] ?? 0;
  return number > 0 && ((BigInt(`0x${mask}`) >> BigInt(number - 1)) & 1n) === 1n;
}

/** As `onEnding`, for what runs in pages alone, and carries nothing of processes. In workers, and in programs, nobody is told. */
export function onPageHidden(page: Partial<EndingPage>, ending: Pick<Ending, 'idle'>): () => void {
  const { document } = page;
  const left = () => ending.idle();
  const changed = () => {
    if (document?.visibilityState === 'hidden') ending.idle();
  };
  document?.addEventListener('visibilitychange', changed);
  page.addEventListener?.('pagehide', left);
  return () => {
    document?.removeEventListener('visibilitychange', changed);
    page.removeEventListener?.('pagehide', left);
  };
}

import type { Scheduler } from '../ports.ts';

/**
 * Resolves when the event loop has had a turn for timers, sockets and whatever else was due.
 *
 * A promise that is merely resolved would go before all of them; a timer waits for a millisecond in Node, for four in
 * pages. Servers have setImmediate. Pages have messages, which are tasks like any other there, but in Bun go before
 * timers.
 */
export function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
  if (setImmediate !== undefined) return new Promise((resolve) => void setImmediate(resolve));
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

const SYSTEM: Scheduler = { now: () => performance.now(), yield: nextTurn };

/** The event loop that every runtime has: always the same object, by which its time is shared. */
export function systemScheduler(): Scheduler {
  return SYSTEM;
}

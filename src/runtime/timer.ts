import type { Timer } from '../ports.ts';
import { attempted } from './builtin.ts';

/**
 * Those that the platform had when the library was loaded. A test that fakes timers afterwards fakes its program's alone: with
 * ours among them, "run all timers" would never end, since one interval follows the other.
 */
const { setTimeout: start, clearTimeout: cancel } = globalThis;

/**
 * The timers that every runtime has, told not to keep a process alive where there is one. workerd has none at module level, and
 * lets nobody cancel one of another request: there what they would do is done by `flush()`.
 */
export function systemTimer(): Timer {
  return {
    after(milliseconds, run) {
      const handle = attempted<unknown>(() => start(run, Math.min(milliseconds, LONGEST_MS)));
      unref(handle);
      return () => attempted(() => cancel(handle as number));
    },
  };
}

/** Beyond it every runtime fires at once: 32 bits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Node and Bun give an object; Deno a number, which it takes elsewhere; a page has nothing to keep alive. */
function unref(handle: unknown): void {
  if (typeof handle === 'object') (handle as { unref?: () => void } | null)?.unref?.();
  else (globalThis as { Deno?: { unrefTimer?: (handle: unknown) => void } }).Deno?.unrefTimer?.(handle);
}

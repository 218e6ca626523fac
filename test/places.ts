/** What the place that a test runs in is. */

/** In none of them are packages beside the program found by name. */
export const isPage = 'document' in globalThis;

const { navigator, process } = globalThis as {
  navigator?: { userAgent?: string };
  process?: { memoryUsage?: unknown };
};

export const isWorkerd = navigator?.userAgent === 'Cloudflare-Workers';

/** WebKitGTK has none. */
export function hasByteStreams(): boolean {
  try {
    new ReadableStream({ type: 'bytes' });
    return true;
  } catch {
    return false;
  }
}

/** Node, Deno and Bun: memory and the processor's time are those of a process, and something can listen on a port. */
export const isProcess = typeof process?.memoryUsage === 'function' && !isWorkerd;

import type { MemoryProbe } from '../telemetry/ports.ts';

/** What this runtime tells about the memory in use, if it tells anything. */
export function memoryProbe(): MemoryProbe | undefined {
  return processMemory() ?? pageMemory();
}

/**
 * Node, Deno, Bun: the resident set of the process. It moves in pages and with everything else that runs, but it
 * is the only figure that holds tensors, WebAssembly memories and native libraries in all three: the heap figures
 * leave out WebAssembly in Deno, and new typed arrays in Bun until a garbage collection.
 */
function processMemory(): MemoryProbe | undefined {
  const { process } = globalThis as { process?: { memoryUsage?: { rss?: () => number } } };
  const residentBytes = process?.memoryUsage?.rss;
  return typeof residentBytes === 'function' ? { usedBytes: () => residentBytes() } : undefined;
}

/** Chromium pages and workers: the JavaScript heap; coarse unless the page is cross-origin isolated. */
function pageMemory(): MemoryProbe | undefined {
  const { memory } = performance as { memory?: { usedJSHeapSize: number } };
  return memory === undefined ? undefined : { usedBytes: () => memory.usedJSHeapSize };
}

import type { MemoryBreakdown, MemoryProbe } from '../ports.ts';

/** What this runtime tells about the memory in use, if it tells anything. */
export function memoryProbe(): MemoryProbe | undefined {
  return processMemory() ?? pageMemory();
}

interface ProcessMemory {
  (): { rss: number; heapTotal: number; heapUsed: number; external: number; arrayBuffers?: number };
  rss?(): number;
}

/**
 * Node, Deno, Bun. Where garbage can be collected (`--expose-gc`), the heap and what its objects hold outside of it: after
 * a collection that is what is really in use. Else the resident set of the process, by that name: it moves in pages and with
 * everything else that runs.
 */
function processMemory(): MemoryProbe | undefined {
  const { process } = globalThis as { process?: { memoryUsage?: ProcessMemory } };
  const read = process?.memoryUsage;
  // workerd has the function and no process: it answers 0.
  if (typeof read?.rss !== 'function' || !read.rss()) return undefined;
  const residentBytes = read.rss;
  const heapBytes = () => {
    const { heapUsed, external } = read();
    return heapUsed + external;
  };
  const { gc } = globalThis as { gc?: () => void };
  const settledBytes = () => {
    gc?.();
    return heapBytes();
  };
  return {
    ...(gc === undefined
      ? { kind: 'rss', usedBytes: () => residentBytes() }
      : { kind: 'heap', usedBytes: heapBytes, settledBytes }),
    breakdown: () => {
      const { rss, heapTotal, heapUsed, external, arrayBuffers } = read();
      const known = { rss, heap_total: heapTotal, heap_used: heapUsed, external };
      return arrayBuffers === undefined ? known : { ...known, array_buffers: arrayBuffers };
    },
  };
}

interface PagePerformance {
  readonly memory?: { readonly usedJSHeapSize: number; readonly totalJSHeapSize: number };
  measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
}

/** Chromium pages and workers: the JavaScript heap; coarse unless the page is cross-origin isolated. */
function pageMemory(): MemoryProbe | undefined {
  const page = performance as PagePerformance;
  const { memory } = page;
  if (memory === undefined) return undefined;
  return {
    kind: 'heap',
    usedBytes: () => memory.usedJSHeapSize,
    breakdown: () => pageBreakdown(page, memory),
  };
}

/**
 * With WebAssembly memories and workers where the page is isolated. The browser answers after its next garbage
 * collection, seconds later: often enough for a gauge, too late for an operation.
 */
function pageBreakdown(
  page: PagePerformance,
  { usedJSHeapSize, totalJSHeapSize }: NonNullable<PagePerformance['memory']>,
): MemoryBreakdown | Promise<MemoryBreakdown> {
  const heap = { heap_used: usedJSHeapSize, heap_total: totalJSHeapSize };
  if (!globalThis.crossOriginIsolated || page.measureUserAgentSpecificMemory === undefined) return heap;
  return page.measureUserAgentSpecificMemory().then(({ bytes }) => ({ ...heap, page: bytes }));
}

/** How busy the event loop is, and how long garbage collections stop it. */
import { attempted, builtinModule } from './builtin.ts';

/** Seconds by which the event loop was late, of all that were measured since the last reset. */
export interface EventLoopDelays {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stdDev: number;
  /** @param percentile 0 to 100. */
  percentile(percentile: number): number;
}

export interface EventLoopMonitor {
  /** Undefined before the first. */
  read(): EventLoopDelays | undefined;
  reset(): void;
  stop(): void;
}

/** Milliseconds since the event loop began; opaque to whoever keeps it. */
export interface EventLoopTimes {
  readonly idle: number;
  readonly active: number;
}

export type CollectionKind = 'major' | 'minor' | 'incremental' | 'weakcb';

/** As much of node:perf_hooks as is needed here. */
interface PerfHooks {
  monitorEventLoopDelay?(options: { readonly resolution: number }): DelayHistogram;
  readonly performance?: { eventLoopUtilization?(): EventLoopTimes };
  readonly PerformanceObserver?: {
    new (listener: (list: { getEntries(): readonly CollectionEntry[] }) => void): Observer;
    readonly supportedEntryTypes?: readonly string[];
  };
  readonly constants?: Readonly<Record<string, number>>;
}

/** Nanoseconds. */
interface DelayHistogram {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  percentile(percentile: number): number;
  enable(): void;
  disable(): void;
  reset(): void;
}

interface Observer {
  observe(options: { readonly entryTypes: readonly string[] }): void;
  disconnect(): void;
}

interface CollectionEntry {
  /** Milliseconds. */
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/**
 * Measures delays all `resolutionMs` milliseconds. Node and Bun; Deno has the function, but what blocks the event loop is
 * not in its figures (2.9).
 */
export function monitorEventLoop(resolutionMs: number): EventLoopMonitor | undefined {
  if ('Deno' in globalThis) return undefined;
  const histogram = attempted(() => perfHooks()?.monitorEventLoopDelay?.({ resolution: resolutionMs }));
  if (histogram === undefined) return undefined;
  histogram.enable();
  return {
    read: () => (histogram.count === 0 ? undefined : inSeconds(histogram)),
    reset: () => histogram.reset(),
    stop: () => histogram.disable(),
  };
}

/** Undefined where nobody counts: Deno and Bun answer with zeros. */
export function eventLoopTimes(): EventLoopTimes | undefined {
  const times = attempted(() => perfHooks()?.performance?.eventLoopUtilization?.());
  return times !== undefined && times.idle + times.active > 0 ? times : undefined;
}

/** Calls `run` with how long it took until the event loop had its turn; keeps no process alive. */
export function measureTurn(run: (seconds: number) => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => { unref?(): void } };
  const startedMs = performance.now();
  setImmediate?.(() => run((performance.now() - startedMs) / 1000)).unref?.();
}

/**
 * Calls `listener` with every garbage collection, soon after it. Returns what ends that; undefined where the platform does
 * not tell.
 */
export function onCollection(
  listener: (kind: CollectionKind, seconds: number) => void,
): (() => void) | undefined {
  const { PerformanceObserver, constants = {} } = perfHooks() ?? {};
  if (!PerformanceObserver?.supportedEntryTypes?.includes('gc')) return undefined;
  const kinds = new Map<number | undefined, CollectionKind>([
    [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
    [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
    [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
  ]);
  const observer = new PerformanceObserver((list) => {
    for (const { duration, detail } of list.getEntries()) {
      const kind = kinds.get(detail?.kind);
      if (kind !== undefined) listener(kind, duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

function perfHooks(): PerfHooks | undefined {
  return builtinModule<PerfHooks>('node:perf_hooks');
}

function inSeconds(histogram: DelayHistogram): EventLoopDelays {
  return {
    min: histogram.min / 1e9,
    max: histogram.max / 1e9,
    mean: histogram.mean / 1e9,
    stdDev: histogram.stddev / 1e9,
    percentile: (percentile) => histogram.percentile(percentile) / 1e9,
  };
}

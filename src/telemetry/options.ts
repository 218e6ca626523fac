/** The options of createTelemetry, with their defaults, checked once. */
import { wrongKind, wrongValue } from '../errors.ts';
import { requireObject } from './checks.ts';
import { nearest } from './nearest.ts';
import type { Clock, MemoryProbe } from './ports.ts';

export interface TelemetryOptions {
  /** Put before every metric name but the library's own counters; `ipfs_aiml_` if left out, may be empty. */
  readonly prefix?: string;
  /** As `prefix`, for the metrics of storage; `wal_` if left out. */
  readonly storagePrefix?: string;
  /** False: whatever is tracked runs as it would without telemetry, and nothing is recorded. True if left out. */
  readonly enabled?: boolean;
  /** Most label sets of each metric, and most training curves; a whole number, 1 or more; 2000 if left out. */
  readonly seriesLimit?: number;
  /** Points of each training curve: a whole number, 2 or more; 5000 if left out. Longer runs are thinned evenly. */
  readonly historySize?: number;
  /** Most operations that a log has begun and not ended; a whole number, 1 or more; 100,000 if left out. */
  readonly inFlightLimit?: number;
  /** Percentiles of durations in results and reports, 0 to 100; [50, 90, 95, 99] if left out. */
  readonly analysisPercentiles?: readonly number[];
  /** Whether inferences read the memory before and after, which costs microseconds. False if left out. */
  readonly trackMemoryUsage?: boolean;
  /** Where memory is read; what the platform tells of the process or the page if left out. */
  readonly memory?: MemoryProbe;
  /** Where time is read; the platform's own if left out. */
  readonly clock?: Clock;
}

/** What a platform brings along: the ports that a caller did not hand in. */
export interface Platform {
  readonly clock: Clock;
  readonly memory: MemoryProbe | undefined;
}

export type Settings = Required<Omit<TelemetryOptions, 'memory'>> & Platform;

interface Rule {
  readonly type: 'string' | 'boolean' | 'number' | 'object';
  readonly expected: string;
  readonly holds: (value: never) => boolean;
}

const PREFIX: Rule = {
  type: 'string',
  expected: 'letters, digits and _, not starting with a digit, or nothing',
  holds: (prefix: string) => /^([a-zA-Z_][a-zA-Z0-9_]*)?$/.test(prefix),
};

const RULES: Readonly<Record<keyof TelemetryOptions, Rule>> = {
  prefix: PREFIX,
  storagePrefix: PREFIX,
  enabled: { type: 'boolean', expected: 'true or false', holds: () => true },
  seriesLimit: {
    type: 'number',
    expected: 'a whole number, 1 or more',
    holds: (limit: number) => isWhole(limit, 1),
  },
  historySize: {
    type: 'number',
    expected: 'a whole number, 2 or more',
    holds: (size: number) => isWhole(size, 2),
  },
  inFlightLimit: {
    type: 'number',
    expected: 'a whole number, 1 or more',
    holds: (limit: number) => isWhole(limit, 1),
  },
  analysisPercentiles: {
    type: 'object',
    expected: 'an array of numbers from 0 to 100',
    holds: (percentiles: unknown) => Array.isArray(percentiles) && percentiles.every(isPercentile),
  },
  trackMemoryUsage: { type: 'boolean', expected: 'true or false', holds: () => true },
  memory: {
    type: 'object',
    expected: 'an object with usedBytes()',
    holds: (memory: MemoryProbe) => typeof memory.usedBytes === 'function',
  },
  clock: {
    type: 'object',
    expected: 'an object with monotonicMs() and wallUnixMs()',
    holds: (clock: Clock) =>
      typeof clock.monotonicMs === 'function' && typeof clock.wallUnixMs === 'function',
  },
};

/** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE */
export function settingsOf(options: TelemetryOptions, platform: Platform): Settings {
  requireObject('options', options);
  for (const [name, value] of Object.entries(options)) requireOption(name, value);
  return {
    prefix: options.prefix ?? 'ipfs_aiml_',
    storagePrefix: options.storagePrefix ?? 'wal_',
    enabled: options.enabled ?? true,
    seriesLimit: options.seriesLimit ?? 2000,
    historySize: options.historySize ?? 5000,
    inFlightLimit: options.inFlightLimit ?? 100_000,
    analysisPercentiles: [...(options.analysisPercentiles ?? [50, 90, 95, 99])],
    trackMemoryUsage: options.trackMemoryUsage ?? false,
    memory: options.memory ?? platform.memory,
    clock: options.clock ?? platform.clock,
  };
}

function requireOption(name: string, value: unknown): void {
  if (!Object.hasOwn(RULES, name)) {
    const names = Object.keys(RULES);
    const remedy = `Did you mean ${nearest(name, names)}?`;
    throw wrongValue('TELEMETRY_UNKNOWN_OPTION', 'options', `only ${names.join(', ')}`, name, remedy);
  }
  if (value === undefined) return;
  const { type, expected, holds } = RULES[name as keyof TelemetryOptions];
  const remedy = 'Correct it, or leave it out for the default.';
  const isOfKind = typeof value === type && value !== null;
  if (!isOfKind) throw wrongKind('TELEMETRY_OPTION_KIND', name, expected, value, remedy);
  if (!holds(value as never)) throw wrongValue('TELEMETRY_OPTION_RANGE', name, expected, value, remedy);
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function isPercentile(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

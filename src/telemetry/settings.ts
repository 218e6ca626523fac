/** Options with their defaults, checked once. */
import { wrongValue } from '../errors.ts';
import { type Thresholds, thresholdsOf } from './analysis/thresholds.ts';
import { requireObject } from './checks.ts';
import { nearest } from './nearest.ts';
import { OPTION_RULES, requireOption } from './option-rules.ts';
import { CONFIGURABLE, type ConfigurableOptions, type TelemetryOptions } from './options.ts';
import type { Clock, Logger, MemoryProbe, Timer, TraceContext } from './ports.ts';

/** What a platform brings along: the ports that a caller did not hand in. */
export interface Platform {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly memory: MemoryProbe | undefined;
  readonly logger: Logger;
}

export type Settings = Required<Omit<TelemetryOptions, 'memory' | 'thresholds' | 'traceContext'>> &
  Platform & { readonly thresholds: Thresholds; readonly traceContext: TraceContext | undefined };

/** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE */
export function settingsOf(options: TelemetryOptions, platform: Platform): Settings {
  requireOptions(options, Object.keys(OPTION_RULES));
  return {
    prefix: options.prefix ?? 'ipfs_aiml_',
    storagePrefix: options.storagePrefix ?? 'wal_',
    enabled: options.enabled ?? true,
    seriesLimit: options.seriesLimit ?? 2000,
    historySize: options.historySize ?? 5000,
    inFlightLimit: options.inFlightLimit ?? 100_000,
    aggregationIntervalSeconds: options.aggregationIntervalSeconds ?? 60,
    maxHistoryEntries: options.maxHistoryEntries ?? 100,
    maxHistoryBytes: options.maxHistoryBytes ?? 64 * 2 ** 20,
    analysisPercentiles: [...(options.analysisPercentiles ?? [50, 90, 95, 99])],
    thresholds: thresholdsOf(options.thresholds),
    objectives: (options.objectives ?? []).map((objective) => ({ ...objective })),
    trackMemoryUsage: options.trackMemoryUsage ?? false,
    memorySampleSeconds: options.memorySampleSeconds ?? 0.05,
    samplingRatio: options.samplingRatio ?? 1,
    recordContent: options.recordContent ?? false,
    labelLengthLimit: options.labelLengthLimit ?? 256,
    labelAllowList: options.labelAllowList ?? {},
    logger: options.logger ?? platform.logger,
    logLevel: options.logLevel ?? 'info',
    traceContext: options.traceContext,
    memory: options.memory ?? platform.memory,
    clock: options.clock ?? platform.clock,
    timer: options.timer ?? platform.timer,
  };
}

/**
 * The settings with these options changed; what is undefined stays as it is.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_OPTION_FIXED, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND,
 * TELEMETRY_OPTION_RANGE
 */
export function reconfigured(settings: Settings, options: ConfigurableOptions): Settings {
  requireObject('options', options);
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(OPTION_RULES, name) || (CONFIGURABLE as readonly string[]).includes(name)) continue;
    const remedy = 'Make another instance with it.';
    throw wrongValue('TELEMETRY_OPTION_FIXED', 'options', `only ${CONFIGURABLE.join(', ')}`, name, remedy);
  }
  requireOptions(options, CONFIGURABLE);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const thresholds = thresholdsOf(options.thresholds, settings.thresholds);
  return { ...settings, ...given, thresholds };
}

function requireOptions(options: TelemetryOptions, names: readonly string[]): void {
  requireObject('options', options);
  for (const [name, value] of Object.entries(options)) {
    if (!names.includes(name)) {
      const remedy = `Did you mean ${nearest(name, names)}?`;
      throw wrongValue('TELEMETRY_UNKNOWN_OPTION', 'options', `only ${names.join(', ')}`, name, remedy);
    }
    requireOption(name as keyof TelemetryOptions, value);
  }
}

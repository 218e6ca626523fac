/** Options with their defaults, checked once. */
import { wrongValue } from '../../errors.ts';
import { defaultsOf, requireOptions } from '../../metrics/inner.ts';
import type {
  Clock,
  HistoryStore,
  Logger,
  MemoryProbe,
  Scheduler,
  Timer,
  TraceContext,
  Tracing,
} from '../../ports.ts';
import { isRecord, requireObject } from '../../validate.ts';
import { OPTION_RULES } from './option-rules.ts';
import {
  CONFIGURABLE,
  type ConfigurableOptions,
  type PricesByModel,
  type TelemetryOptions,
} from './options.ts';
import { type Thresholds, thresholdsOf } from './thresholds.ts';

/** What a platform brings along: the ports that a caller did not hand in. */
export interface Platform {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly scheduler: Scheduler;
  readonly memory: MemoryProbe | undefined;
  readonly logger: Logger;
}

export type Settings = Required<
  Omit<
    TelemetryOptions,
    'memory' | 'store' | 'thresholds' | 'tracing' | 'traceContext' | 'pricePerMillionTokens'
  >
> &
  Platform & {
    readonly store: HistoryStore | undefined;
    readonly thresholds: Thresholds;
    readonly tracing: Tracing | undefined;
    readonly traceContext: TraceContext | undefined;
    readonly pricePerMillionTokens?: PricesByModel;
  };

/** @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION, TELEMETRY_OPTION_KIND, TELEMETRY_OPTION_RANGE */
export function settingsOf(options: TelemetryOptions, platform: Platform): Settings {
  requireOptions(OPTION_RULES, options);
  return {
    ...given(defaultsOf(OPTION_RULES)),
    ...platform,
    ...given(options),
    thresholds: thresholdsOf(options.thresholds),
    traceContext: options.traceContext ?? options.tracing,
  } as Settings;
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
  requireOptions(OPTION_RULES, options, CONFIGURABLE);
  const thresholds = thresholdsOf(options.thresholds, settings.thresholds);
  const { tracing = settings.tracing } = options;
  const traceContext = settings.traceContext === settings.tracing ? tracing : settings.traceContext;
  return { ...settings, ...given(options), thresholds, traceContext };
}

/** What is not undefined. Lists are copied: what becomes of the caller's is no business of telemetry. */
function given(options: object): object {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? copy(value) : value]),
  );
}

function copy(list: readonly unknown[]): unknown[] {
  return list.map((one) => (isRecord(one) ? { ...one } : one));
}

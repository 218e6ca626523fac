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
  const given = requireOptions<TelemetryOptions>(OPTION_RULES, options);
  return {
    ...platform,
    ...copied({ ...defaultsOf(OPTION_RULES), ...given }),
    thresholds: thresholdsOf(given.thresholds),
    traceContext: given.traceContext ?? given.tracing,
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
  const given = requireOptions<TelemetryOptions>(OPTION_RULES, options, CONFIGURABLE);
  const thresholds = thresholdsOf(given.thresholds, settings.thresholds);
  const { tracing = settings.tracing } = given;
  const traceContext = settings.traceContext === settings.tracing ? tracing : settings.traceContext;
  return { ...settings, ...copied(given), thresholds, traceContext };
}

/** Lists are copied: what becomes of the caller's is no business of telemetry. */
function copied(options: object): object {
  const entries = Object.entries(options);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? copy(value) : value]),
  );
}

function copy(list: readonly unknown[]): unknown[] {
  return list.map((one) => (isRecord(one) ? { ...one } : one));
}

/** OpenTelemetry's metrics API over the kernel: what libraries record with it is recorded here. */
import type { Meter, MeterOptions, MeterProvider } from '@opentelemetry/api';
import { wrongValue } from '../../errors.ts';
import { componentOf, contextOf, type TelemetryHandle } from '../../telemetry/index.ts';
import { requireFields } from '../../validate.ts';
import { scopeOf } from './given.ts';
import { InferometerMeter } from './meter.ts';
import { Observations } from './observations.ts';
import { Observers } from './observers.ts';
import { MetricStreams } from './streams.ts';
import { requireViews, type View } from './view.ts';

export interface MeterProviderOptions {
  /** None if left out. */
  readonly views?: readonly View[];
  /** Asynchronous callbacks of observable instruments may take so long, above 0; 5 if left out. */
  readonly callbackTimeoutSeconds?: number;
}

const OPTIONS = [
  'views',
  'callbackTimeoutSeconds',
] as const satisfies readonly (keyof MeterProviderOptions)[];

/**
 * A provider for `metrics.setGlobalMeterProvider`, or for whoever is handed one. What its instruments record is in
 * `telemetry.snapshot()`, on every exposition, in the history, and goes out through `createMetricProducer`.
 *
 * Counters and histograms have `bind(attributes)` beside what the API asks for, for hot loops. Each instrument has up
 * to `seriesLimit` sets of attributes, then one with `otel.metric.overflow`.
 *
 * @throws OPENTELEMETRY_VIEW, OPENTELEMETRY_UNKNOWN_OPTION, OPENTELEMETRY_OPTION_KIND, OPENTELEMETRY_OPTION_RANGE,
 * TELEMETRY_ARGUMENT_KIND
 * @example
 * metrics.setGlobalMeterProvider(createMeterProvider(telemetry));
 * const requests = metrics.getMeter('shop').createCounter('requests', { unit: '{request}' });
 * requests.add(1, { route: '/cart' });
 */
export function createMeterProvider(
  telemetry: TelemetryHandle,
  options: MeterProviderOptions = {},
): InferometerMeterProvider {
  requireFields('OPENTELEMETRY_OPTION_KIND', 'OPENTELEMETRY_UNKNOWN_OPTION', options, OPTIONS);
  const { views = [], callbackTimeoutSeconds = 5 } = options;
  if (!(callbackTimeoutSeconds > 0 && callbackTimeoutSeconds < Infinity)) {
    const remedy = 'Pass seconds, or leave it out.';
    const label = 'callbackTimeoutSeconds';
    throw wrongValue('OPENTELEMETRY_OPTION_RANGE', label, 'a number above 0', callbackTimeoutSeconds, remedy);
  }
  const instance = contextOf(telemetry);
  const { registry, clock } = instance;
  const streams = new MetricStreams(registry, requireViews(views));
  const observations = new Observations({
    recording: registry.recording,
    clock,
    callbackTimeoutMs: callbackTimeoutSeconds * 1000,
  });
  componentOf(instance, Observers, 'observers').add(observations);
  return new InferometerMeterProvider(streams, observations);
}

export class InferometerMeterProvider implements MeterProvider {
  private readonly streams: MetricStreams;
  private readonly observations: Observations;
  private readonly meters = new Map<string, InferometerMeter>();

  /** @internal See createMeterProvider. */
  constructor(streams: MetricStreams, observations: Observations) {
    this.streams = streams;
    this.observations = observations;
  }

  /** The same meter for the same name, version and schema URL. */
  getMeter(name: string, version?: string, options?: MeterOptions): InferometerMeter & Meter {
    const scope = scopeOf(name, version, options, this.streams.context.recording);
    const key = JSON.stringify(scope);
    const meter = this.meters.get(key) ?? new InferometerMeter(scope, this.streams, this.observations);
    this.meters.set(key, meter);
    return meter;
  }
}

// What the tests of OpenTelemetry's metrics share: telemetry with a meter, and short ways to what was recorded.
import {
  createTelemetry,
  type MetricSnapshot,
  type DataPoint as RecordedPoint,
  type Telemetry,
  type TelemetryOptions,
} from 'inferometer';
import {
  createMeterProvider,
  type DataPoint,
  type MetricData,
  type MetricProducer,
  type View,
} from 'inferometer/opentelemetry';

export const SCOPE = { otel_scope_name: 'tests' };

export function meterOf(telemetry: Telemetry, views: readonly View[] = []) {
  return createMeterProvider(telemetry, { views }).getMeter('tests');
}

/** Telemetry that says nothing, and a meter of it. */
export function setUp({ views = [], ...options }: TelemetryOptions & { views?: readonly View[] } = {}) {
  const telemetry = createTelemetry({ logLevel: 'silent', ...options });
  return { telemetry, meter: meterOf(telemetry, views) };
}

export function metricOf(telemetry: Telemetry, fullName: string): MetricSnapshot | undefined {
  const { metrics } = telemetry.snapshot();
  return metrics.find((metric) => metric.fullName === fullName || exposedName(metric) === fullName);
}

/** Values, or counts of histograms, by the attributes as JSON. */
export function byAttributes(telemetry: Telemetry, fullName: string): Record<string, number> {
  const series = metricOf(telemetry, fullName)?.series ?? [];
  return Object.fromEntries(
    series.map((one) => [
      one.overflow ? '{"otel.metric.overflow":true}' : JSON.stringify(one.labels),
      numberOf(one),
    ]),
  );
}

export function numberOf(series: RecordedPoint): number {
  return 'value' in series ? series.value : series.histogram.count;
}

/** The only series of the metric. */
export function theSeries(telemetry: Telemetry, fullName: string): RecordedPoint {
  const series = metricOf(telemetry, fullName)?.series ?? [];
  if (series.length !== 1) throw new Error(`${fullName} has ${series.length} series`);
  return series[0] as RecordedPoint;
}

/** Every metric that the producer collects, by name. */
export async function collected(producer: MetricProducer): Promise<Map<string, MetricData>> {
  const { resourceMetrics } = await producer.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return new Map(metrics.map((metric) => [metric.descriptor.name, metric]));
}

export function pointsOf(metric: MetricData | undefined): readonly DataPoint<unknown>[] {
  return (metric?.dataPoints ?? []) as readonly DataPoint<unknown>[];
}

/** As Prometheus spells the names that these tests use. */
function exposedName({ fullName, instrument }: MetricSnapshot): string {
  const { unit, kind } = instrument;
  const units: Record<string, string> = {
    s: '_seconds',
    ms: '_milliseconds',
    By: '_bytes',
    Cel: '_celsius',
    '1': kind === 'gauge' ? '_ratio' : '',
  };
  const stem = fullName.replace(/[^a-zA-Z0-9_]+/g, '_').replace(/_total$/, '');
  const suffix = units[unit] ?? '';
  return `${stem.endsWith(suffix) ? stem : stem + suffix}${kind === 'counter' ? '_total' : ''}`;
}

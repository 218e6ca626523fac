// What the tests of OpenTelemetry's metrics share: telemetry with a meter, and short ways to what was recorded.
import {
  createTelemetry,
  type DataPoint,
  type MetricSnapshot,
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
  return telemetry.snapshot().metrics.find((metric) => metric.fullName === fullName);
}

/** Values, or counts of histograms, by the attributes as JSON. */
export function byAttributes(telemetry: Telemetry, fullName: string): Record<string, number> {
  const series = metricOf(telemetry, fullName)?.series ?? [];
  return Object.fromEntries(series.map((one) => [JSON.stringify(one.origin?.attributes), numberOf(one)]));
}

export function numberOf(series: DataPoint): number {
  return 'value' in series ? series.value : series.histogram.count;
}

/** The only series of the metric. */
export function theSeries(telemetry: Telemetry, fullName: string): DataPoint {
  const series = metricOf(telemetry, fullName)?.series ?? [];
  if (series.length !== 1) throw new Error(`${fullName} has ${series.length} series`);
  return series[0] as DataPoint;
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

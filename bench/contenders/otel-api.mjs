/** One histogram and one counter behind the metrics API of OpenTelemetry: the SDK's, and ours over the kernel. */
import { dataPoints, openMeter } from './opentelemetry.mjs';

export const ATTRIBUTES = { 'gen_ai.request.model': 'resnet-50', device: 'wasm' };

/** The SDK with exponential histograms of 160 buckets, its default. */
export async function openSdk() {
  const { meter, reader } = await openMeter();
  const recorded = async () => (await dataPoints(reader)).map(({ value }) => value.count ?? value);
  return { meter, count: async () => (await recorded()).reduce((sum, one) => sum + one, 0) };
}

export async function openOurs() {
  const { createTelemetry } = await import('inferometer');
  const { createMeterProvider } = await import('inferometer/opentelemetry');
  const telemetry = createTelemetry();
  const meter = createMeterProvider(telemetry).getMeter('bench');
  // Read where a user would: the series of the snapshot.
  const recorded = () =>
    telemetry
      .snapshot()
      .metrics.flatMap(({ series }) => series.map((one) => one.histogram?.count ?? one.value));
  return { meter, count: () => recorded().reduce((sum, one) => sum + one, 0) };
}

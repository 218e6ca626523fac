/** One histogram and one counter behind the metrics API of OpenTelemetry: the SDK's, and ours over the kernel. */
import { dataPoints, openMeter } from './opentelemetry.mjs';

export const ATTRIBUTES = { 'gen_ai.request.model': 'resnet-50', device: 'wasm' };

/** The SDK with exponential histograms of 160 buckets, its default. */
export async function openSdk() {
  const { meter, reader } = await openMeter();
  const recorded = async () => (await dataPoints(reader)).map(({ value }) => value.count ?? value);
  return { meter, count: async () => (await recorded()).reduce((sum, one) => sum + one, 0) };
}

/** The library's own instruments of the same kinds, with handles: what binding is to come near. */
export async function openOwn() {
  const { createTelemetry } = await import('inferometer');
  const telemetry = createTelemetry();
  const own = (create, name) => create.call(telemetry, { name, help: 'x', labels: ['model', 'device'] });
  const labels = { model: 'resnet-50', device: 'wasm' };
  const meter = {
    createHistogram: (name) => ({ bind: () => own(telemetry.histogram, name).withLabels(labels) }),
    createCounter: (name) => ({ bind: () => own(telemetry.counter, `${name}_total`).withLabels(labels) }),
  };
  return { meter, count: () => countOf(telemetry) };
}

export async function openOurs() {
  const { createTelemetry } = await import('inferometer');
  const { createMeterProvider } = await import('inferometer/opentelemetry');
  const telemetry = createTelemetry();
  const meter = createMeterProvider(telemetry).getMeter('bench');
  return { meter, count: () => countOf(telemetry) };
}

/** Read where a user would: the series of the snapshot. */
function countOf(telemetry) {
  const recorded = telemetry
    .snapshot()
    .metrics.flatMap(({ series }) => series.map((one) => one.histogram?.count ?? one.value));
  return recorded.reduce((sum, one) => sum + one, 0);
}

// The official OTLP exporters behind the official reader: what reaches a receiver, decoded with OpenTelemetry's own
// definitions in Python, holds exactly our buckets. The decoder is otlp-metrics/decode.py.
import { execFileSync } from 'node:child_process';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  ConsoleMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { createTelemetry, type Telemetry } from 'inferometer';
import { downscale, type ExponentialSnapshot } from 'inferometer/histogram';
import {
  createMeterProvider,
  createMetricProducer,
  type MetricProducerOptions,
} from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';
import { normalFrom } from '../histogram/oracle.ts';
import { pythonWith } from './install.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';

const PROTO = 'opentelemetry-proto==1.45.2';

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: { aggregationTemporality: string; isMonotonic: boolean; dataPoints: Point[] };
  readonly gauge?: { dataPoints: Point[] };
  readonly histogram?: { aggregationTemporality: string; dataPoints: Point[] };
  readonly exponentialHistogram?: { aggregationTemporality: string; dataPoints: Point[] };
}

/** As canonical JSON spells it: 64-bit numbers are strings. */
interface Point {
  readonly attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly asInt?: string;
  readonly count: string;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly scale: number;
  readonly zeroCount: string;
  readonly positive: { offset: number; bucketCounts: string[] };
  readonly negative: { offset: number; bucketCounts: string[] };
  readonly explicitBounds: number[];
  readonly bucketCounts: string[];
}

interface Scope {
  readonly scope: { name: string; version: string };
  readonly schemaUrl: string;
  readonly metrics: Metric[];
}

function python(): string {
  return pythonWith('otlp-python', { [PROTO]: 'opentelemetry.proto.collector.metrics.v1' });
}

/** What is recorded before every export. */
function record(telemetry: Telemetry): void {
  const normal = normalFrom(4);
  const inference = telemetry.inference({ modelId: 'llama', batchSize: 8 });
  for (let i = 0; i < 5000; i++) inference.record(0.025 * Math.exp(normal()));
  const meter = createMeterProvider(telemetry).getMeter('shop', '2');
  const amounts = meter.createHistogram('amount', { advice: { explicitBucketBoundaries: [1, 5, 10] } });
  for (let i = 0; i <= 20; i++) amounts.record(i, { currency: 'EUR' });
  meter.createCounter('orders', { unit: '{order}', valueType: 0 }).add(7, { currency: 'EUR' });
  meter.createUpDownCounter('carts').add(-2);
  meter.createObservableGauge('load').addCallback((result) => result.observe(0.5));
}

function histogramOf(telemetry: Telemetry, fullName: string): ExponentialSnapshot {
  const series = telemetry.snapshot().metrics.find((metric) => metric.fullName === fullName)?.series[0];
  if (!series || !('histogram' in series)) throw new Error(`${fullName} is no histogram`);
  return series.histogram;
}

async function exported(
  format: 'protobuf' | 'json',
  telemetry: Telemetry,
  options: MetricProducerOptions,
): Promise<Scope[]> {
  const executable = python();
  const receiver = await startOtlpReceiver();
  const Exporter = format === 'protobuf' ? ProtobufExporter : JsonExporter;
  const exporter = new Exporter({ url: `${receiver.url}/v1/metrics` }) as PushMetricExporter;
  const metricProducers = [createMetricProducer(telemetry, options)];
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers });
  const provider = new MeterProvider({ readers: [reader] });
  try {
    await provider.forceFlush();
    const [payload] = receiver.payloads;
    assert.is(payload?.contentType, format === 'protobuf' ? 'application/x-protobuf' : 'application/json');
    const decoded = execFileSync(executable, ['test/interop/otlp-metrics/decode.py', format], {
      input: payload?.body ?? '',
      maxBuffer: 2 ** 26,
    });
    return JSON.parse(decoded.toString()).resourceMetrics[0].scopeMetrics;
  } finally {
    await provider.shutdown();
    receiver.close();
  }
}

function metricIn(scopes: readonly Scope[], name: string): Metric {
  const metric = scopes.flatMap(({ metrics }) => metrics).find((one) => one.name === name);
  if (metric === undefined) throw new Error(`no ${name} in the payload`);
  return metric;
}

for (const format of ['protobuf', 'json'] as const) {
  test(`${format}: exponential histograms arrive with exactly our buckets`, async () => {
    const telemetry = createTelemetry();
    record(telemetry);
    const scopes = await exported(format, telemetry, {});
    const { unit, exponentialHistogram } = metricIn(scopes, 'gen_ai.client.operation.duration');
    assert.is(unit, 's');
    assert.is(exponentialHistogram?.aggregationTemporality, 'AGGREGATION_TEMPORALITY_CUMULATIVE');
    const [point] = exponentialHistogram?.dataPoints ?? [];
    const ours = downscale(histogramOf(telemetry, 'ipfs_aiml_inference_seconds'), { maxBuckets: 160 });
    assert.equal(point?.positive.bucketCounts.map(Number), [...ours.positive.counts]);
    assert.equal(
      [point?.scale, point?.positive.offset, Number(point?.count), Number(point?.zeroCount)],
      [ours.scale, ours.positive.offset, ours.count, ours.zeroCount],
    );
    assert.equal([point?.sum, point?.min, point?.max], [ours.sum, ours.min, ours.max]);
    assert.equal(point?.negative.bucketCounts, []);
    const genai = scopes.find(({ metrics }) => metrics.some(({ name }) => name.startsWith('gen_ai.')));
    assert.is(genai?.schemaUrl, 'https://opentelemetry.io/schemas/1.41.0');
    assert.ok(BigInt(point?.startTimeUnixNano ?? 0) <= BigInt(point?.timeUnixNano ?? 0));
  });

  test(`${format}: instruments arrive with their scope, kinds and values`, async () => {
    const telemetry = createTelemetry();
    record(telemetry);
    const scopes = await exported(format, telemetry, { histograms: 'explicit' });
    const shop = scopes.find(({ scope }) => scope.name === 'shop');
    assert.is(shop?.scope.version, '2');
    const { sum } = metricIn(scopes, 'orders');
    assert.is(sum?.isMonotonic, true);
    const [attribute] = sum?.dataPoints[0]?.attributes ?? [];
    assert.equal([attribute?.key, attribute?.value], ['currency', { stringValue: 'EUR' }]);
    assert.is(Number(sum?.dataPoints[0]?.asInt), 7);
    const carts = metricIn(scopes, 'carts').sum;
    assert.equal([carts?.isMonotonic, carts?.dataPoints[0]?.asDouble], [false, -2]);
    assert.is(metricIn(scopes, 'load').gauge?.dataPoints[0]?.asDouble, 0.5);
    const [amount] = metricIn(scopes, 'amount').histogram?.dataPoints ?? [];
    assert.equal(amount?.explicitBounds, [1, 5, 10]);
    assert.equal(amount?.bucketCounts.map(Number), [2, 4, 5, 10]);
    assert.equal([Number(amount?.count), amount?.sum, amount?.min, amount?.max], [21, 210, 0, 20]);
  });

  test(`${format}: deltas arrive as deltas`, async () => {
    const telemetry = createTelemetry();
    record(telemetry);
    const scopes = await exported(format, telemetry, { temporality: 'delta' });
    const { exponentialHistogram } = metricIn(scopes, 'gen_ai.client.operation.duration');
    assert.is(exponentialHistogram?.aggregationTemporality, 'AGGREGATION_TEMPORALITY_DELTA');
    assert.is(Number(exponentialHistogram?.dataPoints[0]?.count), 5000);
    assert.is(metricIn(scopes, 'orders').sum?.aggregationTemporality, 'AGGREGATION_TEMPORALITY_DELTA');
    assert.is(metricIn(scopes, 'carts').sum?.aggregationTemporality, 'AGGREGATION_TEMPORALITY_CUMULATIVE');
  });
}

test('the official console exporter prints them', async () => {
  const telemetry = createTelemetry();
  record(telemetry);
  const printed: unknown[] = [];
  const { dir } = console;
  console.dir = (value: unknown) => void printed.push(value);
  const exporter = new ConsoleMetricExporter();
  const metricProducers = [createMetricProducer(telemetry, { temporality: exporter })];
  const provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, metricProducers })],
  });
  try {
    await provider.forceFlush();
  } finally {
    await provider.shutdown();
    console.dir = dir;
  }
  const names = (printed as { descriptor: { name: string } }[]).map(({ descriptor }) => descriptor.name);
  assert.ok(names.includes('gen_ai.client.operation.duration'));
  assert.ok(names.includes('orders'));
});

import fc from 'fast-check';
import { createTelemetry, type SpanIds } from 'inferometer';
import {
  bucketCounts,
  downscale,
  type ExponentialSnapshot,
  fromNativeHistogram,
} from 'inferometer/histogram';
import type { ExpositionOptions } from 'inferometer/prometheus';
import { assert, test } from '../../harness.ts';
import { ManualClock } from '../../telemetry/support.ts';
import { HOSTILE_VALUES } from '../hostile.ts';
import { ACCEPT, bodyBytes } from '../read-body.ts';
import { type HistogramMessage, readFamilies } from '../read-families.ts';

const accept = ACCEPT.protobuf;
const SPAN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const BOUNDS = [-10, 0, 0.5, 100];

/** What the server gets of one histogram with these values, and what was recorded. */
async function exposed(values: readonly number[], options: ExpositionOptions = {}) {
  using telemetry = createTelemetry({ prefix: '' });
  const series = telemetry.histogram({ name: 'h', help: 'H.', bucketBounds: BOUNDS }).withLabels();
  for (const value of values) series.record(value);
  const [family] = readFamilies(await bodyBytes(telemetry, { accept, ...options }));
  const [recorded] = telemetry.snapshot().metrics[0]?.series ?? [];
  const histogram = family?.metric[0]?.histogram as HistogramMessage;
  return { histogram, recorded: (recorded as unknown as { histogram: ExponentialSnapshot }).histogram };
}

function nativeOf(message: HistogramMessage) {
  const { positiveSpan = [], positiveDelta = [], negativeSpan = [], negativeDelta = [], ...rest } = message;
  return fromNativeHistogram({ ...rest, positiveSpan, positiveDelta, negativeSpan, negativeDelta });
}

test('counters, gauges and histograms, with units, exemplars and their beginning', async () => {
  const traces: { span?: SpanIds } = { span: SPAN };
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock, prefix: '', traceContext: { active: () => traces.span } });
  telemetry
    .counter({ name: 'hits_total', help: 'Hits.', labels: ['path'] })
    .withLabels({ path: '/' })
    .add(3);
  telemetry.gauge({ name: 'queue_bytes', help: 'Size.', unit: 'bytes' }).withLabels().set(2.5);
  telemetry
    .histogram({ name: 'h', help: 'H.', bucketBounds: [1] })
    .withLabels()
    .record(0.75);
  const seconds = Date.UTC(2026, 0, 1) / 1000;
  const label = [
    { name: 'trace_id', value: SPAN.traceId },
    { name: 'span_id', value: SPAN.spanId },
  ];
  const timestamp = { seconds, nanos: 0 };
  const [counter, gauge, histogram] = readFamilies(await bodyBytes(telemetry, { accept }));
  assert.equal(counter, {
    name: 'hits_total',
    help: 'Hits.',
    type: 0,
    metric: [
      {
        label: [{ name: 'path', value: '/' }],
        counter: { value: 3, exemplar: { label, value: 3, timestamp }, createdTimestamp: timestamp },
      },
    ],
  });
  assert.equal(gauge, {
    name: 'queue_bytes',
    help: 'Size.',
    type: 1,
    unit: 'bytes',
    metric: [{ gauge: { value: 2.5 } }],
  });
  const exemplar = { label, value: 0.75, timestamp };
  assert.is(histogram?.type, 4);
  assert.equal(histogram?.metric[0]?.histogram, {
    sampleCount: 1,
    sampleSum: 0.75,
    bucket: [
      { cumulativeCount: 1, upperBound: 1, exemplar },
      { cumulativeCount: 1, upperBound: Number.POSITIVE_INFINITY },
    ],
    schema: 5,
    zeroThreshold: 2 ** -1022,
    zeroCount: 0,
    // 2^(-14/32) < 0.75 <= 2^(-13/32)
    positiveSpan: [{ offset: -13, length: 1 }],
    positiveDelta: [1],
    createdTimestamp: timestamp,
    exemplars: [exemplar],
  });
});

test('native buckets are exactly those that were recorded, or their downscaling', async () => {
  const magnitude = fc.tuple(
    fc.integer({ min: -300, max: 300 }),
    fc.double({ min: 1, max: 10, noNaN: true }),
  );
  const value = fc.oneof(
    magnitude.map(([power, digits]) => digits * 10 ** power),
    magnitude.map(([power, digits]) => -digits * 10 ** (power / 30)),
    fc.constantFrom(0, -0, 5e-324, 1, 2, Number.MAX_VALUE),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: -4, max: 8 }),
      fc.integer({ min: 128, max: 1000 }),
      async (values, nativeSchema, nativeMaxBuckets) => {
        const { histogram, recorded } = await exposed(values, { nativeSchema, nativeMaxBuckets });
        const expected = downscale(recorded, { scale: nativeSchema, maxBuckets: nativeMaxBuckets });
        const native = nativeOf(histogram);
        assert.is(histogram.sampleSum, recorded.sum);
        for (const field of ['scale', 'count', 'zeroCount', 'positive', 'negative'] as const)
          assert.equal(native[field], expected[field], field);
        const classic = histogram.bucket?.map(({ cumulativeCount }) => cumulativeCount);
        assert.equal(classic, [...bucketCounts(recorded, BOUNDS), values.length]);
      },
    ),
  );
});

test('an empty native histogram has a span, so that it is not read as a classic one', async () => {
  using telemetry = createTelemetry({ prefix: '' });
  telemetry.histogram({ name: 'h', help: 'H.' }).withLabels();
  const [family] = readFamilies(await bodyBytes(telemetry, { accept, classicBuckets: false }));
  const histogram = family?.metric[0]?.histogram;
  assert.equal(histogram?.positiveSpan, [{ offset: 0, length: 0 }]);
  assert.is(histogram?.sampleCount, 0);
  assert.is(histogram?.bucket, undefined);
});

test('any label value survives', async () => {
  using telemetry = createTelemetry({ labelLengthLimit: 10_000, prefix: '' });
  const gauge = telemetry.gauge({ name: 'g', help: 'A "quoted"\n\\ help.', labels: ['first', 'second'] });
  HOSTILE_VALUES.forEach((first, i) => {
    gauge.withLabels({ first, second: `${i}` }).set(i);
  });
  const [family] = readFamilies(await bodyBytes(telemetry, { accept }));
  assert.is(family?.help, 'A "quoted"\n\\ help.');
  assert.equal(
    family?.metric.map(({ label, gauge: read }) => [label?.[0]?.value, label?.[1]?.value, read?.value]),
    HOSTILE_VALUES.map((value, i) => [value, `${i}`, i]),
  );
});

test('families of many series keep their lengths', async () => {
  using telemetry = createTelemetry();
  for (let i = 0; i < 3000; i++) telemetry.inference({ modelId: `m${i}` }).record(i / 100);
  const families = readFamilies(await bodyBytes(telemetry, { accept }));
  const series = families.find(({ name }) => name === 'ipfs_aiml_inference_seconds')?.metric;
  assert.is(series?.length, 2001);
  assert.equal(series?.at(-1)?.label, [{ name: 'otel_metric_overflow', value: 'true' }]);
  assert.is(series?.at(-1)?.histogram?.sampleCount, 1000);
});

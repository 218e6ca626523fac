import { createTelemetry } from 'inferometer';
import { exposition, expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { parseExposition } from './parse-exposition.ts';
import { ACCEPT, bodyBytes, bodyText } from './read-body.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
const PROTOBUF =
  'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited';

test('the client gets the format that it likes best of those that there are', () => {
  using telemetry = createTelemetry();
  const answers: [accept: string | null | undefined, contentType: string][] = [
    [undefined, TEXT],
    [null, TEXT],
    ['', TEXT],
    ['*/*', TEXT],
    ['text/*', TEXT],
    ['application/json', TEXT],
    ['garbage;;;q=,', TEXT],
    [ACCEPT.text, TEXT],
    [ACCEPT.openMetrics, OPEN_METRICS],
    ['application/openmetrics-text', OPEN_METRICS],
    ['Application/OpenMetrics-Text; Version="1.0.0"', OPEN_METRICS],
    ['application/openmetrics-text;version=0.0.1,text/plain;q=0.1', TEXT],
    [ACCEPT.protobuf, PROTOBUF],
    ['application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text', TEXT],
    [
      'application/vnd.google.protobuf;proto=other;encoding=delimited,application/openmetrics-text',
      OPEN_METRICS,
    ],
    ['application/openmetrics-text;q=0,text/plain;q=0.1', TEXT],
    ['text/plain;q=0.4,application/openmetrics-text;q=0.5', OPEN_METRICS],
    ['application/openmetrics-text;q=0.5,text/plain', TEXT],
    ['application/openmetrics-text;q=0.5,text/plain;q=0.5', OPEN_METRICS],
    // Prometheus 2.42, with and without native histograms.
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      PROTOBUF,
    ],
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      OPEN_METRICS,
    ],
    // Prometheus 3.
    [
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      PROTOBUF,
    ],
    // A browser.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', TEXT],
  ];
  for (const [accept, contentType] of answers) {
    assert.is(exposition(telemetry, { accept }).contentType, contentType, `${accept}`);
  }
});

test('the body is compressed for those who accept that, and holds the same', async () => {
  using telemetry = createTelemetry();
  for (let i = 0; i < 100; i++) telemetry.inference({ modelId: `m${i}` }).record(0.1);
  const plain = await bodyBytes(telemetry);
  for (const [acceptEncoding, contentEncoding] of [
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['*', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['gzip;q=0, *', undefined],
    ['identity', undefined],
    ['', undefined],
    [null, undefined],
  ] as const) {
    const { body, contentEncoding: encoding } = exposition(telemetry, { acceptEncoding });
    assert.is(encoding, contentEncoding, `${acceptEncoding}`);
    const readable = encoding === undefined ? body : body.pipeThrough(new DecompressionStream('gzip'));
    const bytes = new Uint8Array(await new Response(readable).arrayBuffer());
    assert.equal(bytes, plain);
  }
  const compressed = await bodyBytes(telemetry, { acceptEncoding: 'gzip' });
  assert.ok(compressed.length * 10 < plain.length);
});

test('a telemetry, its snapshot and the text at once say the same', async () => {
  using telemetry = createTelemetry({ seriesLimit: 3 });
  for (let i = 0; i < 5; i++) telemetry.inference({ modelId: `m${i}` }).record(i);
  const text = await bodyText(telemetry.snapshot());
  assert.is(expositionText(telemetry.snapshot()), text);
  const families = (page: string) => parseExposition(page).filter(({ name }) => !/memory/.test(name));
  assert.equal(families(await bodyText(telemetry)), families(text));
});

test('nothing is written before it is read, and nothing after its reader has left', async () => {
  using telemetry = createTelemetry({ seriesLimit: 10_000 });
  let reads = 0;
  const source = {
    get metrics() {
      reads += 1;
      return telemetry.metrics;
    },
  };
  for (let i = 0; i < 2000; i++) telemetry.inference({ modelId: `m${i}` }).record(0.1);
  const { body } = exposition(source);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.is(reads, 0);
  const reader = body.getReader();
  const { value } = await reader.read();
  assert.ok(value !== undefined && value.length < 200_000, `${value?.length}`);
  await reader.cancel();
  assert.is(reads, 1);
});

test('the event loop gets its turn while many series are written', async () => {
  using telemetry = createTelemetry({ seriesLimit: 30_000 });
  for (let i = 0; i < 20_000; i++) telemetry.inference({ modelId: `m${i}` }).record(0.1);
  for (const accept of Object.values(ACCEPT)) {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const { length } = await bodyBytes(telemetry, { accept });
    clearInterval(timer);
    assert.ok(length > 1_000_000);
    assert.ok(turns >= 5, `${turns} turns`);
  }
});

test('a telemetry that is disposed of meanwhile ends the body, not the program', async () => {
  const telemetry = createTelemetry({ seriesLimit: 10_000 });
  for (let i = 0; i < 5000; i++) telemetry.inference({ modelId: `m${i}` }).record(0.1);
  let pieces = 0;
  let text = '';
  const decoder = new TextDecoder();
  const reader = exposition(telemetry).body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (++pieces === 2) telemetry.dispose();
  }
  const [family] = parseExposition(text);
  const series = family?.samples.filter(({ name }) => name.endsWith('_count')).length as number;
  assert.ok(series > 0 && series < 5000, `${series}`);
});

test('an option that makes no sense is refused before anything is written', () => {
  using telemetry = createTelemetry();
  const refused = (options: object, code: string) =>
    assert.throwsCode(() => exposition(telemetry, options), code);
  refused({ accept: 1 }, 'PROMETHEUS_OPTION_KIND');
  refused({ acceptEncoding: ['gzip'] }, 'PROMETHEUS_OPTION_KIND');
  refused({ createdSamples: 'no' }, 'PROMETHEUS_OPTION_KIND');
  refused({ classicBuckets: 0 }, 'PROMETHEUS_OPTION_KIND');
  refused({ nativeSchema: '3' }, 'PROMETHEUS_OPTION_KIND');
  for (const nativeSchema of [-5, 9, 0.5, Number.NaN]) refused({ nativeSchema }, 'PROMETHEUS_OPTION_RANGE');
  for (const nativeMaxBuckets of [127, 65_537, 200.5])
    refused({ nativeMaxBuckets }, 'PROMETHEUS_OPTION_RANGE');
});

// The official exporters, by name, send to a server on this machine that decodes what it gets.
import { createTelemetry, type Telemetry } from 'inferometer';
import { setupTracing, type TracingSetup } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { attributesIn, type Message, readTraceRequest } from '../otlp-trace.ts';
import { type Received, startReceiver } from '../receiver.ts';

/** What a receiver gets when a model is loaded, with a phase, and an inference of it fails. */
async function sent(exporter: 'otlp' | 'jaeger' | 'zipkin', endpointPath = ''): Promise<Received> {
  const receiver = await startReceiver();
  const endpoint = `${receiver.url}${endpointPath}`;
  const headers = { 'x-tenant': 'a' };
  const telemetry = createTelemetry();
  try {
    const tracing = await setupTracing({ telemetry, serviceName: 'demo', exporter, endpoint, headers });
    work(telemetry);
    await tracing.shutdown();
    assert.is(receiver.received.length, 1);
    return receiver.received[0] as Received;
  } finally {
    await receiver.close();
    telemetry.dispose();
  }
}

function work(telemetry: Telemetry): void {
  const load = { operationType: 'model_load', modelId: 'glyphs', framework: 'tfjs' } as const;
  telemetry.trackModelOperation(load, (operation) => operation.child('compile', () => 1));
  const failing = () =>
    telemetry.trackInference({ modelId: 'glyphs', batchSize: 8 }, () => {
      throw new RangeError('no such tensor');
    });
  assert.throws(failing, /no such tensor/);
}

for (const [exporter, path, expected] of [
  ['otlp', '', '/v1/traces'],
  ['jaeger', '/', '/v1/traces'],
  ['otlp', '/prefix/v1/traces', '/prefix/v1/traces'],
] as const) {
  test(`${exporter} to ${path || 'no path'}: protobuf that holds each span whole`, async () => {
    const { path: asked, headers, body } = await sent(exporter, path);
    assert.is(asked, expected);
    assert.is(headers['content-type'], 'application/x-protobuf');
    assert.is(headers['x-tenant'], 'a');
    const [all] = readTraceRequest(body) as [Message];
    assert.is(attributesIn((all.resource as Message).attributes)['service.name'], 'demo');
    const [ours] = all.scopeSpans as [Message];
    assert.is((ours.scope as Message).name, 'inferometer');
    const [compile, load, inference] = ours.spans as [Message, Message, Message];
    assert.equal(
      [compile.name, load.name, inference.name],
      ['compile', 'model_load glyphs', 'inference glyphs'],
    );
    assert.is(compile.parentSpanId, load.spanId);
    assert.is(compile.traceId, load.traceId);
    assert.is.not(inference.traceId, load.traceId);
    assert.is(attributesIn(load.attributes).framework, 'tfjs');
    assert.is(attributesIn(inference.attributes)['batch.size'], 8);
    assert.equal(inference.status, { message: 'no such tensor', code: 2 });
    const [exception] = inference.events as [Message];
    assert.is(attributesIn(exception.attributes)['exception.type'], 'RangeError');
    assert.ok((load.endTime as bigint) >= (compile.endTime as bigint));
  });
}

test('zipkin: its JSON, with tags and an error', async () => {
  const { path, headers, body } = await sent('zipkin');
  assert.is(path, '/api/v2/spans');
  assert.match(String(headers['content-type']), /application\/json/);
  assert.is(headers['x-tenant'], 'a');
  const [compile, load, inference] = JSON.parse(Buffer.from(body).toString());
  assert.is(compile.parentId, load.id);
  assert.is(load.localEndpoint.serviceName, 'demo');
  assert.is(load.tags['model.id'], 'glyphs');
  assert.is(inference.tags.error, 'no such tensor');
});

test('console: each span as it ends', async () => {
  const shown: { name: string; attributes: Record<string, unknown> }[] = [];
  const { dir } = console;
  console.dir = (span) => void shown.push(span);
  try {
    const telemetry = createTelemetry();
    const tracing = await setupTracing({ telemetry, exporter: 'console' } satisfies TracingSetup);
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    assert.equal(
      shown.map(({ name, attributes }) => [name, attributes['model.id']]),
      [['inference glyphs', 'glyphs']],
    );
    await tracing.shutdown();
  } finally {
    console.dir = dir;
  }
});

test('a receiver that is not there costs nothing but its spans', async () => {
  const gone = await startReceiver();
  await gone.close();
  const telemetry = createTelemetry();
  const tracing = await setupTracing({ telemetry, exporter: 'zipkin', endpoint: gone.url });
  assert.is(
    telemetry.trackInference({ modelId: 'glyphs' }, () => 'value'),
    'value',
  );
  await tracing.shutdown().catch(() => undefined);
});

// Setting up the official SDK in one call, beside whatever the program has set up itself.
import { context, propagation, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { createTracing, setupTracing, type TracingSetup } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { forSetup, forTracing } from '../packages.ts';
import { parentIdOf, traced } from '../spans.ts';

const modelId = 'glyphs';

test('the resource: the name of the service and what else is said of it', async () => {
  await traced(
    async ({ telemetry, span }) => {
      telemetry.trackInference({ modelId }, () => 1);
      const { resource, instrumentationScope } = await span('inference glyphs');
      assert.is(resource.attributes['service.name'], 'my-ipfs-service');
      assert.is(resource.attributes['service.version'], '1.0.0');
      assert.is(instrumentationScope.name, 'inferometer');
    },
    {},
    { serviceName: 'my-ipfs-service', resourceAttributes: { 'service.version': '1.0.0' } },
  );
});

test('libraries that trace themselves use it, until it is shut down', async () => {
  await traced(async ({ tracing, span }) => {
    assert.is(tracing.isGlobal, true);
    trace.getTracer('others').startSpan('theirs').end();
    assert.is((await span('theirs')).name, 'theirs');
  });
  assert.is(trace.getTracer('others').startSpan('later').isRecording(), false);
  assert.equal(propagation.fields(), []);
});

test('a provider that the program has set is never replaced', async () => {
  const exporter = new InMemorySpanExporter();
  const theirs = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(theirs);
  try {
    await traced(async ({ telemetry, tracing, span }) => {
      assert.is(tracing.isGlobal, false);
      const server = trace.getTracer('server').startSpan('GET /');
      const inServer = trace.setSpan(context.active(), server);
      telemetry.trackInference({ modelId, traceContext: inServer }, () => 1);
      server.end();
      assert.is(parentIdOf(await span('inference glyphs')), server.spanContext().spanId);
    });
    trace.getTracer('server').startSpan('after the shutdown').end();
    const names = exporter.getFinishedSpans().map(({ name }) => name);
    assert.equal(names, ['GET /', 'after the shutdown']);
  } finally {
    trace.disable();
  }
});

test('createTracing uses the provider that the program sets, also when it does so later', async () => {
  const telemetry = createTelemetry();
  const tracing = await createTracing(telemetry, forTracing);
  telemetry.trackInference({ modelId: 'before' }, () => 1);
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  try {
    telemetry.trackInference({ modelId: 'after' }, () => 1);
    assert.equal(
      exporter.getFinishedSpans().map(({ name }) => name),
      ['inference after'],
    );
    tracing.close();
    telemetry.trackInference({ modelId: 'closed' }, () => 1);
    assert.is(exporter.getFinishedSpans().length, 1);
  } finally {
    trace.disable();
  }
});

test('shutdown sends what has ended, once, and ends it', async () => {
  const exporter = new InMemorySpanExporter();
  const exported: string[] = [];
  const sending = exporter.export.bind(exporter);
  exporter.export = (spans, done) => {
    exported.push(...spans.map(({ name }) => name));
    sending(spans, done);
  };
  const telemetry = createTelemetry();
  const tracing = await setupTracing({ ...forSetup, telemetry, exporter });
  for (let i = 0; i < 100; i++) telemetry.trackInference({ modelId: `${i}` }, () => 1);
  assert.is(exported.length, 0, 'they wait for their batch');
  await Promise.all([tracing.shutdown(), tracing.shutdown()]);
  assert.is(exported.length, 100);
  telemetry.trackInference({ modelId }, () => 1);
  assert.is(exported.length, 100);
  assert.is(getInferenceMetrics(telemetry, modelId)?.latency?.count, 1);
});

test('autoInstrument: false leaves operations alone, not what is asked for', async () => {
  await traced(
    async ({ telemetry, tracing, spans }) => {
      telemetry.trackInference({ modelId }, () => 1);
      tracing.endSpan(tracing.createSpan('add', { backend: 'ipfs' }));
      assert.equal(
        (await spans()).map(({ name }) => name),
        ['add ipfs'],
      );
    },
    {},
    { autoInstrument: false },
  );
});

test('what is wrong with the exporter or its endpoint is said at once, and nothing is left behind', async () => {
  for (const [setup, code] of [
    [{ exporter: 'otpl' as 'otlp' }, 'OPENTELEMETRY_EXPORTER'],
    [{ exporter: 'zipkin', endpoint: 'localhost:9411' }, 'OPENTELEMETRY_ENDPOINT'],
    [{ exporter: 'otlp', endpoint: 4318 as unknown as string }, 'OPENTELEMETRY_ENDPOINT'],
    [{ exporter: 'jaeger', endpoint: 'http://localhost:14268/api/traces' }, 'OPENTELEMETRY_ENDPOINT'],
  ] satisfies [TracingSetup, string][]) {
    const error = await assert.rejects(setupTracing({ ...forSetup, ...setup }));
    assert.is((error as Error & { code: string }).code, code);
    assert.is(trace.getTracer('others').startSpan('any').isRecording(), false);
  }
});

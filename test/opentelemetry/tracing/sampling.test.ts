// The ratio is honoured for traces, as wholes; metrics are exact whatever it is.
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { createTelemetry, type TelemetryOptions } from 'inferometer';
import { createTracing } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { countOf } from '../../telemetry/support.ts';
import { forTracing } from '../packages.ts';
import { parentIdOf, traced } from '../spans.ts';

const modelId = 'glyphs';
const labels = { model_id: modelId, batch_size: '1' };
const TRACES = 2000;
/** Five standard deviations of a binomial count: one failure in a million runs. */
const tolerance = (ratio: number) => 5 * Math.sqrt(TRACES * ratio * (1 - ratio));

/** A provider of the program's own, which would record everything. */
async function onProvider(options: TelemetryOptions) {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  const tracerProvider = new BasicTracerProvider({ spanProcessors, sampler: new AlwaysOnSampler() });
  const telemetry = createTelemetry(options);
  const tracing = await createTracing(telemetry, { ...forTracing, tracerProvider });
  return { telemetry, tracing, spans: () => exporter.getFinishedSpans() };
}

for (const ratio of [0, 0.1, 0.5, 1]) {
  test(`a ratio of ${ratio}, on the program's own provider: whole traces, exact metrics`, async () => {
    const { telemetry, spans } = await onProvider({ samplingRatio: ratio });
    for (let i = 0; i < TRACES; i++) {
      telemetry.trackInference({ modelId }, (inference) => inference.child('phase', () => i));
    }
    const roots = spans().filter((span) => parentIdOf(span) === undefined);
    assert.ok(Math.abs(roots.length - TRACES * ratio) <= tolerance(ratio), `${roots.length} of ${TRACES}`);
    assert.is(spans().length, 2 * roots.length, 'each with its phase');
    assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', labels), TRACES);
  });

  test(`a ratio of ${ratio}, set up on the SDK`, async () => {
    await traced(
      async ({ telemetry, spans }) => {
        for (let i = 0; i < TRACES; i++) telemetry.trackInference({ modelId }, () => i);
        const { length } = await spans();
        assert.ok(Math.abs(length - TRACES * ratio) <= tolerance(ratio), `${length} of ${TRACES}`);
        assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', labels), TRACES);
      },
      {},
      { samplingRatio: ratio },
    );
  });
}

test('without a ratio of its own it is that of the telemetry, also when that changes', async () => {
  await traced(
    async ({ telemetry, spans }) => {
      telemetry.trackInference({ modelId }, () => 1);
      assert.is((await spans()).length, 0);
      telemetry.configure({ samplingRatio: 1 });
      telemetry.trackInference({ modelId }, () => 1);
      assert.is((await spans()).length, 1);
    },
    { samplingRatio: 0 },
  );
});

test('the decision of the caller stands, whatever the ratio', async () => {
  const ids = fc.tuple(
    fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(ids, fc.boolean(), async ([id, ratio], sampled) => {
      const { telemetry, tracing, spans } = await onProvider({ samplingRatio: ratio });
      const traceId = id.toString(16).padStart(32, '0');
      const traceContext = tracing.extract({
        traceparent: `00-${traceId}-b7ad6b7169203331-0${Number(sampled)}`,
      });
      telemetry.trackInference({ modelId, traceContext }, (inference) => {
        const [, outgoing, , flags] = String(
          tracing.inject<Record<string, unknown>>({}, inference).traceparent,
        ).split('-');
        assert.equal([outgoing, flags], [traceId, sampled ? '01' : '00']);
      });
      assert.is(spans().length, sampled ? 1 : 0);
      telemetry.dispose();
    }),
    { numRuns: 50 },
  );
});

test('spans of others under an operation that is not sampled are not sampled either', async () => {
  await traced(
    async ({ telemetry, tracing, spans }) => {
      telemetry.trackInference({ modelId }, (inference) => {
        trace.getTracer('others').startSpan('nested').end();
        const span = tracing.createSpan('own');
        tracing.endSpan(span);
        assert.match(String(tracing.inject<Record<string, unknown>>({}).traceparent), /-00$/);
        assert.is(inference.span?.ids.sampled, false, 'and nothing names it as an example');
      });
      assert.is((await spans()).length, 0);
    },
    {},
    { samplingRatio: 0 },
  );
});

test('baggage and trace state go through a trace that is not sampled', async () => {
  const { telemetry, tracing } = await onProvider({ samplingRatio: 0 });
  const baggage = propagation.createBaggage({ tenant: { value: 'a' } });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const incoming = tracing.extract({ traceparent, tracestate: 'vendor=1' });
  const traceContext = propagation.setBaggage(incoming, baggage);
  telemetry.trackInference({ modelId, traceContext }, (inference) => {
    const headers: Record<string, unknown> = tracing.inject({}, inference);
    assert.is(headers.tracestate, 'vendor=1');
    assert.is(headers.baggage, 'tenant=a');
  });
  assert.is(context.active(), ROOT_CONTEXT);
});

test('a wrong ratio is refused', async () => {
  const telemetry = createTelemetry();
  for (const [samplingRatio, code] of [
    [1.5, 'TELEMETRY_ATTRIBUTE_RANGE'],
    ['all', 'TELEMETRY_ATTRIBUTE_KIND'],
  ] as const) {
    const error = await assert.rejects(
      traced(() => undefined, {}, { samplingRatio: samplingRatio as number }),
    );
    assert.is((error as Error & { code: string }).code, code);
  }
  telemetry.dispose();
});

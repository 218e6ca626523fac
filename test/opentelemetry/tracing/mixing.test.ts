// Ten thousand traces at a time, each with its own parent, its own phases and its own waits: none mixes with another.
import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { createTracing, type OpenTelemetryTracing } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { isProcess, isWorkerd } from '../../places.ts';
import { forTracing } from '../packages.ts';
import { idOf, parentIdOf, type Traced, traced } from '../spans.ts';

/** workerd has no more than 10,000 timers at a time. */
const CONTEXTS = isWorkerd ? 3000 : 10_000;
/** Elsewhere nothing that is found by itself carries context across an await. */
const carriesContext = isProcess;

/** The trace that request number i came with. */
const traceIdOf = (i: number) => `f${i.toString(16).padStart(31, '0')}`;

/** In the tests' runtimes a turn of the loop, or of the queue of promises: whichever comes, order gets lost. */
const pause = (kind: number) =>
  kind === 0 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, kind));

/** Serves a request, in pieces, and looks at each of them where it is. */
async function serve(
  { telemetry }: Traced,
  tracing: OpenTelemetryTracing,
  i: number,
  pauses: readonly number[],
): Promise<void> {
  const traceparent = `00-${traceIdOf(i)}-b7ad6b7169203331-01`;
  const traceContext = tracing.extract({ traceparent });
  const wait = (step: number) => pause(pauses[(i + step) % pauses.length] as number);
  const look = (carrier: Record<string, unknown>) =>
    assert.is(String(carrier.traceparent).split('-')[1], traceIdOf(i));
  await telemetry.trackInference({ modelId: `${i % 7}`, traceContext }, async (inference) => {
    await wait(0);
    look(tracing.inject({}, inference));
    await inference.child('phase', async (phase) => {
      await wait(1);
      look(tracing.inject({}, phase));
      if (carriesContext) {
        look(tracing.inject({}));
        tracing.tracer.startSpan('foreign', { attributes: { i } }).end();
        assert.is(trace.getActiveSpan()?.spanContext().spanId, phase.span?.ids.spanId);
      }
      await wait(2);
    });
    await wait(3);
  });
}

async function serveAll(all: Traced, count: number, pauses: readonly number[]): Promise<void> {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracing = await createTracing(all.telemetry, { ...forTracing, tracerProvider });
  await Promise.all(Array.from({ length: count }, (_, i) => serve(all, tracing, i, pauses)));
  const traces = byTrace(exporter.getFinishedSpans());
  assert.is(traces.size, count);
  for (let i = 0; i < count; i++) requireWhole(traces.get(traceIdOf(i)) ?? [], i);
}

function requireWhole(spans: readonly ReadableSpan[], i: number): void {
  const named = (name: string) => spans.find((span) => span.name === name) as ReadableSpan;
  const inference = named(`inference ${i % 7}`);
  assert.is(spans.length, carriesContext ? 3 : 2);
  assert.is(parentIdOf(inference), 'b7ad6b7169203331');
  assert.is(parentIdOf(named('phase')), idOf(inference));
  if (!carriesContext) return;
  assert.is(named('foreign').attributes.i, i);
  assert.is(parentIdOf(named('foreign')), idOf(named('phase')));
}

test('ten thousand concurrent contexts never mix', async () => {
  await traced((all) => serveAll(all, CONTEXTS, [0, 3, 0, 1, 0, 7, 2, 0]));
});

test('however they are interleaved', async () => {
  await traced(async (all) => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), pauses, (count, order) =>
        serveAll(all, count, order),
      ),
      { numRuns: 30 },
    );
  });
});

function byTrace(spans: readonly ReadableSpan[]): Map<string, ReadableSpan[]> {
  const traces = new Map<string, ReadableSpan[]>();
  for (const span of spans) {
    const { traceId } = span.spanContext();
    traces.set(traceId, [...(traces.get(traceId) ?? []), span]);
  }
  return traces;
}

// Traces go from one process to the next in headers: W3C Trace Context and W3C Baggage.
import { propagation, ROOT_CONTEXT, type TextMapPropagator, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import type { Carrier } from 'inferometer/opentelemetry';
import { assert, test } from '../../harness.ts';
import { parentIdOf, traced } from '../spans.ts';

const modelId = 'glyphs';
const carriers: Record<string, () => Carrier> = {
  object: () => ({}),
  Headers: () => new Headers(),
  Map: () => new Map<string, unknown>(),
};

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map((all) => all.join(''))
    .filter((id) => !/^0*$/.test(id));

/** `key=value` pairs as tracestate has them. */
const traceState = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), { minLength: 1, maxLength: 8 })
  .map((keys) => keys.map((key, i) => `${key}=v${i}`).join(','));
// A value that is nothing but space is no value to OpenTelemetry.
const value = fc.string({ maxLength: 20 }).filter((text) => text.trim() !== '');
const baggage = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, {
  minKeys: 1,
  maxKeys: 8,
  noNullPrototype: true,
});

for (const [kind, make] of Object.entries(carriers)) {
  test(`what is injected into a ${kind} is extracted from it`, async () => {
    await traced(async ({ tracing }) => {
      const given = fc.record({
        traceId: hex(32),
        spanId: hex(16),
        sampled: fc.boolean(),
        traceState,
        baggage,
      });
      fc.assert(
        fc.property(given, ({ traceId, spanId, sampled, traceState: state, baggage: entries }) => {
          const headers: Carrier = make();
          const traceparent = `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;
          const told = Object.entries(entries).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
          const incoming = tracing.extract({ traceparent, tracestate: state, baggage: told.join(',') });
          tracing.inject(headers, incoming);
          const outgoing = tracing.extract(headers);
          const span = trace.getSpanContext(outgoing);
          assert.equal([span?.traceId, span?.spanId, span?.traceFlags], [traceId, spanId, sampled ? 1 : 0]);
          assert.is(span?.traceState?.serialize(), state);
          const carried = propagation.getBaggage(outgoing)?.getAllEntries() ?? [];
          assert.equal(Object.fromEntries(carried.map(([key, entry]) => [key, entry.value])), entries);
        }),
      );
    });
  });
}

test('headers by any spelling, as node:http and others hand them over', async () => {
  await traced(({ tracing }) => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    for (const headers of [
      { traceparent },
      { Traceparent: traceparent },
      { TRACEPARENT: traceparent, host: undefined, 'set-cookie': ['a', 'b'] },
      { traceparent: [traceparent] },
    ]) {
      assert.is(trace.getSpanContext(tracing.extract(headers))?.spanId, 'b7ad6b7169203331');
    }
  });
});

test('nonsense in headers is no trace, and throws nothing', async () => {
  await traced(({ tracing }) => {
    const header = fc.oneof(
      fc.string(),
      fc.constant(undefined),
      fc.constant(null),
      fc.integer(),
      fc.array(fc.string()),
      fc.constant('00-00000000000000000000000000000000-b7ad6b7169203331-01'),
      fc.constant('00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01'),
      fc.constant('ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
    );
    fc.assert(
      fc.property(fc.record({ traceparent: header, tracestate: header, baggage: header }), (headers) => {
        assert.is(trace.getSpanContext(tracing.extract(headers)), undefined);
      }),
    );
  });
});

test('an operation, a span, a context, or what is active, is what is injected', async () => {
  await traced(({ telemetry, tracing }) => {
    const spanIdIn = (headers: Record<string, unknown>) => String(headers.traceparent).split('-')[2];
    telemetry.trackInference({ modelId }, (inference) => {
      const id = inference.span?.ids.spanId;
      assert.is(spanIdIn(tracing.inject({}, inference)), id);
      assert.is(spanIdIn(tracing.inject({}, tracing.getTracingContext(inference))), id);
      assert.is(spanIdIn(tracing.inject({})), id);
    });
    const span = tracing.createSpan('process_file');
    assert.is(spanIdIn(tracing.inject({}, span)), span.spanContext().spanId);
    assert.equal(tracing.inject({}, ROOT_CONTEXT), {});
    assert.equal(tracing.inject({}), {}, 'nothing is active');
    tracing.endSpan(span);
  });
});

test('the trace goes on on the other side, under the span that sent it', async () => {
  await traced(async ({ telemetry, tracing, span }) => {
    const sent = telemetry.start('inference', { modelId: 'client' });
    const headers = tracing.inject(new Headers(), sent);
    telemetry.trackInference({ modelId: 'server', traceContext: tracing.extract(headers) }, () => 1);
    sent.ok();
    const [client, server] = [await span('inference client'), await span('inference server')];
    assert.is(server.spanContext().traceId, client.spanContext().traceId);
    assert.is(parentIdOf(server), client.spanContext().spanId);
    assert.is(server.parentSpanContext?.isRemote, true);
  });
});

test('the propagator that the program has set is the one that is used', async () => {
  const theirs: TextMapPropagator = {
    inject: (_, carrier, setter) => setter.set(carrier, 'x-theirs', 'yes'),
    extract: (context) => context,
    fields: () => ['x-theirs'],
  };
  propagation.setGlobalPropagator(theirs);
  try {
    await traced(({ tracing }) => assert.equal(tracing.inject({}), { 'x-theirs': 'yes' }));
    const carrier = {};
    propagation.inject(ROOT_CONTEXT, carrier);
    assert.equal(carrier, { 'x-theirs': 'yes' }, 'and is still there');
  } finally {
    propagation.disable();
  }
});

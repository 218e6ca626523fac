// What tracing, a memory probe or a timer throws, or rejects with, is counted, and reaches neither the caller nor the
// process; what the tracked function throws reaches the caller alone.
import { createTelemetry, type OperationSpan, type TelemetryOptions, type Tracing } from 'inferometer';
import { assert, test } from '../harness.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function refused(telemetry: ReturnType<typeof createTelemetry>): Record<string, number> {
  const metric = telemetry.snapshot().metrics.find(({ fullName }) => fullName.endsWith('refused_total'));
  return Object.fromEntries(
    (metric?.series ?? []).map(({ labels, value }: { labels: object; value?: number }) => [
      (labels as { reason: string }).reason,
      value ?? 0,
    ]),
  ) as Record<string, number>;
}

/** A tracer whose spans run what they are handed in this way. */
function tracingWith(run: OperationSpan['run']): Tracing {
  const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
  const span: OperationSpan = { ids, run, event() {}, set() {}, end() {} };
  return { begin: () => span, note() {}, active: () => undefined };
}

const runs: Readonly<Record<string, OperationSpan['run']>> = {
  'throws before it calls': () => {
    throw new Error('tracer');
  },
  'throws after it called': (fn) => {
    fn();
    throw new Error('tracer');
  },
  'calls twice': (fn) => {
    fn();
    return fn();
  },
  'does not call': () => undefined as never,
};

for (const [name, run] of Object.entries(runs)) {
  test(`a span that ${name}: the function runs once, and its caller gets what it returned or threw`, () => {
    using telemetry = createTelemetry({ tracing: tracingWith(run), logger: SILENT });
    let calls = 0;
    const output = telemetry.trackInference({ modelId: 'm' }, () => {
      calls += 1;
      return 'logits';
    });
    assert.is(output, 'logits');
    assert.is(calls, 1);
    const mine = new Error('mine');
    try {
      telemetry.trackInference({ modelId: 'm' }, () => {
        throw mine;
      });
      assert.unreachable();
    } catch (error) {
      assert.is(error, mine);
    }
    assert.is(refused(telemetry).tracing_failed, name.startsWith('throws') ? 2 : undefined);
  });
}

test('a function that rejects is no failure of tracing', async () => {
  using telemetry = createTelemetry({ tracing: tracingWith((fn) => fn()), logger: SILENT });
  const mine = new Error('mine');
  const error = await telemetry.trackInference({ modelId: 'm' }, () => Promise.reject(mine)).catch((e) => e);
  assert.is(error, mine);
  assert.is(refused(telemetry).tracing_failed, undefined);
});

const rejecting = () => Promise.reject(new Error('late')) as never;

const ports: Readonly<Record<string, [TelemetryOptions, string]>> = {
  'a tracer that rejects when a span begins': [
    { tracing: { ...tracingWith((fn) => fn()), begin: rejecting } },
    'tracing_failed',
  ],
  'a memory probe that rejects': [{ memory: { usedBytes: rejecting } }, 'no_memory_reading'],
  'a breakdown of memory that rejects': [
    { memory: { usedBytes: () => 1, breakdown: rejecting } },
    'no_memory_reading',
  ],
  'a breakdown of memory that gives nothing': [
    { memory: { usedBytes: () => 1, breakdown: () => Promise.resolve(null as never) } },
    'no_memory_reading',
  ],
};

for (const [name, [options, reason]] of Object.entries(ports)) {
  test(`${name} is counted`, async () => {
    using telemetry = createTelemetry({ ...options, trackMemoryUsage: true, logger: SILENT });
    assert.is(
      telemetry.trackInference({ modelId: 'm' }, () => 'logits'),
      'logits',
    );
    telemetry.snapshot();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok((refused(telemetry)[reason] ?? 0) > 0);
  });
}

test('a timer that throws while memory is sampled is counted', async () => {
  const timer = {
    after:
      (_: number, __: () => void): (() => void) =>
      () => {},
  };
  using telemetry = createTelemetry({
    timer,
    trackMemoryUsage: true,
    memory: { usedBytes: () => 1 },
    logger: SILENT,
  });
  timer.after = () => {
    throw new Error('timer');
  };
  const output = await telemetry.trackInference({ modelId: 'm' }, async () => 'logits');
  assert.is(output, 'logits');
  assert.is(refused(telemetry).timer_failed, 1);
});

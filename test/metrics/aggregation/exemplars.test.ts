import fc from 'fast-check';
import {
  createTelemetry,
  type DataPoint,
  type Exemplar,
  getMetrics,
  type SpanIds,
  type Telemetry,
  type TraceContext,
  trackStorageOperation,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { ManualClock, refusals, seriesOf } from '../../telemetry/support.ts';

/** Whatever the test says is active. */
class Traces implements TraceContext {
  span: SpanIds | undefined;

  enter(id: number, sampled?: boolean): void {
    const hex = id.toString(16);
    const ids = { traceId: hex.padStart(32, '0'), spanId: hex.padStart(16, '0') };
    this.span = sampled === undefined ? ids : { ...ids, sampled };
  }

  active(): SpanIds | undefined {
    return this.span;
  }
}

const DURATIONS = 'ipfs_aiml_inference_seconds';

function open() {
  const clock = new ManualClock();
  const traces = new Traces();
  const telemetry = createTelemetry({ clock, traceContext: traces });
  return { clock, traces, telemetry };
}

function exemplarsOf(telemetry: Telemetry, name: string): readonly Exemplar[] | undefined {
  return seriesOf(telemetry, name)[0]?.exemplars;
}

const valuesIn = (series: DataPoint | undefined) => series?.exemplars?.map(({ value }) => value);

test('a duration that was recorded in a trace leads to it, and so does its count', () => {
  const { clock, traces, telemetry } = open();
  traces.enter(0xabc);
  telemetry.trackInference({ modelId: 'm' }, () => clock.advance(0.02));
  const expected = { traceId: 'abc'.padStart(32, '0'), spanId: 'abc'.padStart(16, '0') };
  const timestampUnixMs = clock.wallUnixMs();
  assert.equal(exemplarsOf(telemetry, DURATIONS), [{ value: 0.02, timestampUnixMs, ...expected }]);
  for (const counter of ['operations_total', 'model_operations_total']) {
    const exemplars = exemplarsOf(telemetry, `ipfs_aiml_${counter}`);
    assert.equal(exemplars, [{ value: 1, timestampUnixMs, ...expected }], counter);
  }
  telemetry.dispose();
});

test('failures, phases, storage operations and own metrics have them too', () => {
  const { traces, telemetry } = open();
  traces.enter(1);
  telemetry.inference({ modelId: 'm' }).fail(telemetry.inference({ modelId: 'm' }).start());
  telemetry.start('inference', { modelId: 'm' }).child('warm-up').ok();
  telemetry.start('inference', { modelId: 'm' }).child('warm-up').fail();
  trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, () => 0);
  const failing = () =>
    trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, () => {
      throw new Error('no');
    });
  assert.throws(failing, /no/);
  telemetry.histogram({ name: 'own_seconds', help: 'Own.' }).withLabels().record(1);
  telemetry.counter({ name: 'own_total', help: 'Own.' }).withLabels().add(3);
  for (const name of [
    'ipfs_aiml_operation_failure_seconds',
    'ipfs_aiml_operation_phase_seconds',
    'ipfs_aiml_operation_phase_failure_seconds',
    'ipfs_aiml_operation_phases_total',
    'wal_operation_latency_seconds',
    'wal_operation_failure_latency_seconds',
    'wal_operation_outcomes_total',
    'own_seconds',
    'own_total',
  ]) {
    assert.is(exemplarsOf(telemetry, name)?.length, 1, name);
  }
  assert.is(exemplarsOf(telemetry, 'own_total')?.[0]?.value, 3);
  telemetry.dispose();
});

test('without a trace, or in one that nobody keeps, there are none', () => {
  const { traces, telemetry } = open();
  const inference = telemetry.inference({ modelId: 'm' });
  inference.record(0.1);
  traces.enter(1, false);
  inference.record(0.1);
  assert.is('exemplars' in (seriesOf(telemetry, DURATIONS)[0] as object), false);
  telemetry.dispose();
});

test('what is refused is no example', () => {
  const { traces, telemetry } = open();
  traces.enter(1);
  telemetry.inference({ modelId: 'm' }).record(Number.NaN);
  telemetry.histogram({ name: 'own_seconds', help: 'Own.' }).withLabels().record(Number.POSITIVE_INFINITY);
  assert.is(exemplarsOf(telemetry, DURATIONS), undefined);
  assert.is(exemplarsOf(telemetry, 'own_seconds'), undefined);
  telemetry.dispose();
});

test('a trace context that throws is counted, and nothing else is lost', () => {
  const traceContext = {
    active(): never {
      throw new Error('no context');
    },
  };
  using telemetry = createTelemetry({ traceContext });
  telemetry.inference({ modelId: 'm' }).record(0.1);
  // The line that says so asks for the span, too.
  assert.is(refusals(telemetry, 'trace_context_failed'), 2);
  assert.is(exemplarsOf(telemetry, DURATIONS), undefined);
});

test('each classic bucket keeps the newest of its values, whatever was recorded in which intervals', () => {
  const value = fc.double({ min: 1e-4, max: 200, noNaN: true });
  const step = fc.oneof(value, fc.constant('end of interval' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { traces, telemetry } = open();
      try {
        const inference = telemetry.inference({ modelId: 'm' });
        inference.record(1); // not in a trace: it names the bounds
        const bounds = telemetry.snapshot().metrics.find(({ fullName }) => fullName === DURATIONS)?.instrument
          .bucketBounds as readonly number[];
        const newest = new Map<number, number>();
        let inInterval = new Map<number, number>();
        const judgeInterval = () => {
          const ended = telemetry.collector.flush()?.metrics.find(({ fullName }) => fullName === DURATIONS);
          assert.equal(valuesIn(ended?.series[0]) ?? [], ascending(inInterval));
          inInterval = new Map();
        };
        for (const [i, one] of steps.entries()) {
          if (typeof one !== 'number') {
            judgeInterval();
            continue;
          }
          traces.enter(i + 1);
          inference.record(one);
          const bucket = bounds.findIndex((bound) => one <= bound);
          newest.set(bucket, one);
          inInterval.set(bucket, one);
        }
        judgeInterval();
        assert.equal(valuesIn(seriesOf(telemetry, DURATIONS)[0]) ?? [], ascending(newest));
        const { range } = getMetrics(telemetry, { startTime: 0 });
        const merged = range.metrics.find(({ fullName }) => fullName === DURATIONS)?.series[0];
        assert.equal(valuesIn(merged) ?? [], ascending(newest));
      } finally {
        telemetry.dispose();
      }
    }),
    { numRuns: 50 },
  );
});

test('there are never more than twenty, and they spread over the whole range', () => {
  const { traces, telemetry } = open();
  const bucketBounds = Array.from({ length: 100 }, (_, i) => i + 1);
  const series = telemetry.histogram({ name: 'own_seconds', help: 'Own.', bucketBounds }).withLabels();
  for (let i = 0; i < 1000; i++) {
    traces.enter(i + 1);
    series.record(i / 8);
  }
  const values = exemplarsOf(telemetry, 'own_seconds')?.map(({ value }) => value) as number[];
  assert.ok(values.length > 10 && values.length <= 20, `${values.length}`);
  assert.ok(Math.min(...values) < 10 && Math.max(...values) > 100);
  telemetry.dispose();
});

test('a series tells when it was made', () => {
  const clock = new ManualClock();
  using telemetry = createTelemetry({ clock });
  telemetry.inference({ modelId: 'a' }).record(1);
  const first = clock.wallUnixMs();
  clock.advance(5);
  telemetry.inference({ modelId: 'b' }).record(1);
  telemetry.collector.flush();
  const expected = [first, first + 5000];
  const made = (series: readonly DataPoint[] | undefined) =>
    series?.map(({ createdAtUnixMs }) => createdAtUnixMs);
  assert.equal(made(seriesOf(telemetry, DURATIONS)), expected);
  assert.equal(made(seriesOf(telemetry, 'ipfs_aiml_inference_throughput')), expected);
  const { history } = getMetrics(telemetry, { includeHistory: true });
  const packed = history?.[0]?.metrics.find(({ fullName }) => fullName === DURATIONS);
  assert.equal(made(packed?.series), expected);
});

/** From the lowest bucket to the highest. */
function ascending(newest: ReadonlyMap<number, number>): number[] {
  const rank = (bucket: number) => (bucket === -1 ? Number.POSITIVE_INFINITY : bucket);
  return [...newest.entries()].sort((a, b) => rank(a[0]) - rank(b[0])).map(([, value]) => value);
}

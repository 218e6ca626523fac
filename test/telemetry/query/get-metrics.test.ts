import fc from 'fast-check';
import {
  createTelemetry,
  getMetrics,
  type MetricsQuery,
  type MetricsResult,
  storageHooks,
} from 'inferometer';
import { assert, test } from '../../harness.ts';
import { Machine } from '../time.ts';

const START = Date.UTC(2026, 0, 1);

/** Three minutes of traffic: in each, other latencies. */
function traffic() {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  const run = (
    operationType: 'inference' | 'model_load',
    modelId: string,
    seconds: number,
    fails = false,
  ) => {
    const operation = telemetry.start(operationType, { modelId });
    machine.pass(seconds);
    if (fails) operation.fail(new Error('no'));
    else operation.ok();
  };
  for (const [minute, seconds] of [0.1, 0.2, 0.4].entries()) {
    for (let i = 0; i < 10; i++) run('inference', 'a', seconds);
    for (let i = 0; i < 5; i++) run('inference', 'b', 2 * seconds, i === 0);
    run('model_load', 'a', 5);
    machine.pass(60 * (minute + 1) - machine.monotonicMs() / 1000);
  }
  return { machine, telemetry };
}

function counts({ range }: MetricsResult): Record<string, number> {
  return Object.fromEntries(range.operations.map(({ operationType, count }) => [operationType, count]));
}

test('without a question: everything since the beginning, by operation', () => {
  const { telemetry } = traffic();
  const { range, isComplete, history } = getMetrics(telemetry);
  assert.ok(isComplete);
  assert.is(history, undefined);
  assert.is(range.durationSeconds, 180);
  const [load, inference] = range.operations;
  assert.is(load?.operationType, 'model_load');
  assert.is(inference?.operationType, 'inference');
  assert.is(inference?.count, 45);
  assert.equal(inference?.statuses, { ok: 42, error: 3 });
  assert.close(inference?.successRatio ?? 0, 42 / 45, 1e-12);
  assert.close(inference?.errorRatio ?? 0, 3 / 45, 1e-12);
  assert.is(inference?.perSecond, 45 / 180);
  assert.is(inference?.perMinute, 15);
  assert.is(inference?.latency?.count, 42);
});

test('filters: operation type, status, category, model; all of them together', () => {
  const { telemetry } = traffic();
  const ask = (query: MetricsQuery) => counts(getMetrics(telemetry, query));
  assert.equal(ask({ operationType: 'inference' }), { inference: 45 });
  assert.equal(ask({ operationType: 'pin' }), {});
  assert.equal(ask({ category: 'model' }), { model_load: 3 });
  assert.equal(ask({ modelId: 'a' }), { model_load: 3, inference: 30 });
  assert.equal(ask({ status: 'error' }), { inference: 3 });
  assert.equal(ask({ modelId: 'b', category: 'inference', status: 'error', operationType: 'inference' }), {
    inference: 3,
  });
  assert.equal(ask({ modelId: 'a', status: 'error' }), {});
  assert.equal(ask({ backendType: 'ipfs' }), {});
  assert.is(getMetrics(telemetry, { status: 'error' }).range.operations[0]?.latency, undefined);
  assert.is(
    getMetrics(telemetry, { status: 'ok', modelId: 'a' }).range.operations.at(-1)?.latency?.count,
    30,
  );
});

test('a range: the intervals that begin in it, from either end alone', () => {
  const { telemetry } = traffic();
  const second = { startTime: START + 60_000, endTime: new Date(START + 120_000) };
  const { range, isComplete } = getMetrics(telemetry, { ...second, modelId: 'a' });
  assert.ok(isComplete);
  assert.equal([range.startedAtUnixMs, range.endedAtUnixMs], [START + 60_000, START + 120_000]);
  assert.equal(counts(getMetrics(telemetry, { ...second, modelId: 'a' })), { model_load: 1, inference: 10 });
  assert.close(range.operations.at(-1)?.latency?.medianSeconds ?? 0, 0.2, 0.011);
  assert.is(counts(getMetrics(telemetry, { startTime: START + 60_000 })).inference, 30);
  assert.is(counts(getMetrics(telemetry, { startTime: START + 61_000 })).inference, 15);
  assert.is(counts(getMetrics(telemetry, { endTime: START + 59_000 })).inference, 15);
  assert.equal(counts(getMetrics(telemetry, { endTime: START - 60_000 })), {});
});

test('percentiles of a range are those of all its values, not averages of the intervals’', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.double({ min: 1e-4, max: 10, noNaN: true }), { maxLength: 40 }), {
        minLength: 2,
        maxLength: 6,
      }),
      (minutes) => {
        const machine = new Machine();
        using telemetry = createTelemetry({ clock: machine, timer: machine });
        const inference = telemetry.inference({ modelId: 'm' });
        for (const values of minutes) {
          for (const value of values) inference.record(value);
          machine.pass(60);
        }
        const all = minutes.flat().sort((a, b) => a - b);
        const { range } = getMetrics(telemetry, { startTime: START, modelId: 'm' });
        if (all.length === 0) return range.operations.length === 0;
        const latency = range.operations[0]?.latency;
        assert.is(latency?.count, all.length);
        for (const percentile of [50, 90, 95, 99]) {
          const exact = all[Math.max(1, Math.ceil((percentile * all.length) / 100)) - 1] as number;
          assert.close(latency?.percentilesSeconds[`p${percentile}`] ?? 0, exact, 0.0111);
        }
        return true;
      },
    ),
    { numRuns: 100 },
  );
});

test('history: each interval by itself, oldest first, the one that goes on last', () => {
  const { machine, telemetry } = traffic();
  machine.pass(10);
  telemetry.inference({ modelId: 'a' }).record(0.3);
  const { history } = getMetrics(telemetry, {
    includeHistory: true,
    operationType: 'inference',
    modelId: 'a',
  });
  assert.equal(
    history?.map(({ durationSeconds, operations }) => [durationSeconds, operations[0]?.count]),
    [
      [60, 10],
      [60, 10],
      [60, 10],
      [10, 1],
    ],
  );
  assert.is(history?.at(-1)?.operations[0]?.perMinute, 6);
});

test('real time: the last interval’s length, or as far as asked for', () => {
  const { machine, telemetry } = traffic();
  machine.pass(30);
  telemetry.inference({ modelId: 'a' }).record(0.3);
  const { realTime } = getMetrics(telemetry, { modelId: 'a', operationType: 'inference' });
  assert.is(realTime.durationSeconds, 90);
  assert.is(realTime.operations[0]?.count, 11);
  const short = getMetrics(telemetry, { modelId: 'a', operationType: 'inference', windowSeconds: 30 });
  assert.is(short.realTime.durationSeconds, 30);
  assert.is(short.realTime.operations[0]?.count, 1);
});

test('storage operations: by type and backend, with every status they reached', () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  const store = (operationId: string, backend: string, end: string) => {
    operationStarted({ operationId, operationType: 'add', backend });
    statusChanged({ operationId, status: 'processing' });
    machine.pass(0.5);
    statusChanged({ operationId, status: end });
  };
  for (let i = 0; i < 4; i++) store(`i${i}`, 'ipfs', 'completed');
  for (let i = 0; i < 4; i++) store(`s${i}`, 's3', i === 0 ? 'failed' : 'completed');
  machine.pass(56);
  telemetry.inference({ modelId: 'm' }).record(1);

  const { range } = getMetrics(telemetry, { category: 'storage' });
  const byBackend = Object.fromEntries(range.operations.map((one) => [one.backend, one]));
  assert.equal(Object.keys(byBackend).sort(), ['ipfs', 's3']);
  assert.is(byBackend.s3?.count, 4);
  assert.is(byBackend.s3?.successRatio, 0.75);
  assert.is(byBackend.s3?.statuses.processing, 4);
  assert.is(byBackend.s3?.statuses.failed, 1);
  assert.is(byBackend.s3?.latency?.count, 3);
  assert.close(byBackend.ipfs?.latency?.medianSeconds ?? 0, 0.5, 0.0111);
  const only = getMetrics(telemetry, { backendType: 's3', operationType: 'add', status: 'completed' });
  assert.equal(
    only.range.operations.map(({ backend, count }) => [backend, count]),
    [['s3', 3]],
  );
  const past = getMetrics(telemetry, { backendType: 'ipfs', startTime: START, endTime: START + 1000 });
  assert.is(past.range.operations[0]?.count, 4);
});

test('a question that makes no sense says what is expected', () => {
  const telemetry = createTelemetry();
  const code = 'TELEMETRY_QUERY';
  const misspelt = { operation_type: 'add' } as MetricsQuery;
  assert.match(assert.throwsCode(() => getMetrics(telemetry, misspelt), code).message, 'operationType?');
  assert.throwsCode(() => getMetrics(telemetry, { category: 'wal' as never }), code);
  assert.throwsCode(() => getMetrics(telemetry, { startTime: 'yesterday' as never }), code);
  assert.throwsCode(() => getMetrics(telemetry, { startTime: new Date(Number.NaN) }), code);
  assert.throwsCode(() => getMetrics(telemetry, { startTime: 2e12, endTime: 1e12 }), code);
  assert.throwsCode(() => getMetrics(telemetry, { windowSeconds: -1 }), code);
  assert.throwsCode(() => getMetrics(telemetry, { includeHistory: 1 as never }), code);
  assert.throwsCode(() => getMetrics(telemetry, { modelId: 7 as never }), 'TELEMETRY_LABEL_KIND');
  const seconds = { startTime: Date.now() / 1000 };
  assert.match(assert.throwsCode(() => getMetrics(telemetry, seconds), code).message, 'Multiply by 1000');
});

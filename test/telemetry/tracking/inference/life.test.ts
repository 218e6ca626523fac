// The life of a request: it waits, it runs, beside others; it is tried again; it is done.
import fc from 'fast-check';
import { createTelemetry, getInferenceMetrics, getMetrics, mergeTelemetrySnapshots } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock, refusals, sampleOf, seriesOf } from '../../support.ts';
import { Machine } from '../../time.ts';

const M = { model_id: 'm' };

function timed() {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const gauge = (name: string) => sampleOf(telemetry, `ipfs_aiml_inference_${name}`, M);
  return { clock, telemetry, gauge };
}

test('eight calls beside one another are eight times the throughput of one', () => {
  for (const calls of [1, 8]) {
    const { clock, telemetry, gauge } = timed();
    const running = Array.from({ length: calls }, () =>
      telemetry.start('inference', { modelId: 'm', batchSize: 4 }),
    );
    assert.is(gauge('running'), calls);
    clock.advance(0.5);
    for (const one of running) one.ok();
    assert.is(gauge('running'), 0);
    assert.is(gauge('throughput'), calls * 8);
    const { throughput, callRate } = getInferenceMetrics(telemetry, 'm') ?? {};
    assert.equal(
      [throughput?.items, throughput?.busySeconds, throughput?.meanItemsPerSecond],
      [4 * calls, 0.5, 8 * calls],
    );
    assert.equal(callRate, { meanItemsPerSecond: 8, maxItemsPerSecond: 8 });
  }
});

test('handles count as calls do', () => {
  const { clock, telemetry, gauge } = timed();
  const inference = telemetry.inference({ modelId: 'm', batchSize: 2 });
  const tokens = [inference.start(), inference.start(), inference.start()];
  assert.is(gauge('running'), 3);
  clock.advance(1);
  for (const token of tokens) inference.end(token);
  assert.is(gauge('running'), 0);
  assert.is(getInferenceMetrics(telemetry, 'm')?.throughput?.meanItemsPerSecond, 6);
});

test('a pause makes no model slow; what was done in all time is told apart', () => {
  const { clock, telemetry, gauge } = timed();
  const run = () => telemetry.trackInference({ modelId: 'm', batchSize: 10 }, () => clock.advance(1));
  run();
  assert.is(gauge('throughput'), 10);
  clock.advance(69);
  assert.is(gauge('throughput'), 10);
  const { throughput } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.equal([throughput?.meanItemsPerSecond, throughput?.maxItemsPerSecond], [10, 10]);
  assert.is(throughput?.overallItemsPerSecond, 10 / 70);
});

test('of a range, rates are those of the range', () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine });
  const inference = telemetry.inference({ modelId: 'm', batchSize: 5 });
  const minute = (calls: number) => {
    const tokens = Array.from({ length: calls }, () => inference.start());
    machine.pass(30);
    for (const token of tokens) inference.end(token);
    machine.pass(30);
  };
  minute(1);
  const from = machine.wallUnixMs();
  minute(4);
  const { range } = getMetrics(telemetry, { startTime: from, endTime: from + 60_000 });
  const { throughput, callRate } = getInferenceMetrics(range, 'm') ?? {};
  assert.equal([throughput?.items, throughput?.busySeconds], [20, 30]);
  assert.close(throughput?.meanItemsPerSecond ?? 0, 20 / 30, 1e-12);
  assert.close(throughput?.overallItemsPerSecond ?? 0, 20 / 60, 1e-12);
  assert.close(callRate?.meanItemsPerSecond ?? 0, 5 / 30, 1e-12);
});

test('of a snapshot, also a merged one, everything is there as of a telemetry', () => {
  const { clock, telemetry } = timed();
  telemetry.trackInference({ modelId: 'm', batchSize: 4 }, () => clock.advance(2));
  const [alone] = getInferenceMetrics(telemetry);
  assert.equal(getInferenceMetrics(telemetry.snapshot()), [alone]);
  const merged = mergeTelemetrySnapshots([telemetry.snapshot(), telemetry.snapshot()]);
  const { throughput } = getInferenceMetrics(merged, 'm') ?? {};
  assert.equal([throughput?.items, throughput?.meanItemsPerSecond], [8, 2]);
  assert.throwsCode(() => getInferenceMetrics({} as never), 'TELEMETRY_ARGUMENT_KIND');
});

test('what waits is waiting, and what it waited is not its duration', () => {
  const { clock, telemetry, gauge } = timed();
  const operation = telemetry.start('inference', { modelId: 'm', isQueued: true });
  assert.equal([gauge('waiting'), gauge('running')], [1, 0]);
  clock.advance(3);
  operation.started();
  operation.started();
  assert.equal([gauge('waiting'), gauge('running')], [0, 1]);
  clock.advance(1);
  operation.ok();
  assert.equal([gauge('waiting'), gauge('running')], [0, 0]);
  const metrics = getInferenceMetrics(telemetry, 'm');
  assert.equal([metrics?.queue?.maxSeconds, metrics?.latency?.maxSeconds], [3, 1]);
  assert.is(operation.durationSeconds, 1);
});

test('handles wait, too', () => {
  const { clock, telemetry, gauge } = timed();
  const inference = telemetry.inference({ modelId: 'm' });
  const [first, second] = [inference.enqueue(), inference.enqueue()];
  assert.is(gauge('waiting'), 2);
  clock.advance(2);
  const started = inference.start(first);
  inference.leaveQueue(second);
  assert.equal([gauge('waiting'), gauge('running')], [0, 1]);
  clock.advance(1);
  inference.end(started);
  const metrics = getInferenceMetrics(telemetry, 'm');
  assert.equal([metrics?.queue?.count, metrics?.queue?.maxSeconds, metrics?.latency?.maxSeconds], [1, 2, 1]);
});

test('one that is given up while it waits waits no more, and never ran', () => {
  const { clock, telemetry, gauge } = timed();
  const operation = telemetry.start('inference', { modelId: 'm', isQueued: true });
  clock.advance(1);
  operation.abort();
  operation.started();
  assert.equal([gauge('waiting'), gauge('running')], [0, 0]);
  assert.is(getInferenceMetrics(telemetry, 'm')?.queue, undefined);
  assert.is(getInferenceMetrics(telemetry, 'm')?.outcomes.inference?.aborted, 1);
});

test('a program without a queue has no series of one', () => {
  const { telemetry } = timed();
  const operation = telemetry.start('inference', { modelId: 'm' });
  operation.started();
  operation.ok();
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_inference_waiting'), []);
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_inference_queue_seconds'), []);
});

test('attempts that are made again are counted by what ended them, and 429 as such', () => {
  const { telemetry } = timed();
  const failures = [
    429,
    { status: 429 },
    Object.assign(new Error('slow down'), { statusCode: 429 }),
    { response: { status: 503 } },
    new TypeError('fetch failed'),
    undefined,
  ];
  telemetry.trackInference({ modelId: 'm' }, (operation) => {
    for (const failure of failures) operation.retry(failure);
  });
  assert.throws(() =>
    telemetry.trackInference({ modelId: 'm' }, () => {
      throw Object.assign(new Error('slow down'), { status: 429 });
    }),
  );
  const metrics = getInferenceMetrics(telemetry, 'm');
  assert.equal(metrics?.retries, { '429': 3, '503': 1, TypeError: 1, _OTHER: 1 });
  assert.is(metrics?.rateLimited, 4);
  assert.is(metrics?.outcomes.inference?.ok, 1);
  const labels = { operation_type: 'inference', model_id: 'm', error_type: '429' };
  assert.is(sampleOf(telemetry, 'ipfs_aiml_operation_retries_total', labels), 3);
});

test('what can be thrown can be told of an attempt', () => {
  const hostile = {
    get status(): number {
      throw new Error('no');
    },
  };
  const { telemetry } = timed();
  telemetry.trackInference({ modelId: 'm' }, (operation) => {
    for (const failure of [hostile, null, 'no', Symbol('no'), 99, 700, Number.NaN]) operation.retry(failure);
  });
  assert.is(getInferenceMetrics(telemetry, 'm')?.rateLimited, 0);
});

test('what began while nothing was recorded, and ends later, leaves nothing behind', () => {
  const telemetry = createTelemetry({ enabled: false });
  const inference = telemetry.inference({ modelId: 'm' });
  const token = inference.start();
  telemetry.configure({ enabled: true });
  inference.end(token);
  const second = inference.start();
  telemetry.configure({ enabled: false });
  inference.end(second);
  telemetry.configure({ enabled: true });
  assert.is(sampleOf(telemetry, 'ipfs_aiml_inference_running', M), 0);
  assert.is(refusals(telemetry, 'bad_duration'), 0);
  assert.is(getInferenceMetrics(telemetry, 'm'), undefined);
});

test('law: however calls overlap, what runs is what has begun and not ended, and busy is when any did', () => {
  const calls = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 })), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(calls, fc.boolean(), (all, isBound) => {
      const { clock, telemetry, gauge } = timed();
      const handle = telemetry.inference({ modelId: 'm' });
      const end = Math.max(...all.map(([from, length]) => from + length));
      const ends = new Map<number, (() => void)[]>();
      let busy = 0;
      for (let second = 0; second <= end; second++) {
        for (const finish of ends.get(second) ?? []) finish();
        for (const [, length] of all.filter(([from]) => from === second)) {
          const at = second + length;
          const token = isBound ? handle.start() : Number.NaN;
          const operation = isBound ? undefined : telemetry.start('inference', { modelId: 'm' });
          ends.set(at, [
            ...(ends.get(at) ?? []),
            () => (operation === undefined ? handle.end(token) : operation.ok()),
          ]);
        }
        const running = all.filter(([from, length]) => from <= second && second < from + length).length;
        assert.is(gauge('running'), running);
        if (running > 0) busy += 1;
        clock.advance(1);
      }
      const { throughput } = getInferenceMetrics(telemetry, 'm') ?? {};
      assert.is(throughput?.items, all.length);
      assert.close(throughput?.busySeconds ?? 0, busy, 1e-9);
      assert.is(countOf(telemetry, 'ipfs_aiml_inference_seconds', M), all.length);
    }),
    { numRuns: 50 },
  );
});

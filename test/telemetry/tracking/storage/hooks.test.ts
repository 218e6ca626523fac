// What a log may call, and what becomes of it.
import fc from 'fast-check';
import {
  createTelemetry,
  getStorageMetrics,
  type Outcome,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { countOf, ManualClock, refusals, sampleOf } from '../../support.ts';

const add = { operationId: '1', operationType: 'add', backend: 's3' };
const labels = { operation_type: 'add', backend: 's3' };

function addTo(telemetry: Telemetry) {
  const [found] = getStorageMetrics(telemetry).operations;
  assert.ok(found);
  return found as NonNullable<typeof found>;
}

test('an operation is timed from its start to its end, and the backend while it is processing', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  operationStarted(add);
  clock.advance(2);
  statusChanged({ operationId: '1', status: 'processing' });
  assert.equal(addTo(telemetry).inFlight, { processing: 1 });
  clock.advance(3);
  statusChanged({ operationId: '1', status: 'completed' });
  const metrics = addTo(telemetry);
  assert.is(metrics.latency?.totalSeconds, 5);
  assert.is(metrics.responseTime?.totalSeconds, 3);
  assert.equal(metrics.outcomes, { ok: 1, error: 0, aborted: 0, unknown: 0 });
  assert.equal(metrics.reached, { pending: 1, processing: 1, completed: 1 });
  assert.equal(metrics.inFlight, {});
  assert.equal([metrics.successRate, metrics.errorRate], [1, 0]);
});

test('the set of types, backends and statuses is open', () => {
  const telemetry = createTelemetry();
  const hooks = storageHooks(telemetry);
  for (const [i, operationType] of ['add', 'pin', 'repair'].entries()) {
    for (const backend of ['ipfs', 'storacha']) {
      const operationId = `${i}${backend}`;
      hooks.operationStarted({ operationId, operationType, backend, status: 'queued' });
      hooks.statusChanged({ operationId, status: 'replicating' });
      hooks.statusChanged({ operationId, status: 'archived', outcome: 'ok' });
    }
  }
  const { operations } = getStorageMetrics(telemetry);
  assert.is(operations.length, 6);
  for (const { reached, outcomes } of operations) {
    assert.equal(reached, { queued: 1, replicating: 1, archived: 1 });
    assert.is(outcomes.ok, 1);
  }
});

test('failures have their own latencies, and their share', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const hooks = storageHooks(telemetry);
  const run = (operationId: string, seconds: number, status: string) => {
    hooks.operationStarted({ ...add, operationId });
    clock.advance(seconds);
    hooks.statusChanged({ operationId, status });
  };
  run('a', 4, 'completed');
  run('b', 0.1, 'failed');
  run('c', 0.1, 'cancelled');
  run('d', 4, 'completed');
  const metrics = addTo(telemetry);
  assert.is(metrics.latency?.minSeconds, 4);
  assert.equal([metrics.successRate, metrics.errorRate], [0.5, 0.25]);
  assert.is(countOf(telemetry, 'wal_operation_failure_latency_seconds', { ...labels, outcome: 'error' }), 1);
  assert.is(
    countOf(telemetry, 'wal_operation_failure_latency_seconds', { ...labels, outcome: 'aborted' }),
    1,
  );
});

test('retries are counted at once; the response time is that of the attempt that succeeded', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const { operationStarted, statusChanged, operationRetried } = storageHooks(telemetry);
  operationStarted(add);
  for (const seconds of [10, 20]) {
    statusChanged({ operationId: '1', status: 'processing' });
    clock.advance(seconds);
    operationRetried({ operationId: '1' });
    statusChanged({ operationId: '1', status: 'pending' });
  }
  statusChanged({ operationId: '1', status: 'processing' });
  clock.advance(1);
  operationRetried({ operationId: '1' });
  statusChanged({ operationId: '1', status: 'processing' });
  clock.advance(2);
  assert.is(addTo(telemetry).retryCount, 3);
  statusChanged({ operationId: '1', status: 'completed' });
  const metrics = addTo(telemetry);
  assert.is(metrics.responseTime?.totalSeconds, 2);
  assert.is(metrics.latency?.totalSeconds, 33);
  assert.is(refusals(telemetry, 'repeated_event') + refusals(telemetry, 'out_of_order_event'), 0);
});

test('throughput is that of the last minute, and falls while nothing happens', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const perMinute = () => addTo(telemetry).operationsPerMinute;
  for (let i = 0; i < 90; i++) {
    trackStorageOperation(telemetry, add, () => 1);
    clock.advance(1);
  }
  assert.is(perMinute(), 59);
  clock.advance(29);
  assert.is(perMinute(), 30);
  assert.is(sampleOf(telemetry, 'wal_operations_per_minute', labels), 30);
  clock.advance(3600);
  assert.is(perMinute(), 0);
  clock.advance(-7200);
  trackStorageOperation(telemetry, add, () => 1);
  assert.is(perMinute(), 1);
});

test('health is 1, 0.5 or 0; the size of a queue is known by status', () => {
  const telemetry = createTelemetry();
  const { backendHealthChanged, queueSizeChanged } = storageHooks(telemetry);
  for (const [backend, health] of [
    ['s3', 'offline'],
    ['s3', 'online'],
    ['ipfs', 'degraded'],
    ['disk', 'offline'],
  ] as const) {
    backendHealthChanged({ backend, health });
  }
  queueSizeChanged({ size: 4 });
  queueSizeChanged({ size: 7 });
  queueSizeChanged({ size: 2, status: 'processing' });
  const { backendHealth, queueSize } = getStorageMetrics(telemetry);
  assert.equal(backendHealth, { s3: 1, ipfs: 0.5, disk: 0 });
  assert.equal(queueSize, { pending: 7, processing: 2 });
  assert.is(sampleOf(telemetry, 'wal_backend_health', { backend: 'ipfs' }), 0.5);
  assert.is(sampleOf(telemetry, 'wal_queue_size', { status: 'pending' }), 7);
});

test('late, repeated, unknown, out-of-order and senseless events are counted, and change nothing', () => {
  const telemetry = createTelemetry();
  const hooks = storageHooks(telemetry);
  hooks.operationStarted(add);
  hooks.operationStarted(add);
  hooks.statusChanged({ operationId: '1', status: 'pending' });
  assert.is(refusals(telemetry, 'repeated_event'), 2);
  hooks.statusChanged({ operationId: '1', status: 'processing' });
  hooks.statusChanged({ operationId: '1', status: 'pending' });
  assert.is(refusals(telemetry, 'out_of_order_event'), 1);
  hooks.statusChanged({ operationId: '1', status: 'completed' });
  const before = getStorageMetrics(telemetry);

  hooks.statusChanged({ operationId: '1', status: 'failed' });
  hooks.operationRetried({ operationId: '1' });
  assert.is(refusals(telemetry, 'late_event'), 2);
  hooks.operationStarted(add);
  assert.is(refusals(telemetry, 'out_of_order_event'), 2);
  hooks.statusChanged({ operationId: 'nobody', status: 'processing' });
  hooks.operationRetried({ operationId: 'nobody' });
  hooks.statusChanged({ operationId: 'early', status: 'completed' });
  assert.is(refusals(telemetry, 'unknown_operation'), 3);
  hooks.operationStarted({ ...add, operationId: 'early' });
  assert.is(refusals(telemetry, 'out_of_order_event'), 3);

  const senseless: unknown[] = [undefined, null, 7, 'x', {}, { operationId: 1 }, { operationId: '' }, []];
  for (const hook of Object.values(hooks))
    for (const event of senseless) (hook as (e: unknown) => void)(event);
  hooks.operationStarted({ ...add, operationId: 'n', backend: 5 as never });
  hooks.statusChanged({ operationId: 'n', status: 'completed', outcome: 'fine' as never });
  hooks.backendHealthChanged({ backend: 's3', health: 'toString' as never });
  for (const size of [-1, 0.5, Number.NaN]) hooks.queueSizeChanged({ size });
  assert.is(refusals(telemetry, 'malformed_event'), 5 * senseless.length + 6);
  assert.equal(getStorageMetrics(telemetry), before);
});

test('an event whose properties throw does not throw into the log', () => {
  const telemetry = createTelemetry();
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('trap');
      },
    },
  );
  for (const hook of Object.values(storageHooks(telemetry))) (hook as (e: unknown) => void)(hostile);
  assert.is(refusals(telemetry, 'malformed_event'), 5);
});

test('operations beyond the limit push out the oldest, which end as unknown', () => {
  const telemetry = createTelemetry({ inFlightLimit: 10 });
  const hooks = storageHooks(telemetry);
  for (let i = 0; i < 15; i++) hooks.operationStarted({ ...add, operationId: `${i}` });
  const metrics = addTo(telemetry);
  assert.equal(metrics.inFlight, { pending: 10 });
  assert.is(metrics.outcomes.unknown, 5);
  assert.is(refusals(telemetry, 'in_flight_limit'), 5);
  hooks.statusChanged({ operationId: '4', status: 'completed' });
  hooks.statusChanged({ operationId: '5', status: 'completed' });
  assert.is(addTo(telemetry).outcomes.ok, 1);
});

test('an operation that its log tells nothing of any more ends as unknown', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock, inFlightTimeoutSeconds: 600 });
  const hooks = storageHooks(telemetry);
  for (const operationId of ['dead', 'moving', 'retrying']) hooks.operationStarted({ ...add, operationId });
  clock.advance(500);
  hooks.statusChanged({ operationId: 'moving', status: 'processing' });
  hooks.operationRetried({ operationId: 'retrying' });
  clock.advance(100);
  assert.equal(addTo(telemetry).inFlight, { pending: 1, processing: 1 });
  assert.is(addTo(telemetry).outcomes.unknown, 1);
  assert.is(refusals(telemetry, 'in_flight_timeout'), 1);
  hooks.statusChanged({ operationId: 'dead', status: 'completed' });
  assert.is(refusals(telemetry, 'late_event'), 1);
  clock.advance(600);
  assert.equal(addTo(telemetry).inFlight, {});
  assert.is(refusals(telemetry, 'in_flight_timeout'), 3);
  assert.throwsCode(() => createTelemetry({ inFlightTimeoutSeconds: 0 }), 'TELEMETRY_OPTION_RANGE');
});

test('100,000 operations are in flight at once, end, and leave nothing', () => {
  const telemetry = createTelemetry();
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  for (let i = 0; i < 100_000; i++) operationStarted({ ...add, operationId: `${i}` });
  assert.equal(addTo(telemetry).inFlight, { pending: 100_000 });
  assert.is(refusals(telemetry, 'in_flight_limit'), 0);
  for (let i = 0; i < 100_000; i++) statusChanged({ operationId: `${i}`, status: 'completed' });
  const metrics = addTo(telemetry);
  assert.equal(metrics.inFlight, {});
  assert.is(metrics.latency?.count, 100_000);
});

test('types and backends beyond the limit of series are counted together, and bounded', () => {
  const telemetry = createTelemetry({ seriesLimit: 3 });
  const hooks = storageHooks(telemetry);
  for (let i = 0; i < 100; i++) {
    hooks.operationStarted({ operationId: `${i}`, operationType: `type-${i}`, backend: 's3' });
    hooks.statusChanged({ operationId: `${i}`, status: i % 2 === 0 ? 'completed' : 'failed' });
  }
  for (const { instrument, series } of telemetry.snapshot().metrics) {
    if (instrument.category === 'storage') assert.ok(series.length <= 4, instrument.name);
  }
  const rate = telemetry
    .snapshot()
    .metrics.find(({ instrument }) => instrument.name === 'operation_success_rate')
    ?.series.find(({ overflow }) => overflow);
  // Of operations 3 to 99, the 48 even ones.
  assert.is(rate && 'value' in rate ? rate.value : undefined, 48 / 97);
});

test('the prefix of storage is an option of its own', () => {
  const telemetry = createTelemetry({ prefix: 'app_', storagePrefix: 'queue_' });
  storageHooks(telemetry).queueSizeChanged({ size: 1 });
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.is(sampleOf(telemetry, 'queue_queue_size', { status: 'pending' }), 1);
  assert.is(sampleOf(telemetry, 'app_operations_total', { status: 'ok' }), 1);
  assert.throwsCode(() => createTelemetry({ storagePrefix: '1' }), 'TELEMETRY_OPTION_RANGE');
  assert.throwsCode(() => createTelemetry({ inFlightLimit: 0 }), 'TELEMETRY_OPTION_RANGE');
});

test('a disabled telemetry takes every event and keeps none', () => {
  const telemetry = createTelemetry({ enabled: false });
  storageHooks(telemetry).operationStarted(add);
  storageHooks(telemetry).statusChanged({ operationId: '1', status: 'completed' });
  storageHooks(telemetry).queueSizeChanged({ size: -1 });
  assert.is(
    trackStorageOperation(telemetry, add, () => 'cid'),
    'cid',
  );
  assert.equal(telemetry.snapshot().metrics, []);
});

test('what ends after telemetry was disposed of leaves nothing', async () => {
  const telemetry = createTelemetry();
  storageHooks(telemetry).operationStarted(add);
  await trackStorageOperation(telemetry, add, async () => telemetry.dispose());
  storageHooks(telemetry).statusChanged({ operationId: '1', status: 'completed' });
  assert.equal(telemetry.snapshot().metrics, []);
});

test('what ends while telemetry is switched off is freed, and not counted', () => {
  const telemetry = createTelemetry();
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  operationStarted(add);
  telemetry.configure({ enabled: false });
  operationStarted({ ...add, operationId: 'meanwhile' });
  statusChanged({ operationId: '1', status: 'completed' });
  telemetry.configure({ enabled: true });
  const metrics = addTo(telemetry);
  assert.equal([metrics.inFlight, metrics.outcomes.ok], [{}, 0]);
  statusChanged({ operationId: '1', status: 'completed' });
  statusChanged({ operationId: 'meanwhile', status: 'completed' });
  assert.equal([refusals(telemetry, 'late_event'), refusals(telemetry, 'unknown_operation')], [1, 1]);
});

test('an operation without a log is processing, then completed, failed or aborted', async () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const result = await trackStorageOperation(telemetry, add, async (operation) => {
    operation.child('upload', () => clock.advance(1));
    assert.equal(addTo(telemetry).inFlight, { processing: 1 });
    return 'cid';
  });
  assert.is(result, 'cid');
  assert.throws(() => trackStorageOperation(telemetry, add, () => JSON.parse('{')));
  const giveUp = () => Promise.reject(new DOMException('stopped', 'AbortError'));
  await assert.rejects(trackStorageOperation(telemetry, add, giveUp));
  assert.equal(addTo(telemetry).reached, { processing: 3, completed: 1, failed: 1, aborted: 1 });
  const phase = { operation_type: 'add', phase: 'upload', subject: 's3' };
  assert.is(countOf(telemetry, 'ipfs_aiml_operation_phase_seconds', phase), 1);
  const noBackend = () => trackStorageOperation(telemetry, { operationType: 'add' } as never, () => 1);
  assert.throwsCode(noBackend, 'TELEMETRY_LABEL_KIND');
});

test('law: however events are dropped, doubled and shuffled, each operation ends at most once, and what is in flight adds up', () => {
  const outcomeOf: Record<string, Outcome> = { completed: 'ok', failed: 'error' };
  const event = fc.record({
    id: fc.integer({ min: 0, max: 5 }).map(String),
    what: fc.constantFrom('start', 'retry', 'pending', 'processing', 'completed', 'failed'),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      using telemetry = createTelemetry();
      const hooks = storageHooks(telemetry);
      const state = new Map<string, 'running' | 'ended'>();
      const ended = { ok: 0, error: 0, aborted: 0, unknown: 0 };
      for (const { id, what } of events) {
        if (what === 'start') {
          hooks.operationStarted({ ...add, operationId: id });
          if (!state.has(id)) state.set(id, 'running');
        } else if (what === 'retry') {
          hooks.operationRetried({ operationId: id });
        } else {
          hooks.statusChanged({ operationId: id, status: what });
          const outcome = outcomeOf[what];
          if (outcome === undefined) continue;
          if (state.get(id) === 'running') ended[outcome] += 1;
          state.set(id, 'ended');
        }
      }
      const running = [...state.values()].filter((one) => one === 'running').length;
      const [metrics] = getStorageMetrics(telemetry).operations;
      const inFlight = Object.values(metrics?.inFlight ?? {}).reduce((a, b) => a + b, 0);
      assert.is(inFlight, running);
      if (metrics !== undefined) assert.equal(metrics.outcomes, ended);
    }),
  );
});

test('hooks that are switched off record nothing, and refuse nothing', () => {
  const telemetry = createTelemetry({ operationHooks: false });
  const { operationStarted, statusChanged, backendHealthChanged, queueSizeChanged } = storageHooks(telemetry);
  operationStarted(add);
  statusChanged({ operationId: '1', status: 'completed' });
  backendHealthChanged({ backend: 's3', health: 'online' });
  queueSizeChanged({ size: 3 });
  const { operations, backendHealth, queueSize } = getStorageMetrics(telemetry);
  assert.equal([operations, backendHealth, queueSize], [[], {}, {}]);
  assert.is(refusals(telemetry, 'unknown_operation'), 0);
  // What is tracked by name is no event of a log.
  trackStorageOperation(telemetry, { operationType: 'add', backend: 's3' }, () => {});
  assert.is(getStorageMetrics(telemetry).operations.length, 1);
});

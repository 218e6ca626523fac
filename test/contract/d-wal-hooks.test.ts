// The hooks of section D of the telemetry contract (WAL Telemetry API, Integration with WAL System): a test for each
// of what that row says, read where a user would.
import { createTelemetry, STORAGE_METRIC_TYPES, storageHooks } from 'inferometer';
import { assert, test } from '../harness.ts';
import { ManualClock, refusals } from '../telemetry/support.ts';
import { scrapedValue } from './scraped.ts';

const event = { operationId: '1', operationType: 'add', backend: 'ipfs' };

test('D WAL hooks: the start of an operation', () => {
  const telemetry = createTelemetry();
  storageHooks(telemetry).operationStarted(event);
  assert.is(scrapedValue(telemetry, 'wal_operations_by_status', { status: 'pending' }), 1);
  assert.is(
    scrapedValue(telemetry, 'wal_operation_count_total', { operation_type: 'add', backend: 'ipfs' }),
    1,
  );
});

test('D WAL hooks: changes of status, through pending and processing to completed or failed', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const { operationStarted, statusChanged } = storageHooks(telemetry);
  for (const [operationId, status] of [
    ['1', 'completed'],
    ['2', 'failed'],
  ] as const) {
    operationStarted({ ...event, operationId });
    clock.advance(1);
    statusChanged({ operationId, status: 'processing' });
    clock.advance(2);
    statusChanged({ operationId, status });
  }
  assert.is(scrapedValue(telemetry, 'wal_operation_latency_seconds_sum'), 3);
  assert.is(scrapedValue(telemetry, 'wal_backend_response_time_seconds_sum'), 2);
  assert.is(scrapedValue(telemetry, 'wal_operation_success_rate'), 0.5);
  assert.is(scrapedValue(telemetry, 'wal_operation_error_rate'), 0.5);
  assert.is(scrapedValue(telemetry, 'wal_operations_per_minute'), 2);
});

test('D WAL hooks: the health of a backend, online 1, degraded 0.5, offline 0', () => {
  const telemetry = createTelemetry();
  for (const [health, value] of [
    ['online', 1],
    ['degraded', 0.5],
    ['offline', 0],
  ] as const) {
    storageHooks(telemetry).backendHealthChanged({ backend: 's3', health });
    assert.is(scrapedValue(telemetry, 'wal_backend_health', { backend: 's3' }), value);
  }
});

test('D WAL hooks: the size of the queue and retries', () => {
  const telemetry = createTelemetry();
  storageHooks(telemetry).queueSizeChanged({ size: 12 });
  storageHooks(telemetry).operationStarted(event);
  storageHooks(telemetry).operationRetried({ operationId: '1' });
  assert.is(scrapedValue(telemetry, 'wal_queue_size', { status: 'pending' }), 12);
  assert.is(scrapedValue(telemetry, 'wal_retry_count_total', { operation_type: 'add', backend: 'ipfs' }), 1);
});

test('D metric types: all eight of them are stored', () => {
  const telemetry = createTelemetry();
  const hooks = storageHooks(telemetry);
  hooks.operationStarted(event);
  hooks.operationRetried({ operationId: '1' });
  hooks.statusChanged({ operationId: '1', status: 'completed' });
  hooks.backendHealthChanged({ backend: 'ipfs', health: 'online' });
  hooks.queueSizeChanged({ size: 0 });
  assert.equal(Object.keys(STORAGE_METRIC_TYPES), [
    'operation_count',
    'operation_latency',
    'success_rate',
    'error_rate',
    'backend_health',
    'throughput',
    'queue_size',
    'retry_count',
  ]);
  const stored = telemetry.snapshot().metrics.map(({ instrument }) => instrument.name);
  for (const name of Object.values(STORAGE_METRIC_TYPES)) assert.ok(stored.includes(name), name);
});

test('D WAL hooks: errors are contained, ended operations are freed, strange events are counted', () => {
  const telemetry = createTelemetry();
  const hooks = storageHooks(telemetry);
  hooks.statusChanged(undefined as never);
  hooks.operationStarted(event);
  hooks.operationStarted(event);
  hooks.statusChanged({ operationId: '1', status: 'processing' });
  hooks.statusChanged({ operationId: '1', status: 'pending' });
  hooks.statusChanged({ operationId: '1', status: 'completed' });
  hooks.statusChanged({ operationId: '1', status: 'completed' });
  hooks.statusChanged({ operationId: '9', status: 'completed' });
  assert.is(scrapedValue(telemetry, 'wal_operations_by_status', { status: 'processing' }), 0);
  const counted = ['malformed', 'repeated', 'out_of_order', 'late'].map((what) =>
    refusals(telemetry, `${what}_event`),
  );
  assert.equal([...counted, refusals(telemetry, 'unknown_operation')], [1, 1, 1, 1, 1]);
  assert.is(scrapedValue(telemetry, 'inferometer_recordings_refused_total', { reason: 'late_event' }), 1);
});

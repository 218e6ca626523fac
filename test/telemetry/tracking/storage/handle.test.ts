// Storage without a callback: begun and ended by hand, or in a loop through a handle.
import {
  createTelemetry,
  getStorageMetrics,
  type StorageOperationMetrics,
  storageHandle,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { ManualClock } from '../../support.ts';

const GET = { operationType: 'get', backend: 'disk' };

function only(telemetry: Telemetry): StorageOperationMetrics {
  const [operation, ...others] = getStorageMetrics(telemetry).operations;
  assert.equal(others, []);
  return operation as StorageOperationMetrics;
}

test('however an operation is tracked, the same is recorded of it', () => {
  const ways: ((telemetry: Telemetry, clock: ManualClock) => void)[] = [
    (telemetry, clock) => trackStorageOperation(telemetry, GET, () => clock.advance(2)),
    (telemetry, clock) => {
      using operation = telemetry.start('get', { backend: 'disk' });
      clock.advance(2);
      operation.ok();
    },
    (telemetry, clock) => {
      const handle = storageHandle(telemetry, GET);
      const started = handle.start();
      clock.advance(2);
      handle.end(started);
    },
  ];
  const [first, ...others] = ways.map((way) => {
    const clock = new ManualClock();
    const telemetry = createTelemetry({ clock });
    way(telemetry, clock);
    const { curves: _, ...snapshot } = telemetry.snapshot();
    return { metrics: only(telemetry), snapshot };
  });
  assert.equal(first?.metrics.reached, { processing: 1, completed: 1 });
  assert.equal([first?.metrics.latency?.maxSeconds, first?.metrics.responseTime?.maxSeconds], [2, 2]);
  for (const other of others) assert.equal(other, first);
});

test('what somebody else has timed is what a handle would have timed', () => {
  const clock = new ManualClock();
  const telemetry = createTelemetry({ clock });
  const handle = storageHandle(telemetry, GET);
  handle.record(2);
  const { reached, latency, responseTime, outcomes, inFlight } = only(telemetry);
  assert.equal(reached, { processing: 1, completed: 1 });
  assert.equal([latency?.maxSeconds, responseTime?.maxSeconds, outcomes.ok, inFlight], [2, 2, 1, {}]);
});

test('failures through a handle are apart, by their kind, and what runs is in flight', () => {
  const telemetry = createTelemetry();
  const handle = storageHandle(telemetry, GET);
  const [a, b, c] = [handle.start(), handle.start(), handle.start()];
  assert.equal(only(telemetry).inFlight, { processing: 3 });
  handle.fail(a, new Error('no'));
  handle.fail(b, new DOMException('stopped', 'AbortError'));
  assert.equal(only(telemetry).inFlight, { processing: 1 });
  handle.end(c);
  const { outcomes, inFlight, successRate, latency } = only(telemetry);
  assert.equal(outcomes, { ok: 1, error: 1, aborted: 1, unknown: 0 });
  assert.equal([inFlight, successRate, latency?.count], [{}, 1 / 3, 1]);
});

test('leaving a block without an end is unknown; another attempt is a retry', () => {
  const telemetry = createTelemetry();
  {
    using operation = telemetry.start('get', { backend: 'disk' });
    operation.retry(new Error('busy'));
  }
  const { outcomes, retryCount } = only(telemetry);
  assert.equal([outcomes.unknown, retryCount], [1, 1]);
});

test('a handle that was asked for while nothing is recorded records later', () => {
  const telemetry = createTelemetry({ enabled: false });
  const handle = storageHandle(telemetry, GET);
  handle.end(handle.start());
  telemetry.configure({ enabled: true });
  handle.end(handle.start());
  assert.equal([only(telemetry).outcomes.ok, only(telemetry).inFlight], [1, {}]);
});

test('wrong options are refused', () => {
  const telemetry = createTelemetry();
  assert.throwsCode(() => storageHandle(telemetry, undefined as never), 'TELEMETRY_ARGUMENT_KIND');
  assert.throwsCode(() => storageHandle(telemetry, { ...GET, backend: 1 as never }), 'TELEMETRY_LABEL_KIND');
  assert.throwsCode(() => storageHandle({} as never, GET), 'TELEMETRY_ARGUMENT_KIND');
  const start = (type: unknown, attributes: unknown) => telemetry.start(type as 'get', attributes as never);
  assert.throwsCode(() => start('get', { backend: 1 }), 'TELEMETRY_LABEL_KIND');
  assert.throwsCode(() => start(7, { backend: 'disk' }), 'TELEMETRY_LABEL_KIND');
  assert.throwsCode(() => start('get', { backend: 'disk', modelId: 'm' }), 'TELEMETRY_UNKNOWN_OPTION');
  assert.throwsCode(() => start('get', { backends: 'disk' }), 'TELEMETRY_UNKNOWN_OPERATION');
});

// The demo's log drives the hooks for real: files, a flaky backend, retries, a crash.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTelemetry,
  getStorageMetrics,
  STORAGE_METRIC_TYPES,
  type StorageHooks,
  storageHooks,
  type Telemetry,
} from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import type { Backend } from '../../../examples/wal/backend.ts';
import { folderBackend } from '../../../examples/wal/folder-backend.ts';
import { runLog } from '../../../examples/wal/run.ts';
import { WriteAheadLog } from '../../../examples/wal/write-ahead-log.ts';
import { assert, test } from '../../harness.ts';
import { refusals } from '../../telemetry/support.ts';

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-wal-test-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function operationsOf(telemetry: Telemetry, operationType: string, backend: string) {
  return getStorageMetrics(telemetry).operations.find(
    (one) => one.operationType === operationType && one.backend === backend,
  );
}

/** Fails as often as it is told, then works. */
function failing(backend: Backend, times: number): Backend {
  let left = times;
  return {
    ...backend,
    add: (key, content) => (left-- > 0 ? Promise.reject(new Error('no')) : backend.add(key, content)),
  };
}

test('the demo fills all eight metric types, ends every operation, and leaves nothing behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inferometer-wal-test-'));
  const telemetry = createTelemetry();
  await runLog({ telemetry, folder, operations: 120, delaySeconds: 0 });
  assert.not.ok(existsSync(folder));
  const { operations, backendHealth, queueSize } = getStorageMetrics(telemetry);
  assert.equal(new Set(operations.map(({ backend }) => backend)), new Set(['disk', 'remote']));
  assert.equal(Object.keys(backendHealth).toSorted(), ['disk', 'remote']);
  assert.equal(queueSize, { pending: 0, processing: 0 });
  let ended = 0;
  for (const { outcomes, inFlight, reached } of operations) {
    ended += outcomes.ok + outcomes.error;
    assert.equal(inFlight, {});
    assert.is((reached.completed ?? 0) + (reached.failed ?? 0), outcomes.ok + outcomes.error);
  }
  assert.is(ended, 120);
  const retries = (name: string) =>
    operations.filter(({ backend }) => backend === name).reduce((sum, { retryCount }) => sum + retryCount, 0);
  assert.ok(retries('remote') > 10);
  for (const reason of [
    'malformed_event',
    'unknown_operation',
    'late_event',
    'repeated_event',
    'out_of_order_event',
  ])
    assert.is(refusals(telemetry, reason), 0, reason);
  const text = expositionText(telemetry.snapshot());
  for (const name of Object.values(STORAGE_METRIC_TYPES)) assert.match(text, new RegExp(`^wal_${name}`, 'm'));
  assert.match(generateMetricsReport(telemetry), '## Storage');
});

test('an operation is retried until it succeeds; the health of its backend goes down and up', async () => {
  await inFolder(async (folder) => {
    const telemetry = createTelemetry();
    const backend = failing(await folderBackend('s3', join(folder, 's3')), 3);
    const health: string[] = [];
    const hooks = {
      ...storageHooks(telemetry),
      backendHealthChanged(event: Parameters<StorageHooks['backendHealthChanged']>[0]) {
        health.push(event.health);
        storageHooks(telemetry).backendHealthChanged(event);
      },
    };
    const log = await WriteAheadLog.open({
      path: join(folder, 'log'),
      backends: [backend],
      hooks,
      retryDelayMs: 1,
    });
    await log.append({ type: 'add', backend: 's3', key: 'a/b', content: 'x' });
    await log.drain();
    assert.is(await backend.get('a/b'), 'x');
    await log.close();
    assert.equal(health, ['degraded', 'offline', 'online']);
    const add = operationsOf(telemetry, 'add', 's3');
    assert.equal([add?.outcomes.ok, add?.retryCount, add?.successRate], [1, 3, 1]);
    assert.equal(add?.reached, { pending: 4, processing: 4, completed: 1 });
  });
});

test('an operation that fails too often has failed, and is not tried again after a restart', async () => {
  await inFolder(async (folder) => {
    const telemetry = createTelemetry();
    const backend = failing(await folderBackend('s3', join(folder, 's3')), Infinity);
    const options = {
      path: join(folder, 'log'),
      backends: [backend],
      hooks: storageHooks(telemetry),
      retryDelayMs: 0,
    };
    const log = await WriteAheadLog.open(options);
    await log.append({ type: 'add', backend: 's3', key: 'a', content: 'x' });
    await log.drain();
    await log.close();
    const add = operationsOf(telemetry, 'add', 's3');
    assert.equal([add?.outcomes.error, add?.retryCount, add?.errorRate], [1, 3, 1]);
    await (await WriteAheadLog.open(options)).close();
    assert.equal(operationsOf(telemetry, 'add', 's3')?.inFlight, {});
  });
});

test('what a crash has left pending is taken up; a half-written line never happened', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'log');
    const backends = [await folderBackend('disk', join(folder, 'disk'))];
    const before = await WriteAheadLog.open({ path, backends, hooks: storageHooks(createTelemetry()) });
    await before.append({ type: 'add', backend: 'disk', key: 'a', content: 'kept' });
    await before.close();
    appendFileSync(path, '{"kind":"operation","id":"torn"');
    const telemetry = createTelemetry();
    const after = await WriteAheadLog.open({ path, backends, hooks: storageHooks(telemetry) });
    assert.equal(operationsOf(telemetry, 'add', 'disk')?.inFlight, { pending: 1 });
    await after.drain();
    await after.close();
    assert.is(await backends[0]?.get('a'), 'kept');
    assert.is(operationsOf(telemetry, 'add', 'disk')?.outcomes.ok, 1);
    assert.not.match(readFileSync(path, 'utf8'), 'torn');
  });
});

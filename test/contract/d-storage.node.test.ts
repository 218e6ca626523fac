// D: metrics on disk, and the environment variables that say where, how long and what.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTelemetry,
  getModelMetrics,
  getStorageMetrics,
  storageHooks,
  telemetryEnvironment,
} from 'inferometer';
import { connect } from 'inferometer/connect';
import { readStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

const place = mkdtempSync(join(tmpdir(), 'inferometer-contract-'));

/** A program that is configured by its environment, from its start to its end. */
async function program(variables: Record<string, string>, work: (telemetry: Telemetry) => void) {
  const { telemetry: options, store } = telemetryEnvironment({
    IPFS_KIT_TELEMETRY_PATH: place,
    ...variables,
  });
  const telemetry = createTelemetry(options);
  const connection = await connect(telemetry, { store });
  work(telemetry);
  await connection.close();
  return telemetry;
}

type Telemetry = ReturnType<typeof createTelemetry>;

const infer = (seconds: number) => (telemetry: Telemetry) =>
  telemetry.inference({ modelId: 'm' }).record(seconds);

test('D storage: what a process recorded is there when it has ended, and the next one adds to it', async () => {
  await program({}, infer(1));
  await program({}, infer(3));
  const query = { metric: 'inference_seconds', aggregation: ['count', 'sum', 'percentile_99'] } as const;
  const [row] = await readStore({ path: place }).query(query).rows();
  assert.equal([row?.count, row?.sum], [2, 4]);
  assert.close(row?.percentile_99 as number, 3, 0.05);
});

test('D environment: PATH, RETENTION and INTERVAL configure the store and its intervals', () => {
  const { telemetry, store } = telemetryEnvironment({
    IPFS_KIT_TELEMETRY_PATH: place,
    IPFS_KIT_TELEMETRY_RETENTION: '7',
    IPFS_KIT_TELEMETRY_INTERVAL: '10',
  });
  assert.equal([store, telemetry.aggregationIntervalSeconds], [{ path: place, retentionDays: 7 }, 10]);
  const defaults = telemetryEnvironment({});
  assert.match(defaults.store.path, /[/\\]\.ipfs_kit[/\\]telemetry$/);
  assert.equal([defaults.store.retentionDays, defaults.telemetry.aggregationIntervalSeconds], [30, 60]);
});

test('D environment: DETAILED switches the timing of phases, HOOKS the hooks of a write-ahead log', async () => {
  const load = (telemetry: Telemetry) => {
    telemetry.trackModelOperation({ operationType: 'model_load', modelId: 'm' }, (operation) =>
      operation.child('fetch', () => 1),
    );
    storageHooks(telemetry).operationStarted({ operationId: '1', operationType: 'add', backend: 's3' });
  };
  const seen = (telemetry: Telemetry) => [
    Object.keys(getModelMetrics(telemetry, 'm')?.phases ?? {}).length,
    getStorageMetrics(telemetry).operations.length,
  ];
  assert.equal(seen(await program({}, load)), [1, 1]);
  const off = { IPFS_KIT_TELEMETRY_DETAILED: 'false', IPFS_KIT_TELEMETRY_HOOKS: 'false' };
  assert.equal(seen(await program(off, load)), [0, 0]);
});

test('D environment: a bad value is an error at start', () => {
  for (const name of ['RETENTION', 'INTERVAL', 'DETAILED', 'HOOKS']) {
    const read = () => telemetryEnvironment({ [`IPFS_KIT_TELEMETRY_${name}`]: 'bad' });
    assert.throwsCode(read, 'TELEMETRY_ENVIRONMENT');
  }
  rmSync(place, { recursive: true });
});

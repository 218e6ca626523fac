// Every export of `inferometer/store`, called as a program would.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createTelemetry, type Interval, type MetricsResult, type Telemetry } from 'inferometer';
import * as store from 'inferometer/store';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

/** In files in memory: a store, its telemetry, and an interval in it. */
async function kept(): Promise<{ files: store.MemoryFiles; opened: store.Store; telemetry: Telemetry }> {
  const files = new store.MemoryFiles();
  const opened: store.Store = await store.openStore({ files } satisfies store.StoreOptions);
  const telemetry = createTelemetry({ store: opened });
  telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
  telemetry.run({ modelId: 'glyphs', runId: 'one' }).log({ loss: 1 }, { epoch: 0 });
  expect(await telemetry.flush());
  return { files, opened, telemetry };
}

const COUNTS = { metric: 'inference_seconds', aggregation: 'count' } as const satisfies store.StoreQuery;

export const calls = {
  openStore: async () => {
    const place = mkdtempSync(join(tmpdir(), 'inferometer-store-'));
    try {
      const opened = await store.openStore({ path: place, fsync: 'always' });
      const telemetry = createTelemetry({ store: opened });
      telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
      await telemetry.flush();
      const status: store.StoreStatus = opened.status();
      expect(status.place === place && status.degraded === undefined && status.bytes > 0);
      const locked = await connect(telemetry, { store: { path: place } }).catch((error: Error) => error);
      expect((locked as { code?: string }).code === 'STORE_LOCKED');
      await opened.close();
      const connection = await connect(telemetry, { store: { path: place } });
      const answer: store.StoreAnswer | undefined = connection.store?.query(COUNTS);
      const rows: store.StoreRow[] = (await answer?.rows()) ?? [];
      expect(rows[0]?.count === 1);
      await connection.close();
    } finally {
      rmSync(place, { recursive: true });
    }
  },
  readStore: async () => {
    const { files, opened } = await kept();
    const reader: store.StoreReader = store.readStore({ files } satisfies store.ReaderOptions);
    const filter: store.RunsFilter = { modelId: 'glyphs' };
    const { runs, curves }: store.RunsAnswer = await reader.runs(filter);
    expect(runs[0]?.runId === 'one' && curves[0]?.values[0] === 1);
    expect((reader.status() satisfies store.ReaderStatus).damage.length === 0);
    await reader.close();
    await opened.close();
  },
  MemoryFiles: async () => {
    const files: store.Files = new store.MemoryFiles();
    const file: store.AppendableFile = await files.open('a');
    await file.append(Uint8Array.of(1, 2));
    const lock: store.FileLock = await files.lock('lock');
    await lock.release();
    expect((await files.size('a')) === 2);
  },
  FileError: async () => {
    const error = await new store.MemoryFiles().read('missing').catch((reason: unknown) => reason);
    const problem: store.FileProblem | undefined =
      error instanceof store.FileError ? error.problem : undefined;
    expect(problem === 'missing');
  },
  encodeInterval: async () => {
    const { opened, telemetry } = await kept();
    const interval = telemetry.collector.flush() as Interval;
    const bytes: Uint8Array = store.encodeInterval(interval);
    await opened.append(store.decodeInterval(bytes), { instance: 'elsewhere' } satisfies store.AppendSource);
    await opened.close();
  },
  decodeInterval: async () => {
    const { opened, telemetry } = await kept();
    const interval = telemetry.collector.flush() as Interval;
    expect(store.decodeInterval(store.encodeInterval(interval)).sequence === interval.sequence);
    await opened.close();
  },
  getStoredMetrics: async () => {
    const { opened, telemetry } = await kept();
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    const query: store.StoredMetricsQuery = { modelId: 'glyphs' };
    const { range }: MetricsResult = await store.getStoredMetrics(opened, query, telemetry);
    expect(range.operations[0]?.latency?.count === 2);
    await opened.close();
  },
  exportStore: async () => {
    const { opened } = await kept();
    const target = new store.MemoryFiles();
    const options: store.ExportOptions = { format: 'parquet', partition: 'day' };
    const written: store.ExportResult = await store.exportStore(opened, target, options);
    expect(written.rows > 0 && written.files.length === 1);
    await opened.close();
  },
  fleetQuantileSql: () => {
    const dialect: store.SqlDialect = 'duckdb';
    const options: store.FleetQuantileOptions = { metric: 'inference_seconds', files: 'fleet/*.parquet' };
    expect(store.fleetQuantileSql(dialect, 0.99, options).includes('fleet/*.parquet'));
  },
} satisfies Record<keyof typeof store, () => unknown>;

/** Types that the calls above have no use for: that they can be named is what is held. */
export type Named = [
  store.Aggregated,
  store.Aggregation,
  store.Coverage,
  store.Damage,
  store.Degradation,
  store.GaugeSamples,
  store.QueriedStore,
  store.StoredInterval,
  store.StoredPoint,
  store.StoredRuns,
  store.StorePlace,
  store.StorePorts,
  store.StoreStep,
];

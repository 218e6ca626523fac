// Every export of `inferometer/store`, called as a program would.
import { createTelemetry, type Interval } from 'inferometer';
import * as store from 'inferometer/store';
import { recorded } from './root.ts';

const files: store.Files = new store.MemoryFiles();
const query: store.StoreQuery = {
  metric: 'inference_seconds',
  aggregation: 'count' satisfies store.Aggregation,
};

/** A store with an interval and a run. */
async function filled(): Promise<store.Store> {
  const options: store.StoreOptions = { files, fsync: 'always' satisfies store.FsyncPolicy };
  const opened = await store.openStore(options);
  const telemetry = await recorded();
  const from: store.AppendSource = { instance: 'a' };
  await opened.append(telemetry.collector.flush() as Interval, from);
  const { takenAtUnixMs, runs, curves } = telemetry.snapshot();
  await opened.appendRuns({ takenAtUnixMs, runs, curves } satisfies store.RunsContent, from);
  return opened;
}

function held(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

export const calls = {
  encodeInterval: async () => {
    const interval = (await recorded()).collector.flush() as Interval;
    held(store.encodeInterval(interval).length > 100, 'no bytes');
  },
  decodeInterval: async () => {
    const interval = (await recorded()).collector.flush() as Interval;
    const { metrics } = store.decodeInterval(store.encodeInterval(interval));
    held(metrics.length === interval.metrics.length, 'not what was encoded');
  },
  openStore: async () => {
    const opened = await store.openStore({ path: './telemetry' } satisfies store.StorePlace);
    const ports: store.StorePorts = { logger: undefined as never };
    held(Object.keys(ports).length === 1, 'ports');
    const { damage, degraded }: store.StoreStatus = opened.status();
    const [first]: readonly (store.Damage | undefined)[] = damage;
    const why: store.Degradation | undefined = degraded;
    held(first === undefined && why === undefined, 'a store that begins badly');
    await opened.close();
  },
  readStore: async () => {
    const opened = await filled();
    const answer: store.StoreAnswer = opened.query(query);
    const rows: readonly store.StoreRow[] = await answer.rows();
    const aggregated: store.Aggregated | undefined = rows[0];
    held(aggregated?.count !== undefined, 'no rows');
    const filter: store.RunsFilter = { modelId: 'm' };
    const { runs }: store.RunsAnswer = await opened.runs(filter);
    held(runs.length > 0, 'no runs');
    await opened.close();
    const options: store.ReaderOptions = { files };
    const reader: store.StoreReader = store.readStore(options);
    const { damagedRecords }: store.ReaderStatus = reader.status();
    for await (const step of reader.query(query).points())
      held((step satisfies store.StoreStep).metrics.length > 0, 'none');
    held((await reader.query(query).rows()).length === rows.length && damagedRecords === 0, 'not the same');
    const table: store.ArrowTable = await reader.query(query).toArrow();
    const column: store.ArrowColumn = table.getChild('count');
    held(column.at(0) === rows[0]?.count, 'another number in Arrow');
    held((await new Response(reader.query(query).toArrowIPC()).arrayBuffer()).byteLength > 100, 'no bytes');
  },
  getStoredMetrics: async () => {
    const source: store.QueriedStore = store.readStore({ files });
    const asked: store.StoredMetricsQuery = { includeHistory: true };
    held((await store.getStoredMetrics(source, asked)).range.operations.length >= 0, 'no metrics');
  },
  historyOf: async () => {
    const telemetry = createTelemetry();
    await telemetry.trackInference({ modelId: 'glyphs' }, () => 'answer');
    const history: store.TelemetryHistory = store.historyOf(telemetry);
    const range: store.HistoryRange = { startTime: Date.now() - 3_600_000, modelId: 'glyphs' };
    held((await history.snapshot(range)).metrics.length > 0, 'nothing in the snapshot of a range');
    telemetry.dispose();
  },
  exportStore: async () => {
    const told: store.ExportProgress[] = [];
    const options: store.ExportOptions = {
      format: 'parquet',
      partition: 'day',
      onProgress: (progress) => told.push(progress),
    };
    const target = new store.MemoryFiles();
    const result: store.ExportResult = await store.exportStore(store.readStore({ files }), target, options);
    held(result !== undefined, 'nothing was exported');
  },
  fleetQuantileSql: () => {
    const options: store.FleetQuantileOptions = { metric: 'inference_seconds', files: 'fleet/*.parquet' };
    const dialect: store.SqlDialect = 'duckdb';
    held(store.fleetQuantileSql(dialect, 0.99, options).includes('SELECT'), 'no SQL');
  },
  MemoryFiles: async () => {
    const memory = new store.MemoryFiles();
    const file: store.AppendableFile = await memory.open('a');
    await file.append(new Uint8Array(3));
    const lock: store.FileLock = await memory.lock('lock');
    await lock.release();
    held((await memory.size('a')) === 3, 'no bytes');
  },
  nodeFiles: async () => {
    const opened = await store.openStore({ files: store.nodeFiles('./other-telemetry') });
    held(opened.status().place.endsWith('other-telemetry'), 'another place');
    await opened.close();
  },
  indexedDbFiles: () => {
    try {
      store.indexedDbFiles('telemetry');
    } catch (error) {
      held((error as { code?: string }).code === 'STORE_PLATFORM', 'another error');
      return;
    }
    throw new Error('Node has no IndexedDB');
  },
  opfsFiles: () => {
    try {
      store.opfsFiles('telemetry');
    } catch (error) {
      held((error as { code?: string }).code === 'STORE_PLATFORM', 'another error');
      return;
    }
    throw new Error('Node has no origin private file system');
  },
  FileError: () => {
    const problem: store.FileProblem = 'full';
    const error = new store.FileError(problem, 'The disk is full.');
    held(error.code === 'STORE_DISK_FULL', error.code);
  },
} satisfies Record<keyof typeof store, () => unknown>;

/** Types that only an implementation of `Files`, or whoever keeps what the store gives, names. */
export type Named = [
  store.Coverage,
  store.StoreConfiguration,
  store.GaugeSamples,
  store.StoredInterval,
  store.StoredPoint,
  store.StoredRuns,
];

// A fleet of processes that keep stores, members of one directory and directories of their own: what engines say of their
// files in plain SQL is what merging says.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableFromIPC } from '@uwdata/flechette';
import { type ExponentialSnapshot, mergeSnapshots, quantilesOf } from 'inferometer/histogram';
import {
  exportStore,
  type FleetQuantileOptions,
  fleetQuantileSql,
  readStore,
  type StoreReader,
} from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { project } from './consumer/project.ts';
import { installPackages, pythonWith } from './install.ts';

const FOLDER = 'test/interop/store-fleet';
const QUANTILES = [0, 0.01, 0.3, 0.5, 0.95, 0.99, 1];
const METRICS = ['latency_seconds', 'drift_seconds', 'offset_seconds'];

/** Of eight processes, four are members of one store. */
const writers = Array.from({ length: 8 }, (_, i) => {
  return { path: join(project, i < 4 ? 'shared' : `own-${i}`), member: i < 4 ? `worker-${i}` : 'main' };
});
const paths = [...new Set(writers.map(({ path }) => path))];
let stores: readonly StoreReader[] = [];

test('eight processes of the packed package write their stores at once', async () => {
  copyFileSync(join(FOLDER, 'writer.mjs'), join(project, 'writer.mjs'));
  const ends = writers.map(({ path, member }, number) => {
    const child = spawn(process.execPath, ['writer.mjs', path, member, `${number}`], {
      cwd: project,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return new Promise((done) => child.once('exit', done));
  });
  assert.equal(
    await Promise.all(ends),
    writers.map(() => 0),
  );
  stores = paths.map((path) => readStore({ path }));
  for (const store of stores) {
    const exported = await exportStore(store, join(project, 'export'), {
      name: `store-${stores.indexOf(store)}`,
    });
    assert.equal(
      exported.files.map((file) => file.split('/')[0]),
      ['day=2026-11-28', 'day=2026-11-29'],
    );
  }
});

/** Where the rows are: as the stores have sealed them, and as they were exported. */
const PLACES = {
  segments: join(project, '*/*/segments/*.parquet'),
  export: join(project, 'export/*/*.parquet'),
};

for (const [place, files] of Object.entries(PLACES)) {
  for (const dialect of ['duckdb', 'clickhouse'] as const) {
    test(`${dialect} finds the bucket of every quantile of the fleet in its ${place}, counts and sums exactly`, async () => {
      const run = dialect === 'duckdb' ? await duckdb() : chdb;
      const questions = METRICS.flatMap((metric) =>
        [[], ['model_id', 'tenant'], ['member']].map((groupBy) => ({ metric, groupBy })),
      );
      // chdb takes a second for each.
      const quantiles = dialect === 'duckdb' ? QUANTILES : QUANTILES.filter((_, i) => i % 4 === 0);
      const sqls = questions.map(({ metric, groupBy }) =>
        quantiles.map((q) => fleetQuantileSql(dialect, q, { metric, files, groupBy })),
      );
      const answers = await run(sqls.flat());
      for (const { metric, groupBy } of questions) {
        const expected = await merged(metric, groupBy);
        for (const q of quantiles) {
          const rows = answers.shift() as Row[];
          assert.is(rows.length, expected.size);
          for (const row of rows) holds(row, expected.get(keyOf(row, groupBy)), q);
        }
      }
    });

    test(`${dialect} keeps to a range of time and to labels in ${place}`, async () => {
      const run = dialect === 'duckdb' ? await duckdb() : chdb;
      const range = { startTime: Date.UTC(2026, 10, 28, 23), endTime: Date.UTC(2026, 10, 29, 0, 30) };
      const options: FleetQuantileOptions = {
        metric: 'shop_latency_seconds',
        files,
        labels: { tenant: "o'neil", region: '' },
        ...range,
      };
      const [[row]] = (await run([fleetQuantileSql(dialect, 0.9, options)])) as [Row[]];
      const expected = await merged('latency_seconds', [], { labels: { tenant: "o'neil" }, ...range });
      holds(row as Row, expected.get(''), 0.9);
    });
  }
}

test('pyarrow opens segments and exports with the documented columns', async () => {
  const whole = [...(await merged('latency_seconds', [])).values()][0] as ExponentialSnapshot;
  const answer = await python<{ count: number; buckets: number; types: Record<string, string> }>({
    parquet: join(project, 'export'),
    metric: 'latency_seconds',
  });
  assert.is(answer.count, whole.count);
  assert.is(answer.buckets, whole.count);
  assert.is(answer.types.bucket_index, 'list<element: int32 not null>');
  assert.is(answer.types.labels?.startsWith('map<string, string'), true);
});

test('pyarrow and flechette open the bytes of an answer, and find its numbers', async () => {
  const [store] = stores as [StoreReader];
  const query = { groupBy: ['model_id', 'member'], stepSeconds: 3600 };
  const rows = await store.query(query).rows();
  const file = join(project, 'answer.arrows');
  const pieces = [];
  for await (const piece of store.query(query).toArrowIPC() as unknown as AsyncIterable<Uint8Array>)
    pieces.push(piece);
  writeFileSync(file, Buffer.concat(pieces));
  const table = tableFromIPC(Buffer.concat(pieces));
  assert.equal(
    [...table.getChild('percentile_99')],
    rows.map((row) => row.percentile_99),
  );
  const read = await python<{ columns: Record<string, unknown[]>; types: string[] }>({
    arrow: file,
    columns: ['model_id', 'member', 'percentile_99', 'rate'],
  });
  assert.equal(read.columns, {
    model_id: rows.map(({ labels }) => labels.model_id),
    member: rows.map(({ member }) => member),
    percentile_99: rows.map((row) => row.percentile_99),
    rate: rows.map((row) => row.rate),
  });
  assert.is(read.types[0], 'timestamp[ms, tz=UTC]');
});

test('an export as Arrow opens in pyarrow, to a stream', async () => {
  const [store] = stores as [StoreReader];
  const pieces: Uint8Array[] = [];
  const target = new WritableStream<Uint8Array>({ write: (bytes) => void pieces.push(bytes) });
  const { rows, bytes } = await exportStore(store, target, { format: 'arrow', metric: 'drift_seconds' });
  const file = join(project, 'export.arrows');
  writeFileSync(file, Buffer.concat(pieces));
  assert.is(Buffer.concat(pieces).length, bytes);
  const read = await python<{ rows: number; columns: Record<string, (number | null)[]> }>({
    arrow: file,
    columns: ['count'],
  });
  assert.is(read.rows, rows);
  const all = await store.query({ metric: 'drift_seconds', groupBy: [], aggregation: 'count' }).rows();
  assert.is(
    read.columns.count?.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    all[0]?.count,
  );
});

type Row = Readonly<Record<string, string | number>>;
/** The rows of each question. */
type Run = (sqls: readonly string[]) => Promise<Row[][]>;

/** The merged histogram of each group, over all stores. */
async function merged(
  metric: string,
  groupBy: readonly string[],
  more: object = {},
): Promise<Map<string, ExponentialSnapshot>> {
  const parts = new Map<string, ExponentialSnapshot[]>();
  for (const store of stores) {
    for await (const { metrics } of store.query({ metric, groupBy, ...more }).points()) {
      for (const point of metrics[0]?.series ?? []) {
        const key = keyOf(point.labels as Row, groupBy);
        if ('histogram' in point) parts.set(key, [...(parts.get(key) ?? []), point.histogram]);
      }
    }
  }
  return new Map([...parts].map(([key, some]) => [key, mergeSnapshots(some)]));
}

function keyOf(labels: Row, groupBy: readonly string[]): string {
  return groupBy.map((name) => labels[name]).join('\n');
}

function holds(row: Row, whole: ExponentialSnapshot | undefined, q: number): void {
  assert.ok(whole);
  const [value] = quantilesOf(whole, [q]) as [number];
  const bucket = bucketOf(whole, Number(row.sign), Number(row.bucket_index));
  const rank = q === 0 ? 1 : Math.ceil(Number((q * whole.count).toPrecision(14)));
  assert.equal(
    { count: Number(row.count), sum: row.sum, min: row.min, max: row.max, scale: Number(row.scale) },
    { count: whole.count, sum: whole.sum, min: whole.min, max: whole.max, scale: whole.scale },
  );
  assert.ok(
    bucket.before < rank && rank <= bucket.upTo,
    `${q}: rank ${rank} is not in ${JSON.stringify({ row, bucket })}`,
  );
  assert.close(Number(row.value), value, 1e-12);
  const slack = 1e-12 * Math.abs(value);
  assert.ok(Number(row.lower_bound) - slack <= value && value <= Number(row.upper_bound) + slack);
}

/** How many values lie before a bucket, and up to its end. */
function bucketOf({ negative, positive, zeroCount }: ExponentialSnapshot, sign: number, index: number) {
  const buckets = [
    ...[...negative.counts].map((n, i) => [-1, negative.offset + i, n] as const).reverse(),
    [0, 0, zeroCount] as const,
    ...[...positive.counts].map((n, i) => [1, positive.offset + i, n] as const),
  ];
  let upTo = 0;
  for (const [ofSign, ofIndex, n] of buckets) {
    upTo += n;
    if (ofSign === sign && ofIndex === index) return { before: upTo - n, upTo };
  }
  throw new Error(`there is no bucket ${index} of sign ${sign}`);
}

async function duckdb(): Promise<Run> {
  installPackages(FOLDER, '@duckdb/node-api');
  const found = createRequire(resolve(FOLDER, 'package.json')).resolve('@duckdb/node-api');
  const { DuckDBInstance } = await import(pathToFileURL(found).href);
  // So few rows take several threads twice the time of the processor that they take one.
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  return async (sqls) => {
    const answers: Row[][] = [];
    for (const sql of sqls) answers.push((await connection.runAndReadAll(sql)).getRowObjectsJson());
    return answers;
  };
}

/** All in one process: loading it takes longer than answering. */
const chdb: Run = (sqls) => python<Row[][]>({ sqls });

async function python<Answer>(question: object): Promise<Answer> {
  const executable = pythonWith('parquet-python', { chdb: 'chdb', pyarrow: 'pyarrow' });
  const { status, stdout, stderr } = spawnSync(executable, [join(FOLDER, 'read.py')], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`read.py failed:\n${stderr}`);
  return JSON.parse(stdout);
}

// Segments in the engines that people have: DuckDB, pyarrow and ClickHouse's chdb open them as they are, with equal numbers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Histogram, quantilesOf } from 'inferometer/histogram';
import type { DataPoint, Instrument, Labels, MetricSnapshot } from 'inferometer/metrics';
import { openStore, type StoredInterval } from 'inferometer/store';
import { assert, test } from '../harness.ts';
import { normalFrom } from '../histogram/oracle.ts';
import { installPackages, pythonWith } from './install.ts';

const FOLDER = 'test/interop/segments';
const START = Date.UTC(2026, 10, 2, 11, 58);
const MINUTE_MS = 60_000;

const COLUMNS = [
  'kind',
  'category',
  'metric',
  'name',
  'unit',
  'labels',
  'model_id',
  'outcome',
  'time',
  'end_time',
  'duration_seconds',
  'overflow',
  'value',
  'count',
  'sum',
  'min',
  'max',
  'p50',
  'p99',
  'scale',
  'zero_count',
  'zero_threshold',
  'rejected',
  'bucket_index',
  'bucket_count',
  'negative_bucket_index',
  'negative_bucket_count',
  'explicit_bounds',
  'explicit_counts',
  'exemplars',
] as const;

type Row = Record<(typeof COLUMNS)[number], unknown>;

const LATENCY: Instrument = {
  name: 'inference_seconds',
  prefix: 'ipfs_aiml_',
  kind: 'histogram',
  unit: 'seconds',
  labels: ['model_id', 'tenant'],
  category: 'inference',
  bucketBounds: [0.01, 0.1, 1],
};
const OUTCOMES: Instrument = {
  ...LATENCY,
  name: 'outcomes_total',
  kind: 'counter',
  unit: '1',
  labels: ['outcome'],
};
const LOAD: Instrument = { name: 'load', kind: 'gauge', unit: '1', labels: [], category: 'custom' };

const normal = normalFrom(7);

/** With whatever has been a problem to somebody: negative values, zeros, none at all, names and values of labels. */
function metricsOf(minute: number): MetricSnapshot[] {
  const identity = (labels: Labels, overflow = false) => ({ labels, overflow, createdAtUnixMs: START });
  const histogram = (values: readonly number[]) => {
    using recorded = new Histogram({ bounds: [0.01, 0.1, 1] });
    for (const one of values) recorded.record(one);
    return recorded.snapshot();
  };
  const latency = ['llama', 'glm "4" \\ ключ', ''].map((model, i): DataPoint => {
    const values = Array.from({ length: 40 * i }, () => 0.025 * Math.exp(normal()));
    if (i === 2) values.push(0, -3, -0.25, Number.NaN);
    return {
      ...identity(model === '' ? {} : { model_id: model, tenant: 'a=b' }),
      ...(i === 1 && {
        exemplars: [{ value: 0.5, timestampUnixMs: START, traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) }],
      }),
      histogram: histogram(values),
    };
  });
  return [
    { instrument: LATENCY, fullName: 'ipfs_aiml_inference_seconds', series: latency },
    {
      instrument: OUTCOMES,
      fullName: 'ipfs_aiml_outcomes_total',
      series: [
        { ...identity({ outcome: 'ok' }), value: 0.1 + minute },
        { ...identity({}, true), value: 2 ** 53 },
      ],
    },
    { instrument: LOAD, fullName: 'load', series: [{ ...identity({}), value: -minute / 3 }] },
  ];
}

const intervals = Array.from({ length: 5 }, (_, minute) => ({
  version: 2 as const,
  sequence: minute,
  startedAtUnixMs: START + minute * MINUTE_MS + 0.25,
  endedAtUnixMs: START + (minute + 1) * MINUTE_MS + 0.25,
  durationSeconds: 60.5,
  wallClockJumpSeconds: 0,
  metrics: metricsOf(minute),
}));

let directory: string | undefined;

/** The segments of a store that was written once for all engines. */
async function segments(): Promise<string> {
  if (directory !== undefined) return directory;
  const path = mkdtempSync(join(tmpdir(), 'inferometer-segments-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true }));
  let now = START;
  const clock = { monotonicMs: () => now, wallUnixMs: () => now };
  await using store = await openStore({ path, clock, segmentSeconds: 60, hourlyAfterSeconds: 86_400 * 30 });
  for (const interval of intervals) await store.append(interval);
  now += 10 * MINUTE_MS;
  await store.maintain();
  assert.is(store.status().segments, 1);
  directory = join(path, 'main/segments');
  return directory;
}

/** What an engine is to say of it, in the order of the metrics and labels. */
function expected(): Row[] {
  const rows = intervals.flatMap((interval) =>
    interval.metrics.flatMap(({ instrument, fullName, series }) =>
      series.map((point) => rowOf(interval, instrument, fullName, point)),
    ),
  );
  const none = Object.fromEntries(COLUMNS.map((name) => [name, null])) as Row;
  const stretches = intervals.map(
    (interval): Row => ({ ...none, kind: 'coverage', labels: {}, ...timesOf(interval) }),
  );
  return inOrder([...rows, ...stretches]);
}

function timesOf(interval: Pick<StoredInterval, 'startedAtUnixMs' | 'endedAtUnixMs' | 'durationSeconds'>) {
  return {
    time: interval.startedAtUnixMs * 1000,
    end_time: interval.endedAtUnixMs * 1000,
    duration_seconds: interval.durationSeconds,
  };
}

function rowOf(
  interval: (typeof intervals)[number],
  { kind, category, name, unit }: Instrument,
  metric: string,
  point: DataPoint,
): Row {
  const snapshot = 'histogram' in point ? point.histogram : undefined;
  const [p50, p99] = snapshot ? quantilesOf(snapshot, [0.5, 0.99]) : [];
  const sparse = ({ offset, counts }: { readonly offset: number; readonly counts: Float64Array }) => {
    const filled = [...counts.entries()].filter(([, count]) => count > 0);
    return [filled.map(([i]) => offset + i), filled.map(([, count]) => count)] as const;
  };
  const [index, count] = snapshot ? sparse(snapshot.positive) : [null, null];
  const [negativeIndex, negativeCount] = snapshot ? sparse(snapshot.negative) : [null, null];
  const ifNumber = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return {
    ...timesOf(interval),
    kind,
    category,
    metric,
    name,
    unit,
    labels: point.labels,
    model_id: point.labels.model_id ?? null,
    outcome: point.labels.outcome ?? null,
    overflow: point.overflow,
    value: 'value' in point ? point.value : null,
    count: snapshot?.count ?? null,
    sum: snapshot?.sum ?? null,
    min: ifNumber(snapshot?.min),
    max: ifNumber(snapshot?.max),
    p50: ifNumber(p50),
    p99: ifNumber(p99),
    scale: snapshot?.scale ?? null,
    zero_count: snapshot?.zeroCount ?? null,
    zero_threshold: snapshot?.zeroThreshold ?? null,
    rejected: snapshot?.rejected ?? null,
    bucket_index: index,
    bucket_count: count,
    negative_bucket_index: negativeIndex,
    negative_bucket_count: negativeCount,
    explicit_bounds: snapshot?.explicit?.bounds ?? null,
    explicit_counts: snapshot?.explicit ? Array.from(snapshot.explicit.counts) : null,
    exemplars:
      point.exemplars?.map(({ value, timestampUnixMs, traceId, spanId }) => {
        return { value, timestamp_unix_ms: timestampUnixMs, trace_id: traceId, span_id: spanId };
      }) ?? null,
  };
}

function inOrder(rows: readonly Row[]): Row[] {
  const keyOf = ({ metric, labels, overflow, time }: Row) => JSON.stringify([metric, labels, overflow, time]);
  return [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** ClickHouse has no lists that are not there: they are empty. */
function withEmptyLists(rows: readonly Row[]): Row[] {
  const isList = (name: string) =>
    name.includes('bucket') || name.includes('explicit') || name === 'exemplars';
  return rows.map(
    (row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value === null && isList(name) ? [] : value]),
      ) as Row,
  );
}

test('DuckDB reads what a store recorded', async () => {
  installPackages(FOLDER, '@duckdb/node-api');
  const { DuckDBInstance } = createRequire(resolve(FOLDER, 'package.json'))('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const from = `FROM '${await segments()}/*.parquet'`;
  const rows: Row[] = await ask(`SELECT ${COLUMNS.join(', ')} ${from}`);
  const plain = rows.map((row) => ({
    ...row,
    labels: Object.fromEntries(
      (row.labels as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
    ),
  }));
  const numbers = JSON.parse(
    JSON.stringify(plain, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  ) as Row[];
  const micros: { time: bigint; end_time: bigint }[] = await ask(
    `SELECT epoch_us(time) AS time, epoch_us(end_time) AS end_time ${from}`,
  );
  const timed = numbers.map((row, i) => {
    return { ...row, time: Number(micros[i]?.time), end_time: Number(micros[i]?.end_time) };
  });
  assert.equal(inOrder(timed), expected());
  const [counted] = await ask(`SELECT sum(count)::INTEGER AS n ${from} WHERE labels['model_id'] = 'llama'`);
  assert.is(counted.n, 0);
  const hours = await ask(`SELECT date_trunc('hour', time AT TIME ZONE 'UTC') AS hour, count(*)::INTEGER AS n
    ${from} WHERE metric = 'load' GROUP BY hour ORDER BY hour`);
  assert.equal(
    hours.map(({ n }: { n: number }) => n),
    [2, 3],
  );
  const [observed] = await ask(`SELECT sum(duration_seconds) AS seconds ${from} WHERE kind = 'coverage'`);
  assert.is(observed.seconds, 5 * 60.5);
});

for (const engine of ['pyarrow', 'chdb'] as const) {
  test(`${engine} reads what a store recorded`, async () => {
    const { status, stdout, stderr } = spawnSync(
      pythonWith('parquet-python', { [engine]: engine }),
      [`${FOLDER}/read.py`, engine, await segments(), ...COLUMNS],
      { encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    assert.is(status, 0, stderr.slice(-2000));
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
    const rows = lines.map((line) => ({ ...JSON.parse(line) }) as Row);
    const wanted = expected();
    if (engine === 'pyarrow') assert.equal(inOrder(rows), wanted);
    else assert.equal(inOrder(withBooleans(rows)), inOrder(withEmptyLists(wanted)));
  });
}

function withBooleans(rows: readonly Row[]): Row[] {
  return rows.map((row) => ({ ...row, overflow: row.overflow === null ? null : Boolean(row.overflow) }));
}

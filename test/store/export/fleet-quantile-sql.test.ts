import { type FleetQuantileOptions, fleetQuantileSql, type SqlDialect } from 'inferometer/store';
import { assert, test } from '../../harness.ts';

const OPTIONS: FleetQuantileOptions = { metric: 'inference_seconds', files: 'export/*.parquet' };

test('texts are quoted as each engine wants them', () => {
  const options = { ...OPTIONS, labels: { "te'nant": "o'\\neil" }, groupBy: ['a"b'] };
  const duckdb = fleetQuantileSql('duckdb', 0.5, options);
  assert.ok(duckdb.includes(`coalesce(labels['te''nant'], '') = 'o''\\neil'`));
  assert.ok(duckdb.includes('"a""b"'));
  const clickhouse = fleetQuantileSql('clickhouse', 0.5, options);
  assert.ok(clickhouse.includes(`labels['te\\'nant'] = 'o\\'\\\\neil'`));
});

test('a range of time is in UTC, to the millisecond', () => {
  const sql = fleetQuantileSql('duckdb', 0.5, { ...OPTIONS, startTime: Date.UTC(2026, 10, 29, 8, 0, 0, 7) });
  assert.ok(sql.includes(`"time" >= TIMESTAMPTZ '2026-11-29 08:00:00.007+00'`));
  assert.not.ok(sql.includes('"time" <'));
});

for (const [label, dialect, q, options] of [
  ['another engine', 'sqlite', 0.5, OPTIONS],
  ['a percentile for a quantile', 'duckdb', 99, OPTIONS],
  ['no metric', 'duckdb', 0.5, { ...OPTIONS, metric: '' }],
  ['neither files nor a table', 'duckdb', 0.5, { metric: 'a' }],
  ['both files and a table', 'duckdb', 0.5, { ...OPTIONS, table: 'rows' }],
  ['an option that is none', 'duckdb', 0.5, { ...OPTIONS, group: [] }],
] as const) {
  test(`SQL for ${label} is refused`, () => {
    assert.throwsCode(
      () => fleetQuantileSql(dialect as SqlDialect, q, options as FleetQuantileOptions),
      'STORE_SQL',
    );
  });
}

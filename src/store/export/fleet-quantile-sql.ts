/**
 * The SQL that gives the quantile of a fleet out of the files of its stores: what `mergeSnapshots` does, said to engines
 * that have no function for exponential histograms.
 *
 * Bucket i of scale s is bucket floor(i / 2^k) of scale s - k, for negative i as well: half of -1 is bucket -1, not 0. All
 * rows of a group are brought to their coarsest scale, and to a coarser one where they spread over more than `max_buckets`.
 * Zero buckets of other libraries may be wider than ours: the widest of a group holds for all, and what lies under it goes
 * into it (`withZeroThreshold`). In the order of values come the negative buckets from the highest index down, the zeros, and the positive buckets.
 */
import { wrongValue } from '../../errors.ts';
import { type TimeRange, unixRange } from '../../telemetry/index.ts';
import { type Codes, requireFields, requireNumber, requireOneOf, requireText } from '../../validate.ts';

export type SqlDialect = 'duckdb' | 'clickhouse';

export interface FleetQuantileOptions extends TimeRange {
  /** A histogram by name, with or without prefix: `inference_seconds`. */
  readonly metric: string;
  /** Files of Parquet, by a pattern of the engine. */
  readonly files?: string;
  /** Instead of `files`, a table expression of the engine, as it is: `s3('https://...', 'Parquet')`. */
  readonly table?: string;
  /** Labels to tell apart, each a column of the answer; `member` is who wrote. None if left out: the fleet as one. */
  readonly groupBy?: readonly string[];
  /** Rows with these labels alone; the empty string is a label that is not there. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What engines spell differently. */
interface Spelling {
  text(value: string): string;
  files(pattern: string): string;
  label(name: string): string;
  /** In UTC. */
  time(iso: string): string;
  /** The entries of two lists side by side, as `i` and `n`. */
  unnested(columns: string, index: string, count: string): string;
  /** A sum that does not lose what is small beside it. */
  sum(column: string): string;
  /** Whole numbers from 0 to 12 as `k`. */
  readonly lowerings: string;
  readonly integer: string;
}

const DUCKDB: Spelling = {
  text: (value) => `'${value.replaceAll("'", "''")}'`,
  files: (pattern) => `read_parquet(${DUCKDB.text(pattern)}, union_by_name = true)`,
  label: (name) => `coalesce(labels[${DUCKDB.text(name)}], '')`,
  time: (iso) => `TIMESTAMPTZ '${iso}+00'`,
  unnested: (columns, index, count) =>
    `SELECT ${columns}, unnest(${index}) AS i, unnest(${count}) AS n FROM placed`,
  sum: (column) => `fsum(${column})`,
  lowerings: '(SELECT unnest(range(13)) AS k)',
  integer: 'BIGINT',
};

const CLICKHOUSE: Spelling = {
  text: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  files: (pattern) => `file(${CLICKHOUSE.text(pattern)}, Parquet)`,
  label: (name) => `labels[${CLICKHOUSE.text(name)}]`,
  time: (iso) => `toDateTime64('${iso}', 6, 'UTC')`,
  unnested: (columns, index, count) =>
    `SELECT ${columns}, i, n FROM placed ARRAY JOIN ${index} AS i, ${count} AS n`,
  sum: (column) => `sumKahan(${column})`,
  lowerings: '(SELECT number AS k FROM numbers(13))',
  integer: 'Int64',
};

const SPELLINGS: Readonly<Record<SqlDialect, Spelling>> = { duckdb: DUCKDB, clickhouse: CLICKHOUSE };

const MEMBER = 'member';

/** 2^-1022, as in `ExponentialSnapshot`: nothing but zeros and subnormals is in the zero bucket. */
const MIN_ZERO_THRESHOLD = 2 ** -1022;

const CODES: Codes = { kind: 'STORE_SQL', range: 'STORE_SQL', remedy: 'Correct it.' };

/**
 * SQL for DuckDB, or for ClickHouse and chdb, that reads segments or exports of any number of stores. A row for each group:
 * the labels; `count` and `sum` of all values, `min` and `max`; the bucket that holds the quantile (`scale`, `sign`,
 * `bucket_index`, `lower_bound`, `upper_bound`), which is the one of the merged histogram; and `value`, the quantile as
 * `quantilesOf` gives it, to a rounding.
 *
 * @param q from 0 to 1
 * @throws STORE_SQL, TELEMETRY_QUERY
 * @example
 * const sql = fleetQuantileSql('duckdb', 0.99, { metric: 'inference_seconds', files: 'fleet/*.parquet', groupBy: ['model_id'] });
 */
export function fleetQuantileSql(dialect: SqlDialect, q: number, options: FleetQuantileOptions): string {
  requireFields('STORE_SQL', 'STORE_SQL', options, NAMES);
  requireOneOf(CODES, 'dialect', dialect, ['duckdb', 'clickhouse']);
  requireNumber(CODES, 'q', q, 0, 1);
  const spelling = SPELLINGS[dialect];
  const { lowerings, integer, unnested, sum: sumOf } = spelling;
  const { groupBy = [] } = options;
  const columns = ['metric', ...groupBy.map(quoted)];
  const group = columns.join(', ');
  const of = (alias: string) => columns.map((name) => `${alias}.${name}`).join(', ');
  const on = (a: string, b: string) => columns.map((name) => `${a}.${name} = ${b}.${name}`).join(' AND ');
  const lowered = (index: string, by: string) => `CAST(floor(${index} * pow(2.0, -(${by}))) AS ${integer})`;
  const bound = (index: string) => `pow(2.0, (${index}) * pow(2.0, -b.scale))`;
  const base = 'pow(2.0, pow(2.0, -b.scale))';
  return `WITH stored AS (
  ${storedRows(spelling, options)}
),
-- Each group as a whole, at the coarsest scale of its rows.
merged AS (
  SELECT ${group}, sum(row_count) AS total, ${sumOf('row_sum')} AS total_sum, min(row_min) AS least, max(row_max) AS most,
    min(row_scale) AS scale, min(row_bound) AS bound, sum(row_zeros) AS zeros, greatest(max(row_threshold), ${MIN_ZERO_THRESHOLD}) AS threshold
  FROM stored GROUP BY ${group}
),
placed AS (
  SELECT ${of('s')}, s.row_scale - m.scale AS shift, s.positive_index AS positive_index,
    s.positive_count AS positive_count, s.negative_index AS negative_index, s.negative_count AS negative_count
  FROM stored AS s JOIN merged AS m ON ${on('s', 'm')}
),
buckets AS (
  SELECT ${group}, 1 AS sign, ${lowered('i', 'shift')} AS i, n
  FROM (${unnested(`${group}, shift`, 'positive_index', 'positive_count')}) AS positives
  UNION ALL
  SELECT ${group}, -1 AS sign, ${lowered('i', 'shift')} AS i, n
  FROM (${unnested(`${group}, shift`, 'negative_index', 'negative_count')}) AS negatives
),
-- By how much the scale is lowered once more, so that neither sign spans more buckets than histograms may have.
extents AS (SELECT ${group}, sign, min(i) AS first_i, max(i) AS last_i FROM buckets GROUP BY ${group}, sign),
spans AS (
  SELECT ${of('e')}, w.k AS k, max(${lowered('e.last_i', 'w.k')} - ${lowered('e.first_i', 'w.k')} + 1) AS span
  FROM extents AS e CROSS JOIN ${lowerings} AS w GROUP BY ${of('e')}, w.k
),
fitting AS (
  SELECT ${of('m')}, min(coalesce(x.k, 0)) AS k
  FROM merged AS m LEFT JOIN spans AS x ON ${on('m', 'x')}
  WHERE coalesce(x.span, 0) <= m.bound GROUP BY ${of('m')}
),
whole AS (
  SELECT ${of('m')}, m.total AS total, m.total_sum AS total_sum, m.least AS least, m.most AS most, m.zeros AS zeros,
    m.threshold AS threshold, f.k AS k, m.scale - f.k AS scale, ${rankOf(q, 'm.total')} AS rank,
    -- Where the threshold is among the bounds of buckets: at bound 3, or between 3 and 4.
    log2(m.threshold) * pow(2.0, m.scale - f.k) AS edge
  FROM merged AS m JOIN fitting AS f ON ${on('m', 'f')}
),
sized AS (
  SELECT ${of('g')}, g.sign AS sign, ${lowered('g.i', 'h.k')} AS i, sum(g.n) AS n
  FROM buckets AS g JOIN whole AS h ON ${on('g', 'h')} GROUP BY ${of('g')}, g.sign, ${lowered('g.i', 'h.k')}
),
-- The first bucket that is not in the zero bucket, which ends where that one begins, or at the threshold.
zeroed AS (
  SELECT ${of('h')}, h.total AS total, h.total_sum AS total_sum, h.least AS least, h.most AS most, h.scale AS scale,
    h.threshold AS threshold, h.rank AS rank, ${firstOf(integer)} AS first_i
  FROM whole AS h LEFT JOIN sized AS z ON ${on('h', 'z')}
  GROUP BY ${of('h')}, h.total, h.total_sum, h.least, h.most, h.scale, h.threshold, h.rank, h.edge
),
counted AS (
  SELECT ${of('z')}, z.sign AS sign, z.i AS i, z.n AS n
  FROM sized AS z JOIN zeroed AS e ON ${on('z', 'e')} WHERE z.i >= e.first_i
  UNION ALL
  SELECT ${group}, 0 AS sign, CAST(0 AS ${integer}) AS i, sum(part) AS n FROM (
    SELECT ${group}, zeros AS part FROM whole
    UNION ALL
    SELECT ${of('z')}, z.n AS part FROM sized AS z JOIN zeroed AS e ON ${on('z', 'e')} WHERE z.i < e.first_i
  ) AS inside GROUP BY ${group} HAVING sum(part) > 0
),
-- From the smallest value to the largest.
cumulated AS (
  SELECT ${group}, sign, i, n, sum(n) OVER (
    PARTITION BY ${group} ORDER BY sign, sign * i ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS up_to
  FROM counted
),
answer AS (
  SELECT ${of('h')}, h.total AS total, h.total_sum AS total_sum, h.least AS least, h.most AS most, h.scale AS scale,
    h.rank AS rank, c.sign AS sign, c.i AS i,
    CASE WHEN h.threshold <= ${MIN_ZERO_THRESHOLD} THEN 0.0
      ELSE greatest(h.threshold, pow(2.0, h.first_i * pow(2.0, -h.scale))) END AS zero_width
  FROM zeroed AS h JOIN cumulated AS c ON ${on('h', 'c')}
  WHERE c.up_to >= h.rank AND c.up_to - c.n < h.rank
)
SELECT ${of('b')}, b.total AS "count", b.total_sum AS "sum", b.least AS "min", b.most AS "max", b.scale AS scale,
  b.sign AS sign, b.i AS bucket_index,
  CASE b.sign WHEN 1 THEN ${bound('b.i')} WHEN -1 THEN -${bound('b.i + 1')} ELSE -b.zero_width END AS lower_bound,
  CASE b.sign WHEN 1 THEN ${bound('b.i + 1')} WHEN -1 THEN -${bound('b.i')} ELSE b.zero_width END AS upper_bound,
  ${
    q <= 0
      ? 'b.least'
      : `CASE WHEN b.rank = b.total THEN b.most ELSE
    greatest(b.least, least(b.most, b.sign * ${bound('b.i')} * 2 * ${base} / (1 + ${base}))) END`
  } AS value
FROM answer AS b ORDER BY ${of('b')}`;
}

const NAMES = ['metric', 'files', 'table', 'groupBy', 'labels', 'startTime', 'endTime'];

/** The rows of the metric, with the labels that are told apart. */
function storedRows({ text, files: filesOf, label, time }: Spelling, options: FleetQuantileOptions): string {
  const { metric, files, table, groupBy = [], labels = {} } = options;
  requireText(CODES, 'metric', metric);
  for (const name of groupBy) requireText(CODES, 'groupBy', name);
  if ((files === undefined) === (table === undefined)) {
    throw wrongValue(
      'STORE_SQL',
      'files',
      'files or table, one of the two',
      files,
      'Pass where the rows are.',
    );
  }
  const { startUnixMs, endUnixMs } = unixRange(options);
  const read = (name: string) => (name === MEMBER ? `coalesce(${MEMBER}, '')` : label(name));
  const conditions = [
    `kind = 'histogram'`,
    `(metric = ${text(metric)} OR name = ${text(metric)})`,
    ...Object.entries(labels).map(([name, value]) => `${read(name)} = ${text(value)}`),
    ...(startUnixMs === -Infinity ? [] : [`"time" >= ${time(isoTime(startUnixMs))}`]),
    ...(endUnixMs === Infinity ? [] : [`"time" < ${time(isoTime(endUnixMs))}`]),
  ];
  return `SELECT coalesce(metric, '') AS metric${groupBy.map((name) => `, ${read(name)} AS ${quoted(name)}`).join('')},
    "count" AS row_count, "sum" AS row_sum, "min" AS row_min, "max" AS row_max, scale AS row_scale,
    max_buckets AS row_bound, zero_count AS row_zeros, zero_threshold AS row_threshold, bucket_index AS positive_index, bucket_count AS positive_count,
    negative_bucket_index AS negative_index, negative_bucket_count AS negative_count
  FROM ${table ?? filesOf(files as string)}
  WHERE ${conditions.join('\n    AND ')}`;
}

/** Relative, of powers that engines round: a threshold so near to a bound is that bound. */
const ROUNDING = 1e-15;

/**
 * Of the threshold at `edge`: the bucket that begins there; between two bounds the next one, if the bucket that it divides
 * holds anything. A usual threshold is under all buckets, also of whoever rounds what is smaller up into the lowest one.
 */
function firstOf(integer: string): string {
  return `CAST(CASE WHEN h.threshold <= ${MIN_ZERO_THRESHOLD} THEN -${2 ** 40}
    WHEN abs(h.threshold / pow(2.0, round(h.edge) * pow(2.0, -h.scale)) - 1) < ${ROUNDING} THEN round(h.edge)
    ELSE floor(h.edge) + max(CASE WHEN z.n > 0 AND z.i = floor(h.edge) THEN 1 ELSE 0 END) END AS ${integer})`;
}

/** As the kernel has it (assembly/counting.ts): q one unit in the last place lower, so that 0.07 of 100 is the seventh. */
function rankOf(q: number, total: string): string {
  if (q <= 0) return '1';
  if (q >= 1) return total;
  const bits = new BigInt64Array(new Float64Array([q]).buffer);
  bits[0] = (bits[0] as bigint) - 1n;
  const [below] = new Float64Array(bits.buffer);
  return `greatest(1, ceil(CAST(${below} AS DOUBLE) * ${total}))`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `2026-11-29 08:00:00.000` */
function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace('T', ' ').replace('Z', '');
}

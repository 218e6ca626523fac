/**
 * The columns of a segment: docs/store-format.md describes them for whoever asks with SQL. A row is one series in one
 * interval, or in the hour or day that intervals were merged into; or a stretch of time that was observed, whatever was
 * recorded in it.
 */
import type { DecodedArray, Encoding, SchemaElement, SchemaTree } from 'hyparquet';
import type { PageData } from 'hyparquet-writer/src/types.js';
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { Exemplar } from '../../../metrics/inner.ts';
import type { StoredPoint } from '../../model.ts';

/** What a row is written from. */
export interface Row {
  readonly member: string;
  /** Of a stretch of time. */
  readonly instance: string | undefined;
  /** Undefined where it is not known. */
  readonly step: string | undefined;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly durationSeconds: number;
  /** Undefined for a stretch of time. */
  readonly stored: StoredPoint | undefined;
  readonly labels: readonly (readonly [name: string, text: string])[];
  readonly histogram: ExponentialSnapshot | undefined;
  /** Of the histogram: `QUANTILES`. */
  readonly quantiles: readonly number[];
}

export const QUANTILES = [0.5, 0.9, 0.95, 0.99] as const;

/** `p99` */
export function quantileColumn(quantile: number): string {
  return `p${quantile * 100}`;
}

/** Labels of the catalogue that are asked for most: each is a column of its own, too. */
export const LABEL_COLUMNS = [
  'model_id',
  'operation_type',
  'outcome',
  'error_type',
  'phase',
  'dataset_id',
  'worker_id',
  'backend',
  'status',
] as const;

/** A column as Parquet stores it; a column of structures is several of these. */
export interface Leaf {
  /** `bucket_index`, `exemplars.value` */
  readonly name: string;
  /** From the root to the leaf. */
  readonly path: readonly SchemaElement[];
  readonly tree: SchemaTree[];
  /** Left to the writer if undefined, which takes a dictionary where that is half as large. */
  readonly encoding: Encoding | undefined;
  /** Whether engines shall skip row groups by it. */
  readonly hasStatistics: boolean;
  /** Whether a point is restored from it; the others are there for SQL alone. */
  readonly isRestoring: boolean;
  /** All rows as one page; undefined of lists of numbers, which are written in pieces: most of a segment are such. */
  readonly pageOf: ((rows: readonly Row[]) => PageData) | undefined;
  readonly numbersOf: ((row: Row) => readonly number[] | undefined) | undefined;
}

type Scalar = string | number | bigint | boolean | undefined;
type Kind = 'string' | 'double' | 'int32' | 'int64' | 'boolean' | 'timestamp';

interface Options {
  readonly encoding?: Encoding;
  readonly hasStatistics?: true;
  readonly isRestoring?: true;
}

const PHYSICAL: Readonly<Record<Kind, Omit<SchemaElement, 'name'>>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  double: { type: 'DOUBLE' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  boolean: { type: 'BOOLEAN' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
};

// A dictionary takes -0 for 0.
const EXACT: Options = { encoding: 'PLAIN', isRestoring: true };
const RESTORING: Options = { isRestoring: true };
// Queries take it for what the buckets say, which it is to the last bit.
const SHORTCUT: Options = { encoding: 'PLAIN' };
const SKIPPING: Options = { hasStatistics: true };

/** Counts may be any whole number that a double holds; beyond this, the type of the column ends. */
const LARGEST_COUNT = 2 ** 63 - 1024;

class Schema {
  readonly leaves: Leaf[] = [];
  private readonly fields: SchemaElement[] = [];
  private columns = 0;

  /** Elements as Parquet lists them: each before its children. */
  get elements(): SchemaElement[] {
    return [{ name: 'inferometer', num_children: this.columns }, ...this.fields];
  }

  flat(name: string, kind: Kind, scalarOf: (row: Row) => Scalar, options: Options = {}): void {
    const element: SchemaElement = { name, repetition_type: 'OPTIONAL', ...PHYSICAL[kind] };
    this.add(name, [element], options, (rows) => {
      const values: Scalar[] = [];
      const definitionLevels: number[] = [];
      for (const row of rows) {
        const value = scalarOf(row);
        values.push(value);
        definitionLevels.push(value === undefined ? 0 : 1);
      }
      return { values, definitionLevels, repetitionLevels: [], maxDefinitionLevel: 1 };
    });
  }

  /** A list of numbers. */
  list(
    name: string,
    kind: 'double' | 'int32' | 'int64',
    encoding: Encoding,
    numbersOf: (row: Row) => readonly number[] | undefined,
    options: Options = {},
  ): void {
    const element: SchemaElement = { name: 'element', repetition_type: 'REQUIRED', ...PHYSICAL[kind] };
    const path = [...listAround(name), element];
    this.fields.push(...path);
    this.leaf(name, path, { ...options, encoding }, undefined, numbersOf);
    this.columns += 1;
  }

  /** A list of structures. */
  structures<Item>(
    name: string,
    listOf: (row: Row) => readonly Item[] | undefined,
    fields: readonly (readonly [name: string, kind: Kind, of: (item: Item) => Scalar])[],
    options: Options,
  ): void {
    const element: SchemaElement = {
      name: 'element',
      repetition_type: 'REQUIRED',
      num_children: fields.length,
    };
    const around = [...listAround(name), element];
    this.fields.push(...around);
    for (const [field, kind, of] of fields) {
      const leaf: SchemaElement = { name: field, repetition_type: 'REQUIRED', ...PHYSICAL[kind] };
      this.fields.push(leaf);
      this.leaf(`${name}.${field}`, [...around, leaf], options, (rows) =>
        repeated(rows, (row) => listOf(row)?.map(of), 2),
      );
    }
    this.columns += 1;
  }

  map(name: string, entriesOf: (row: Row) => readonly (readonly [string, string])[]): void {
    const around: SchemaElement[] = [
      {
        name,
        repetition_type: 'REQUIRED',
        converted_type: 'MAP',
        logical_type: { type: 'MAP' },
        num_children: 1,
      },
      { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
    ];
    this.fields.push(...around);
    for (const [i, part] of ['key', 'value'].entries()) {
      const leaf: SchemaElement = { name: part, repetition_type: 'REQUIRED', ...PHYSICAL.string };
      this.fields.push(leaf);
      this.leaf(`${name}.${part}`, [...around, leaf], {}, (rows) =>
        repeated(rows, (row) => entriesOf(row).map((entry) => entry[i] as string), 1),
      );
    }
    this.columns += 1;
  }

  private add(name: string, path: SchemaElement[], options: Options, pageOf: Leaf['pageOf']): void {
    this.fields.push(...path);
    this.leaf(name, path, options, pageOf);
    this.columns += 1;
  }

  private leaf(
    name: string,
    path: readonly SchemaElement[],
    options: Options,
    pageOf: Leaf['pageOf'],
    numbersOf?: Leaf['numbersOf'],
  ): void {
    const { encoding, hasStatistics = false, isRestoring = false } = options;
    const whole = [{ name: 'inferometer' }, ...path];
    const tree = whole.map((element) => ({ element, children: [], count: 1, path: [] }));
    this.leaves.push({ name, path: whole, tree, encoding, hasStatistics, isRestoring, pageOf, numbersOf });
  }
}

function listAround(name: string): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
      num_children: 1,
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ];
}

/** @param most the definition level of a value; of an empty list it is one less, of no list two less. */
function repeated(
  rows: readonly Row[],
  listOf: (row: Row) => Iterable<Scalar> | undefined,
  most: number,
): PageData {
  const values: Scalar[] = [];
  const definitionLevels: number[] = [];
  const repetitionLevels: number[] = [];
  for (const row of rows) {
    const list = listOf(row);
    let length = 0;
    for (const value of list ?? []) {
      values.push(value);
      definitionLevels.push(most);
      repetitionLevels.push(length === 0 ? 0 : 1);
      length += 1;
    }
    if (length > 0) continue;
    values.push(undefined);
    definitionLevels.push(list === undefined ? most - 2 : most - 1);
    repetitionLevels.push(0);
  }
  return { values: values as DecodedArray, definitionLevels, repetitionLevels, maxDefinitionLevel: most };
}

function micros(unixMs: number): bigint {
  const whole = Math.floor(unixMs);
  return BigInt(whole) * 1000n + BigInt(Math.floor((unixMs - whole) * 1000));
}

export function count(value: number): bigint {
  return BigInt(Math.min(value, LARGEST_COUNT));
}

/** NaN stands for what is not there. */
function ifNumber(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function schemaOf(): Schema {
  const schema = new Schema();
  const instrument = (row: Row) => row.stored?.instrument;
  const histogram = (row: Row) => row.histogram;
  const samples = (row: Row) => row.stored?.samples;
  const pointValue = ({ stored }: Row) =>
    stored && 'value' in stored.point ? stored.point.value : undefined;

  schema.flat('member', 'string', (row) => row.member);
  schema.flat('instance', 'string', (row) => row.instance);
  schema.flat('step', 'string', (row) => row.step);
  schema.flat('kind', 'string', (row) => instrument(row)?.kind ?? 'coverage', SKIPPING);
  schema.flat('category', 'string', (row) => instrument(row)?.category, SKIPPING);
  schema.flat('metric', 'string', (row) => row.stored?.fullName, SKIPPING);
  schema.flat('name', 'string', (row) => instrument(row)?.name);
  schema.flat('unit', 'string', (row) => instrument(row)?.unit);
  schema.map('labels', (row) => row.labels);
  for (const label of LABEL_COLUMNS) {
    schema.flat(label, 'string', (row) => row.labels.find(([name]) => name === label)?.[1], SKIPPING);
  }
  schema.flat('overflow', 'boolean', (row) => row.stored?.point.overflow);
  schema.flat('time', 'timestamp', (row) => micros(row.startedAtUnixMs), SKIPPING);
  schema.flat('end_time', 'timestamp', (row) => micros(row.endedAtUnixMs), SKIPPING);
  schema.flat('duration_seconds', 'double', (row) => row.durationSeconds, RESTORING);
  schema.flat('started_at_unix_ms', 'double', (row) => row.startedAtUnixMs, RESTORING);
  schema.flat('ended_at_unix_ms', 'double', (row) => row.endedAtUnixMs, RESTORING);
  schema.flat('created_at_unix_ms', 'double', (row) => row.stored?.point.createdAtUnixMs, RESTORING);

  schema.flat('value', 'double', pointValue, EXACT);
  schema.flat(
    'count',
    'int64',
    (row) => {
      const counted = histogram(row)?.count ?? samples(row)?.count;
      return counted === undefined ? undefined : count(counted);
    },
    RESTORING,
  );
  schema.flat('sum', 'double', (row) => histogram(row)?.sum ?? samples(row)?.sum, EXACT);
  schema.flat('min', 'double', (row) => ifNumber(histogram(row)?.min ?? samples(row)?.min), EXACT);
  schema.flat('max', 'double', (row) => ifNumber(histogram(row)?.max ?? samples(row)?.max), EXACT);
  schema.list('sum_rest', 'double', 'PLAIN', (row) => row.stored?.sumRest, RESTORING);
  schema.list('samples_sum_rest', 'double', 'PLAIN', (row) => samples(row)?.sumRest, RESTORING);
  for (const [i, quantile] of QUANTILES.entries()) {
    schema.flat(quantileColumn(quantile), 'double', (row) => ifNumber(row.quantiles[i]), SHORTCUT);
  }

  schema.flat('scale', 'int32', (row) => histogram(row)?.scale, RESTORING);
  schema.flat('max_buckets', 'int32', (row) => histogram(row)?.maxBuckets, RESTORING);
  const countOf = (of: (snapshot: ExponentialSnapshot) => number) => (row: Row) => {
    return row.histogram && count(of(row.histogram));
  };
  schema.flat(
    'rejected',
    'int64',
    countOf((one) => one.rejected),
    RESTORING,
  );
  schema.flat(
    'zero_count',
    'int64',
    countOf((one) => one.zeroCount),
    RESTORING,
  );
  schema.flat('zero_threshold', 'double', (row) => histogram(row)?.zeroThreshold, RESTORING);
  schema.flat('is_min_bound', 'boolean', (row) => histogram(row)?.isMinBound, RESTORING);
  schema.flat('is_max_bound', 'boolean', (row) => histogram(row)?.isMaxBound, RESTORING);
  for (const sign of ['positive', 'negative'] as const) {
    const prefix = sign === 'positive' ? '' : 'negative_';
    const indices = (row: Row) => row.histogram && indicesOf(row.histogram[sign]);
    const counts = (row: Row) => row.histogram && filled(row.histogram[sign].counts);
    schema.list(`${prefix}bucket_index`, 'int32', 'DELTA_BINARY_PACKED', indices, RESTORING);
    schema.list(`${prefix}bucket_count`, 'int64', 'RLE_DICTIONARY', counts, RESTORING);
  }
  const explicit = (row: Row) => histogram(row)?.explicit;
  schema.list('explicit_bounds', 'double', 'RLE_DICTIONARY', (row) => explicit(row)?.bounds);
  schema.list(
    'explicit_counts',
    'int64',
    'RLE_DICTIONARY',
    (row) => {
      const buckets = explicit(row);
      return buckets && Array.from(buckets.counts);
    },
    RESTORING,
  );
  schema.structures<Exemplar>(
    'exemplars',
    (row) => row.stored?.point.exemplars,
    [
      ['value', 'double', (one) => one.value],
      ['timestamp_unix_ms', 'double', (one) => one.timestampUnixMs],
      ['trace_id', 'string', (one) => one.traceId],
      ['span_id', 'string', (one) => one.spanId],
    ],
    EXACT,
  );
  return schema;
}

/** Absolute, of buckets that hold something. */
function indicesOf({ offset, counts }: ExponentialSnapshot['positive']): number[] {
  const indices: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) indices.push(offset + i);
  return indices;
}

function filled(counts: Float64Array): number[] {
  const list: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) list.push(counts[i] as number);
  return list;
}

const SCHEMA = schemaOf();

export const LEAVES: readonly Leaf[] = SCHEMA.leaves;
export const SCHEMA_ELEMENTS: readonly SchemaElement[] = SCHEMA.elements;

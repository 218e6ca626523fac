/**
 * The index of a segment: which series it has, in the order of their rows, which time was observed, and where its row
 * groups are. It lies between the last row group and Parquet's footer, where no other reader looks.
 *
 * Parquet's own footer names each column of each row group anew, and takes longer to parse than a row group. The index
 * also has what columns of strings cannot: labels with their types, and the whole instrument.
 *
 *     head, JSON | bytes of each column of each row group, int32 | series, 3 uint32 each | labels of each series, JSON
 *
 * A query for one series looks for its labels in the text of all of them, and parses those alone: to parse the labels of a
 * thousand series takes ten times as long as to read the row group (measured).
 */
import type { Instrument, Labels, Slices } from '../../../metrics/inner.ts';
import type { Coverage } from '../../model.ts';
import type { SegmentName } from '../names.ts';
import { decodeLabels, type EncodedLabels, encodeLabels } from './labels.ts';
import { LEAVES } from './schema.ts';

/** A series, and how many rows it has. */
export interface SeriesEntry {
  readonly instrument: Instrument;
  readonly fullName: string;
  readonly labels: Labels;
  readonly overflow: boolean;
  /** Of its explicit buckets, where they are not those of the instrument. */
  readonly bounds: readonly number[] | undefined;
  readonly rows: number;
}

export interface RowGroupEntry {
  readonly rows: number;
  /** Lowest and highest `startedAtUnixMs` of its rows. */
  readonly firstUnixMs: number;
  readonly lastUnixMs: number;
  /** In bytes, all columns together. */
  readonly size: number;
  /** Of these bytes. */
  readonly crc: number;
  /** Of each column in bytes, in the order of the schema; below 0 where the column has no value. */
  readonly columns: ArrayLike<number>;
}

type Metric = readonly [fullName: string, instrument: Instrument];

interface Described extends Omit<SegmentName, 'crc'> {
  readonly member: string;
  readonly coverage: readonly Coverage[];
  readonly groups: readonly RowGroupEntry[];
  /** CRC32C of everything in the file before the index. */
  readonly crcBefore: number;
}

/** What an index is written from. */
export interface IndexContent extends Described {
  readonly series: readonly SeriesEntry[];
}

export interface SegmentIndex extends Described {
  readonly metrics: readonly Metric[];
  readonly series: SeriesTable;
}

interface Head extends Omit<Described, 'coverage' | 'groups'> {
  readonly version: 1;
  readonly metrics: readonly Metric[];
  /** How many. */
  readonly series: number;
  /** Whether any label is something else. */
  readonly hasOnlyStrings: boolean;
  /** That coverage is of. */
  readonly instances: readonly string[];
  readonly coverage: readonly (readonly [
    started: number,
    ended: number,
    durationSeconds: number,
    instance: number,
  ])[];
  readonly groups: readonly (readonly [
    rows: number,
    first: number,
    last: number,
    crc: number,
    size: number,
  ])[];
}

/** What the index has of a series as JSON. */
type SeriesJson = readonly [labels: EncodedLabels, overflow?: 0 | 1, bounds?: readonly number[]];

export interface EncodedIndex {
  readonly bytes: Uint8Array;
  readonly headBytes: number;
}

const VERSION = 1;
/** Series that are written in one go: a fraction of a millisecond. */
const SLICE = 64;
const NUMBER_BYTES = 4;
/** Of a series, in the table: its metric, its rows, and where its text ends. */
const SERIES_NUMBERS = 3;

export function* encodingIndex({
  series,
  coverage,
  groups,
  ...described
}: IndexContent): Slices<EncodedIndex> {
  const known = new Map<string, number>();
  const metrics: Metric[] = [];
  const positionOf = ({ fullName, instrument }: SeriesEntry): number => {
    const key = fullName + JSON.stringify(instrument);
    const position = known.get(key) ?? metrics.push([fullName, instrument]) - 1;
    known.set(key, position);
    return position;
  };
  const instances = [...new Set(coverage.map(({ instance }) => instance))];
  const placeOf = new Map(instances.map((instance, i) => [instance, i]));
  const numbers: number[] = [];
  for (const { columns } of groups)
    for (let i = 0; i < columns.length; i++) numbers.push(columns[i] as number);
  let text = '';
  let hasOnlyStrings = true;
  for (const [i, one] of series.entries()) {
    if (i % SLICE === SLICE - 1) yield;
    const labels = encodeLabels(one.labels);
    hasOnlyStrings &&= labels.every(([, value]) => typeof value === 'string');
    text += JSON.stringify(seriesJson(labels, one));
    numbers.push(positionOf(one), one.rows, text.length);
  }
  const head: Head = {
    ...described,
    version: VERSION,
    metrics,
    series: series.length,
    hasOnlyStrings,
    instances,
    coverage: coverage.map(({ startedAtUnixMs, endedAtUnixMs, durationSeconds, instance }) => [
      startedAtUnixMs,
      endedAtUnixMs,
      durationSeconds,
      placeOf.get(instance) as number,
    ]),
    groups: groups.map(({ rows, firstUnixMs, lastUnixMs, crc, size }) => [
      rows,
      firstUnixMs,
      lastUnixMs,
      crc,
      size,
    ]),
  };
  yield;
  const headBytes = new TextEncoder().encode(JSON.stringify(head));
  yield;
  const textBytes = new TextEncoder().encode(text);
  const bytes = new Uint8Array(headBytes.length + numbers.length * NUMBER_BYTES + textBytes.length);
  bytes.set(headBytes);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) {
    view.setInt32(headBytes.length + i * NUMBER_BYTES, number, true);
  }
  bytes.set(textBytes, bytes.length - textBytes.length);
  return { bytes, headBytes: headBytes.length };
}

function seriesJson(labels: EncodedLabels, { overflow, bounds }: SeriesEntry): SeriesJson {
  if (bounds !== undefined) return [labels, overflow ? 1 : 0, bounds];
  return overflow ? [labels, 1] : [labels];
}

/** The series of a segment: what each is, is parsed when it is asked for, and is the same object each time. */
export class SeriesTable implements Iterable<SeriesEntry> {
  readonly length: number;
  /** How many rows of series lie before each of them, and after the last one. */
  readonly starts: Int32Array;
  private readonly metrics: readonly Metric[];
  private readonly hasOnlyStrings: boolean;
  private readonly metricAt: Int32Array;
  private readonly text: string;
  /** Where the text of each begins, and where that of the last one ends. */
  private readonly textStarts: Int32Array;
  private readonly entries: (SeriesEntry | undefined)[] = [];
  private parsed = 0;

  constructor(head: Head, numbers: DataView, text: string) {
    const { length } = { length: head.series };
    this.length = length;
    this.metrics = head.metrics;
    this.hasOnlyStrings = head.hasOnlyStrings;
    this.text = text;
    this.starts = new Int32Array(length + 1);
    this.textStarts = new Int32Array(length + 1);
    this.metricAt = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const at = i * SERIES_NUMBERS * NUMBER_BYTES;
      this.metricAt[i] = numbers.getInt32(at, true);
      this.starts[i + 1] = (this.starts[i] as number) + numbers.getInt32(at + NUMBER_BYTES, true);
      this.textStarts[i + 1] = numbers.getInt32(at + 2 * NUMBER_BYTES, true);
    }
  }

  /** About what it takes in memory. */
  get bytes(): number {
    return this.text.length + this.length * 12 + this.parsed * 300;
  }

  *[Symbol.iterator](): Generator<SeriesEntry> {
    for (let i = 0; i < this.length; i++) yield this.entry(i);
  }

  /** Which of the index's metrics it is of. */
  metricOf(i: number): number {
    return this.metricAt[i] as number;
  }

  entry(i: number): SeriesEntry {
    const known = this.entries[i];
    if (known !== undefined) return known;
    const [fullName, instrument] = this.metrics[this.metricOf(i)] as Metric;
    const json = this.text.slice(this.textStarts[i], this.textStarts[i + 1]);
    const [labels, overflow = 0, bounds] = JSON.parse(json) as SeriesJson;
    const entry: SeriesEntry = {
      instrument,
      fullName,
      labels: decodeLabels(labels),
      overflow: overflow === 1,
      bounds,
      rows: (this.starts[i + 1] as number) - (this.starts[i] as number),
    };
    this.entries[i] = entry;
    this.parsed += 1;
    return entry;
  }

  /** Those that may have these labels, in their order. @param asked see `Selection.labels` */
  *withLabels(asked: Readonly<Record<string, string>>): Generator<number> {
    const wanted = Object.entries(asked);
    const named = this.hasOnlyStrings ? wanted.find(([, value]) => value !== '') : undefined;
    if (named === undefined) {
      for (let i = 0; i < this.length; i++) if (this.mayHave(i, wanted)) yield i;
      return;
    }
    // A pair is spelled in one way, and inside of a string its quotes would have a backslash before them.
    const pair = JSON.stringify(named);
    let i = 0;
    for (let at = this.text.indexOf(pair); at >= 0; at = this.text.indexOf(pair, at)) {
      while ((this.textStarts[i + 1] as number) <= at) i += 1;
      if (this.mayHave(i, wanted)) yield i;
      at = this.textStarts[i + 1] as number;
    }
  }

  /** Labels that are no strings are left to who asked. */
  private mayHave(i: number, wanted: readonly (readonly [name: string, value: string])[]): boolean {
    if (wanted.length === 0) return true;
    const { labels } = this.entry(i);
    return wanted.every(([name, value]) => {
      const label = Object.hasOwn(labels, name) ? labels[name] : '';
      return typeof label !== 'string' || label === value;
    });
  }
}

/** Each instrument, and the labels of each series, are one object in all that is read of the segment. */
export function decodeIndex(bytes: Uint8Array, headBytes: number): SegmentIndex {
  const decoder = new TextDecoder();
  const head = JSON.parse(decoder.decode(bytes.subarray(0, headBytes))) as Head;
  const { version, hasOnlyStrings: _, instances, ...described } = head;
  if (version !== VERSION) throw new Error(`the index has version ${version}, not ${VERSION}`);
  const { member, coverage, groups, metrics } = head;
  const columnsBytes = LEAVES.length * NUMBER_BYTES;
  const seriesAt = headBytes + groups.length * columnsBytes;
  const textAt = seriesAt + head.series * SERIES_NUMBERS * NUMBER_BYTES;
  const numbers = new DataView(bytes.buffer, bytes.byteOffset + seriesAt, textAt - seriesAt);
  return {
    ...described,
    metrics,
    series: new SeriesTable(head, numbers, decoder.decode(bytes.subarray(textAt))),
    coverage: coverage.map(([startedAtUnixMs, endedAtUnixMs, durationSeconds, at]) => {
      const instance = instances[at] as string;
      return { member, instance, startedAtUnixMs, endedAtUnixMs, durationSeconds };
    }),
    groups: groups.map(([rows, firstUnixMs, lastUnixMs, crc, size], i) => {
      const from = headBytes + i * columnsBytes;
      // A copy begins where numbers may.
      const columns = new Int32Array(bytes.slice(from, from + columnsBytes).buffer);
      return { rows, firstUnixMs, lastUnixMs, crc, size, columns };
    }),
  };
}

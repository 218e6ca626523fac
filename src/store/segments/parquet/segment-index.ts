/**
 * The index of a segment: which series it has, in the order of their rows, which time was observed, and where its row
 * groups are. It lies between the last row group and Parquet's footer, as JSON, where no other reader looks.
 *
 * Parquet's own footer names each column of each row group anew, and takes longer to parse than a row group. The index
 * also has what columns of strings cannot: labels with their types, and the whole instrument.
 */
import type { Instrument, Labels } from '../../../metrics/inner.ts';
import type { Coverage } from '../../model.ts';
import type { SegmentName } from '../names.ts';
import { decodeLabels, type EncodedLabels, encodeLabels } from './labels.ts';

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
  readonly columns: readonly number[];
}

export interface SegmentIndex extends Omit<SegmentName, 'crc'> {
  readonly member: string;
  readonly series: readonly (SeriesEntry & { readonly encodedLabels?: EncodedLabels })[];
  readonly coverage: readonly Coverage[];
  readonly groups: readonly RowGroupEntry[];
}

interface IndexJson extends Omit<SegmentName, 'crc'> {
  readonly version: 1;
  readonly member: string;
  readonly instruments: readonly (readonly [fullName: string, instrument: Instrument])[];
  readonly series: readonly (readonly [
    instrument: number,
    rows: number,
    labels: EncodedLabels,
    overflow?: 0 | 1,
    bounds?: readonly number[],
  ])[];
  readonly coverage: readonly (readonly [started: number, ended: number, durationSeconds: number])[];
  readonly groups: readonly (readonly [
    rows: number,
    first: number,
    last: number,
    crc: number,
    columns: readonly number[],
  ])[];
}

const VERSION = 1;

export function encodeIndex(index: SegmentIndex): string {
  const { level, firstSequence, lastSequence, member } = index;
  const known = new Map<string, number>();
  const instruments: [string, Instrument][] = [];
  const positionOf = ({ fullName, instrument }: SeriesEntry): number => {
    const key = fullName + JSON.stringify(instrument);
    const position = known.get(key) ?? instruments.push([fullName, instrument]) - 1;
    known.set(key, position);
    return position;
  };
  const json: IndexJson = {
    version: VERSION,
    level,
    firstSequence,
    lastSequence,
    member,
    instruments,
    series: index.series.map((one) => {
      const described = [positionOf(one), one.rows, encodeLabels(one.labels)] as const;
      if (one.bounds !== undefined) return [...described, one.overflow ? 1 : 0, one.bounds] as const;
      return one.overflow ? ([...described, 1] as const) : described;
    }),
    coverage: index.coverage.map(({ startedAtUnixMs, endedAtUnixMs, durationSeconds }) => [
      startedAtUnixMs,
      endedAtUnixMs,
      durationSeconds,
    ]),
    groups: index.groups.map(({ rows, firstUnixMs, lastUnixMs, crc, columns }) => [
      rows,
      firstUnixMs,
      lastUnixMs,
      crc,
      columns,
    ]),
  };
  return JSON.stringify(json);
}

/** Labels are made once they are asked for: a query is about few of the series. */
class DecodedSeries implements SeriesEntry {
  readonly instrument: Instrument;
  readonly fullName: string;
  readonly overflow: boolean;
  readonly bounds: readonly number[] | undefined;
  readonly rows: number;
  readonly encodedLabels: EncodedLabels;
  private decoded: Labels | undefined = undefined;

  constructor(
    [fullName, instrument]: IndexJson['instruments'][number],
    [, rows, labels, overflow = 0, bounds]: IndexJson['series'][number],
  ) {
    this.instrument = instrument;
    this.fullName = fullName;
    this.overflow = overflow === 1;
    this.bounds = bounds;
    this.rows = rows;
    this.encodedLabels = labels;
  }

  /** The same object each time. */
  get labels(): Labels {
    this.decoded ??= decodeLabels(this.encodedLabels);
    return this.decoded;
  }
}

/** Each instrument, and the labels of each series, are one object in all that is read of the segment. */
export function decodeIndex(text: string): SegmentIndex {
  const json = JSON.parse(text) as IndexJson;
  if (json.version !== VERSION) throw new Error(`the index has version ${json.version}, not ${VERSION}`);
  const { level, firstSequence, lastSequence, member } = json;
  return {
    level,
    firstSequence,
    lastSequence,
    member,
    series: json.series.map((one) => {
      return new DecodedSeries(json.instruments[one[0]] as IndexJson['instruments'][number], one);
    }),
    coverage: json.coverage.map(([startedAtUnixMs, endedAtUnixMs, durationSeconds]) => {
      return { member, startedAtUnixMs, endedAtUnixMs, durationSeconds };
    }),
    groups: json.groups.map(([rows, firstUnixMs, lastUnixMs, crc, columns]) => {
      const size = columns.reduce((sum, one) => sum + Math.abs(one), 0);
      return { rows, firstUnixMs, lastUnixMs, crc, columns, size };
    }),
  };
}

/** Writes the rows of a segment, series by series, into a file: row groups, the index, Parquet's footer. */
import type { ColumnChunk, RowGroup } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { type ExponentialSnapshot, quantilesOf } from '../../histogram/index.ts';
import { runInSlices, type Slices, type TimeBudget } from '../../metrics/inner.ts';
import { crc32c, crc32cCombine } from '../crc32c.ts';
import type { AppendableFile } from '../files/files.ts';
import type { Coverage, StoredPoint } from '../model.ts';
import { labelText } from './labels.ts';
import { type Level, STEP_NAMES } from './names.ts';
import { encodingRowGroup } from './row-group-writer.ts';
import { QUANTILES, type Row, SCHEMA_ELEMENTS } from './schema.ts';
import { encodeIndex, type RowGroupEntry, type SegmentIndex, type SeriesEntry } from './segment-index.ts';

/** `PAR1`, at both ends of a file of Parquet. */
const MAGIC = new TextEncoder().encode('PAR1');
export const MAGIC_BYTES = 4;
/** After the index: its length, and `IFIX`. */
export const INDEX_MAGIC = 0x58494649;
/** After Parquet's footer: its length, and `PAR1`. */
export const END_BYTES = 8;

/** Small, so that a query for one series decodes little beside it, and no column takes the event loop for long. */
const ROWS_A_GROUP = 1024;
/** Buckets and the like of a row group, as far as they make it end earlier. */
const ITEMS_A_GROUP = 32_768;

export interface SegmentDescription {
  readonly level: Level;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly member: string;
}

export class SegmentWriter {
  private readonly file: AppendableFile;
  private readonly budget: TimeBudget;
  private readonly description: SegmentDescription;
  private readonly coverage: readonly Coverage[];
  private readonly series: SeriesEntry[] = [];
  private readonly groups: RowGroupEntry[] = [];
  private readonly rowGroups: RowGroup[] = [];
  private rows: Row[] = [];
  private items = 0;
  private size = 0;
  private crc = 0;

  /** @param file empty. @param coverage of the time in it; each stretch is a row, too. */
  constructor(
    file: AppendableFile,
    budget: TimeBudget,
    description: SegmentDescription,
    coverage: readonly Coverage[],
  ) {
    this.file = file;
    this.budget = budget;
    this.description = description;
    this.coverage = coverage;
  }

  async begin(): Promise<void> {
    await this.append(MAGIC);
    for (const stretch of this.coverage) {
      await this.push({
        ...stretch,
        step: this.step,
        stored: undefined,
        labels: [],
        histogram: undefined,
        quantiles: [],
      });
    }
  }

  /** The rows of a series, which follow one another. Series come by metric, then by labels. */
  async add(series: Omit<SeriesEntry, 'rows'>, points: Iterable<StoredPoint>): Promise<void> {
    const labels = Object.entries(series.labels).map(([name, value]) => [name, labelText(value)] as const);
    let rows = 0;
    for (const stored of points) {
      rows += 1;
      const { member, startedAtUnixMs, endedAtUnixMs, durationSeconds, point } = stored;
      const histogram = 'histogram' in point ? point.histogram : undefined;
      const quantiles = histogram === undefined ? [] : quantilesIn(histogram);
      await this.push({
        member,
        step: this.step,
        startedAtUnixMs,
        endedAtUnixMs,
        durationSeconds,
        stored,
        labels,
        histogram,
        quantiles,
      });
    }
    this.series.push({ ...series, rows });
  }

  /** Ends the file. @returns the CRC of its bytes, and its index */
  async finish(): Promise<{ readonly crc: number; readonly index: SegmentIndex; readonly size: number }> {
    if (this.rows.length > 0) await this.endGroup();
    const index: SegmentIndex = {
      ...this.description,
      series: this.series,
      coverage: this.coverage,
      groups: this.groups,
    };
    await this.append(await runInSlices(this.encodingTail(index), this.budget));
    return { crc: this.crc, index, size: this.size };
  }

  private get step(): string {
    return STEP_NAMES[this.description.level];
  }

  private async push(row: Row): Promise<void> {
    this.rows.push(row);
    this.items += itemsOf(row);
    if (this.rows.length >= ROWS_A_GROUP || this.items >= ITEMS_A_GROUP) await this.endGroup();
    else if (this.budget.isExhausted()) await this.budget.pause();
  }

  private async endGroup(): Promise<void> {
    const { rows, budget } = this;
    this.rows = [];
    this.items = 0;
    const encoding = encodingRowGroup(rows, this.size);
    let slice = encoding.next();
    while (!slice.done) {
      if (budget.isOver()) await budget.pause();
      slice = encoding.next();
    }
    const { bytes, chunks, columns } = slice.value;
    const crc = crc32c(bytes);
    const started = rows.map(({ startedAtUnixMs }) => startedAtUnixMs);
    this.groups.push({
      rows: rows.length,
      firstUnixMs: started.reduce((a, b) => Math.min(a, b)),
      lastUnixMs: started.reduce((a, b) => Math.max(a, b)),
      size: bytes.length,
      crc,
      columns,
    });
    this.rowGroups.push(rowGroupOf(rows.length, chunks));
    await this.append(bytes, crc);
  }

  private *encodingTail(index: SegmentIndex): Slices<Uint8Array> {
    const text = new TextEncoder().encode(encodeIndex(index));
    yield;
    const writer = new ByteWriter(text.length + 4096);
    writer.appendBytes(text);
    writer.appendUint32(text.length);
    writer.appendUint32(INDEX_MAGIC);
    writeMetadata(writer, {
      version: 2,
      created_by: `inferometer ${LIBRARY_VERSION}`,
      schema: [...SCHEMA_ELEMENTS],
      num_rows: BigInt(index.groups.reduce((sum, { rows }) => sum + rows, 0)),
      row_groups: this.rowGroups,
      metadata_length: 0,
      key_value_metadata: [{ key: 'inferometer.format', value: '1' }],
    });
    writer.appendBytes(MAGIC);
    return writer.getBytes();
  }

  private async append(bytes: Uint8Array, crc = crc32c(bytes)): Promise<void> {
    this.crc = crc32cCombine(this.crc, crc, bytes.length);
    this.size += bytes.length;
    await this.file.append(bytes);
  }
}

/** Explicit buckets say nothing about quantiles, and take half of the time. */
function quantilesIn({ explicit: _, ...histogram }: ExponentialSnapshot): number[] {
  return quantilesOf(histogram, QUANTILES);
}

function itemsOf({ histogram }: Row): number {
  if (histogram === undefined) return 0;
  const { positive, negative, explicit } = histogram;
  return positive.counts.length + negative.counts.length + (explicit?.counts.length ?? 0);
}

function rowGroupOf(rows: number, columns: readonly ColumnChunk[]): RowGroup {
  const sum = (of: (chunk: ColumnChunk) => bigint | undefined) =>
    columns.reduce((total, chunk) => total + (of(chunk) ?? 0n), 0n);
  return {
    columns: [...columns],
    num_rows: BigInt(rows),
    total_byte_size: sum(({ meta_data }) => meta_data?.total_uncompressed_size),
    total_compressed_size: sum(({ meta_data }) => meta_data?.total_compressed_size),
  };
}

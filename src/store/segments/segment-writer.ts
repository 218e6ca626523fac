/** Writes the rows of a segment, series by series, into a file: row groups, the index, Parquet's footer. */
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { crc32c, crc32cCombine } from '../../crc32c.ts';
import type { Slices, TimeBudget } from '../../metrics/inner.ts';
import type { AppendableFile } from '../files/files.ts';
import type { Coverage, StoredPoint } from '../model.ts';
import { runInLongSlices } from './long-slices.ts';
import { type Level, STEP_NAMES } from './names.ts';
import { Footer, MAGIC } from './parquet/footer.ts';
import { encodingRowGroup } from './parquet/row-group-writer.ts';
import { Rows } from './parquet/rows.ts';
import type { Row } from './parquet/schema.ts';
import {
  decodeIndex,
  encodingIndex,
  type IndexContent,
  type RowGroupEntry,
  type SegmentIndex,
  type SeriesEntry,
} from './parquet/segment-index.ts';

/** After the index: its length, that of its head, the CRC of all that comes after this, and `IFIX`. */
export const INDEX_MAGIC = 0x58494649;
export const INDEX_END_BYTES = 16;

/** Small, so that a query for one series decodes little beside it, and no column takes the event loop for long. */
const ROWS_A_GROUP = 1024;
/** Buckets and the like of a row group, as far as they make it end earlier. */
const ITEMS_A_GROUP = 32_768;

/** Where the index of a segment is, in bytes from its beginning: one look at the file is enough for whoever knows it. */
export interface IndexPlace {
  /** Of the file. */
  readonly size: number;
  readonly indexAt: number;
  /** Where Parquet's footer begins. */
  readonly indexEnd: number;
}

export interface SegmentDescription {
  readonly level: Level;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly member: string;
}

/** What comes after the row groups. */
interface Tail {
  readonly index: SegmentIndex;
  /** Of the index, and its end. */
  readonly bytes: Uint8Array;
  /** Of Parquet. */
  readonly footer: Uint8Array;
  readonly footerCrc: number;
}

export class SegmentWriter {
  private readonly file: AppendableFile;
  private readonly budget: TimeBudget;
  private readonly description: SegmentDescription;
  private readonly coverage: readonly Coverage[];
  private readonly series: SeriesEntry[] = [];
  private readonly groups: RowGroupEntry[] = [];
  private readonly footer = new Footer();
  private readonly maker: Rows;
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
    this.maker = new Rows(STEP_NAMES[description.level]);
  }

  async begin(): Promise<void> {
    await this.append(MAGIC);
    for (const stretch of this.coverage) await this.push(this.maker.ofCoverage(stretch));
  }

  /** The rows of a series, which follow one another. Series come by metric, then by labels. */
  async add(series: Omit<SeriesEntry, 'rows'>, points: Iterable<StoredPoint>): Promise<void> {
    let rows = 0;
    for (const stored of points) {
      rows += 1;
      await this.push(this.maker.of(stored));
    }
    this.series.push({ ...series, rows });
  }

  /** Gives back what it holds; also where nothing was finished. */
  dispose(): void {
    this.maker.dispose();
  }

  /** Ends the file. @returns the CRC of its bytes, and its index */
  async finish(): Promise<{
    readonly crc: number;
    readonly index: SegmentIndex;
    readonly place: IndexPlace;
  }> {
    if (this.rows.length > 0) await this.endGroup();
    const indexAt = this.size;
    const { index, bytes, footer, footerCrc } = await runInLongSlices(
      this.encodingTail({
        ...this.description,
        series: this.series,
        coverage: this.coverage,
        groups: this.groups,
        crcBefore: this.crc,
      }),
      this.budget,
    );
    await this.append(bytes);
    const indexEnd = this.size;
    if (this.budget.isOver()) await this.budget.pause();
    await this.append(footer, footerCrc);
    return { crc: this.crc, index, place: { size: this.size, indexAt, indexEnd } };
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
    const { bytes, chunks, columns } = await runInLongSlices(encodingRowGroup(rows, this.size), budget);
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
    this.footer.add(rows.length, chunks);
    if (budget.isOver()) await budget.pause();
    await this.append(bytes, crc);
  }

  private *encodingTail(content: IndexContent): Slices<Tail> {
    const { bytes, headBytes } = yield* encodingIndex(content);
    yield;
    const index = decodeIndex(bytes, headBytes);
    yield;
    const footer = this.footer.end();
    yield;
    const footerCrc = crc32c(footer);
    yield;
    const writer = new ByteWriter(bytes.length + INDEX_END_BYTES);
    writer.appendBytes(bytes);
    writer.appendUint32(bytes.length);
    writer.appendUint32(headBytes);
    writer.appendUint32(footerCrc);
    writer.appendUint32(INDEX_MAGIC);
    return { index, bytes: writer.getBytes(), footer, footerCrc };
  }

  private async append(bytes: Uint8Array, crc = crc32c(bytes)): Promise<void> {
    this.crc = crc32cCombine(this.crc, crc, bytes.length);
    this.size += bytes.length;
    await this.file.append(bytes);
  }
}

function itemsOf({ histogram }: Row): number {
  if (histogram === undefined) return 0;
  const { positive, negative, explicit } = histogram;
  return positive.counts.length + negative.counts.length + (explicit?.counts.length ?? 0);
}

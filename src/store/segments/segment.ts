/** A sealed file, read: nothing of it is believed whose CRC was not seen to be right. */
import type { TimeBudget } from '../../metrics/inner.ts';
import { crc32c, crc32cCombine } from '../crc32c.ts';
import type { Files } from '../files/files.ts';
import type { Coverage, Selection, StoredPoint } from '../model.ts';
import { type SegmentName, segmentFileName } from './names.ts';
import { END_BYTES, MAGIC } from './parquet/footer.ts';
import { type EncodedLabels, encodeLabels } from './parquet/labels.ts';
import { type Run, restoringPoints } from './parquet/row-group-reader.ts';
import { decodeIndex, type SegmentIndex, type SeriesEntry } from './parquet/segment-index.ts';
import { INDEX_END_BYTES, INDEX_MAGIC } from './segment-writer.ts';

/** The bytes are not those that were written. */
export class DamagedError extends Error {}

const decoder = new TextDecoder();

export class Segment {
  readonly name: SegmentName;
  /** Its name in the directory. */
  readonly file: string;
  readonly path: string;
  private readonly files: Files;
  private readonly budget: TimeBudget;
  private opening: Promise<Opened> | undefined;

  constructor(files: Files, directory: string, name: SegmentName, budget: TimeBudget) {
    this.files = files;
    this.budget = budget;
    this.name = name;
    this.file = segmentFileName(name);
    this.path = `${directory}/${this.file}`;
  }

  /**
   * Its index. What it says of the row groups is right where this resolves: the CRC of the file follows from those of its
   * parts, and Parquet's footer is not read for that.
   *
   * @throws DamagedError; FileError
   */
  async index(): Promise<SegmentIndex> {
    return (await this.opened()).index;
  }

  /** Holds no index any more. */
  forget(): void {
    this.opening = undefined;
  }

  /** Stretches that begin in the time of the selection. @throws as points */
  async *coverage({ startUnixMs, endUnixMs, members }: Selection): AsyncGenerator<readonly Coverage[]> {
    const { coverage } = await this.index();
    const wanted = coverage.filter(
      ({ member, startedAtUnixMs }) =>
        startedAtUnixMs >= startUnixMs &&
        startedAtUnixMs < endUnixMs &&
        (members === undefined || members.includes(member)),
    );
    if (wanted.length > 0) yield wanted;
  }

  /** Reads it all. @throws DamagedError; FileError */
  async verify(): Promise<void> {
    const { index, indexEnd, size, footerCrc } = await this.opened();
    await this.read(0, MAGIC.length, crc32c(MAGIC));
    let at = MAGIC.length;
    for (const group of index.groups) {
      await this.read(at, group.size, group.crc);
      at += group.size;
      if (this.budget.isOver()) await this.budget.pause();
    }
    await this.read(indexEnd, size - indexEnd, footerCrc);
  }

  /** A batch for each row group that has something of it. @throws DamagedError; FileError */
  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    const index = await this.index();
    const { member, groups, series } = index;
    const { startUnixMs, endUnixMs, members, signal } = selection;
    if (members !== undefined && !members.includes(member)) return;
    const wanted = wantedRuns(index, selection);
    let at = MAGIC.length;
    let first = 0;
    let next = 0;
    for (const group of groups) {
      const end = first + group.rows;
      const runs: Run[] = [];
      for (let i = next; i < wanted.length; i++) {
        const { entry, from, to } = wanted[i] as WantedRun;
        if (from >= end) break;
        runs.push({
          series: series[entry] as SeriesEntry,
          from: Math.max(from, first) - first,
          to: Math.min(to, end) - first,
        });
        if (to <= end) next = i + 1;
      }
      if (runs.length > 0 && group.lastUnixMs >= startUnixMs && group.firstUnixMs < endUnixMs) {
        signal?.throwIfAborted();
        const bytes = await this.read(at, group.size, group.crc);
        const restoring = restoringPoints(bytes, group, runs, member, startUnixMs, endUnixMs);
        let slice = restoring.next();
        while (!slice.done) {
          if (this.budget.isOver()) await this.budget.pause();
          slice = restoring.next();
        }
        if (slice.value.length > 0) yield slice.value;
      }
      at += group.size;
      first = end;
    }
  }

  private opened(): Promise<Opened> {
    this.opening ??= this.open().catch((error) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  private async read(at: number, size: number, crc: number): Promise<Uint8Array> {
    const bytes = await this.files.read(this.path, at, at + size);
    if (bytes.length !== size || crc32c(bytes) !== crc) {
      throw new DamagedError(`the bytes from ${at} to ${at + size} are not those that were written`);
    }
    return bytes;
  }

  private async open(): Promise<Opened> {
    const size = await this.files.size(this.path);
    const indexEnd = size - (await this.footerBytes(size));
    const end = viewOf(await this.files.read(this.path, Math.max(0, indexEnd - INDEX_END_BYTES), indexEnd));
    if (end.byteLength < INDEX_END_BYTES || end.getUint32(8, true) !== INDEX_MAGIC) {
      throw new DamagedError('it has no index');
    }
    const indexAt = indexEnd - INDEX_END_BYTES - end.getUint32(0, true);
    const footerCrc = end.getUint32(4, true);
    if (indexAt < MAGIC.length) throw new DamagedError('its end says that it is longer than it is');
    const bytes = await this.files.read(this.path, indexAt, indexEnd);
    const index = indexIn(bytes.subarray(0, -INDEX_END_BYTES));
    let crc = crc32c(MAGIC);
    for (const group of index.groups) crc = crc32cCombine(crc, group.crc, group.size);
    crc = crc32cCombine(crc, crc32c(bytes), bytes.length);
    crc = crc32cCombine(crc, footerCrc, size - indexEnd);
    const groupsEnd = index.groups.reduce((sum, group) => sum + group.size, MAGIC.length);
    if (crc !== this.name.crc || groupsEnd !== indexAt)
      throw new DamagedError('its CRC is not that of its name');
    return { index, indexEnd, size, footerCrc };
  }

  /** With what follows it: its length, and `PAR1`. */
  private async footerBytes(size: number): Promise<number> {
    if (size < MAGIC.length + END_BYTES) throw new DamagedError('it is too short');
    const end = viewOf(await this.files.read(this.path, size - END_BYTES, size));
    return end.byteLength < END_BYTES ? size : end.getUint32(0, true) + END_BYTES;
  }
}

/** What holds for a segment once its CRC does, without a look at its row groups and at its footer. */
interface Opened {
  readonly index: SegmentIndex;
  /** Where Parquet's footer begins. */
  readonly indexEnd: number;
  readonly size: number;
  readonly footerCrc: number;
}

/** Rows of a series that is wanted, counted from the first one of the segment. */
interface WantedRun {
  /** Which of the index's series. */
  readonly entry: number;
  readonly from: number;
  readonly to: number;
}

function wantedRuns({ series, coverage }: SegmentIndex, { isWanted, labels }: Selection): WantedRun[] {
  const known = new Map<unknown, boolean>();
  const wanted: WantedRun[] = [];
  const asked = Object.entries(labels);
  let from = coverage.length;
  for (const [entry, one] of series.entries()) {
    const { instrument, fullName, rows } = one;
    let is = known.get(instrument);
    if (is === undefined) {
      is = isWanted(instrument, fullName);
      known.set(instrument, is);
    }
    if (
      is &&
      asked.every(([name, value]) => mayBe(one.encodedLabels ?? encodeLabels(one.labels), name, value))
    )
      wanted.push({ entry, from, to: from + rows });
    from += rows;
  }
  return wanted;
}

/** Labels that are no strings are left to who asked. */
function mayBe(encoded: EncodedLabels, name: string, value: string): boolean {
  const [, label = ''] = encoded.find(([own]) => own === name) ?? [];
  return typeof label !== 'string' || label === value;
}

/** @throws DamagedError */
function indexIn(bytes: Uint8Array): SegmentIndex {
  try {
    return decodeIndex(decoder.decode(bytes));
  } catch (cause) {
    throw new DamagedError('its index cannot be read', { cause });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

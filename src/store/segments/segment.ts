/** A sealed file, read: nothing of it is believed whose CRC was not seen to be right. */

import { crc32c, crc32cCombine } from '../../crc32c.ts';
import type { TimeBudget } from '../../metrics/inner.ts';
import type { Files } from '../files/files.ts';
import type { Coverage, Selection, StoredFigures, StoredPoint } from '../model.ts';
import { runInLongSlices } from './long-slices.ts';
import { type SegmentName, segmentFileName } from './names.ts';
import { END_BYTES, MAGIC } from './parquet/footer.ts';
import { RowGroup, type Run } from './parquet/row-group-reader.ts';
import { decodeIndex, type SegmentIndex } from './parquet/segment-index.ts';
import { INDEX_END_BYTES, INDEX_MAGIC, type IndexPlace } from './segment-writer.ts';

/** The bytes are not those that were written. */
export class DamagedError extends Error {}

export class Segment {
  readonly name: SegmentName;
  /** Its name in the directory. */
  readonly file: string;
  readonly path: string;
  private readonly files: Files;
  private readonly budget: TimeBudget;
  private opening: Promise<Opened> | undefined;
  private expected: IndexPlace | undefined;

  /** @param path where it is, if not under the name that is its own */
  constructor(files: Files, directory: string, name: SegmentName, budget: TimeBudget, path?: string) {
    this.files = files;
    this.budget = budget;
    this.name = name;
    this.file = segmentFileName(name);
    this.path = path ?? `${directory}/${this.file}`;
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

  /** Where the index is. @throws as index */
  async place(): Promise<IndexPlace> {
    return (await this.opened()).place;
  }

  /** Where the index should be, by the manifest: opening it takes one look at the file then. */
  expect(place: IndexPlace): void {
    this.expected = place;
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
    const { index, place, footerCrc } = await this.opened();
    const { indexEnd, size } = place;
    if ((await this.files.size(this.path)) !== size) throw new DamagedError('it is not as long as it was');
    if (this.budget.isOver()) await this.budget.pause();
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
    const { startUnixMs, endUnixMs, signal } = selection;
    for await (const group of this.rowGroups(selection)) {
      const points = await runInLongSlices(group.points(startUnixMs, endUnixMs), this.budget, signal);
      if (points.length > 0) yield points;
    }
  }

  /** As points. @throws as points */
  async *figures(selection: Selection): AsyncGenerator<readonly StoredFigures[]> {
    const { startUnixMs, endUnixMs, signal } = selection;
    for await (const group of this.rowGroups(selection)) {
      const figures = await runInLongSlices(group.figures(startUnixMs, endUnixMs), this.budget, signal);
      if (figures.length > 0) yield figures;
    }
  }

  /** Those that have something of the selection, read and seen to be right. */
  private async *rowGroups(selection: Selection): AsyncGenerator<RowGroup> {
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
          series: series.entry(entry),
          from: Math.max(from, first) - first,
          to: Math.min(to, end) - first,
        });
        if (to <= end) next = i + 1;
      }
      if (runs.length > 0 && group.lastUnixMs >= startUnixMs && group.firstUnixMs < endUnixMs) {
        signal?.throwIfAborted();
        yield new RowGroup(await this.read(at, group.size, group.crc), group, runs, member);
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
    const { expected } = this;
    if (expected !== undefined) {
      try {
        return await this.openAt(expected);
      } catch (error) {
        if (!(error instanceof DamagedError)) throw error;
        // Whether it is the file or the manifest that is wrong, the file says.
        this.expected = undefined;
      }
    }
    this.expected = undefined;
    const size = await this.files.size(this.path);
    const indexEnd = size - (await this.footerBytes(size));
    const end = viewOf(await this.files.read(this.path, Math.max(0, indexEnd - INDEX_END_BYTES), indexEnd));
    const { indexBytes } = indexEndIn(end);
    const opened = await this.openAt({
      size,
      indexAt: Math.max(0, indexEnd - INDEX_END_BYTES - indexBytes),
      indexEnd,
    });
    this.expected = opened.place;
    return opened;
  }

  private async openAt(place: IndexPlace): Promise<Opened> {
    const { size, indexAt, indexEnd } = place;
    const bytes = await this.files.read(this.path, indexAt, indexEnd);
    const { indexBytes, headBytes, footerCrc } = indexEndIn(
      viewOf(bytes.subarray(Math.max(0, bytes.length - INDEX_END_BYTES))),
    );
    if (bytes.length !== indexBytes + INDEX_END_BYTES) throw new DamagedError('its end is not where it was');
    const index = indexIn(bytes.subarray(0, -INDEX_END_BYTES), headBytes);
    const crc = crc32cCombine(
      crc32cCombine(index.crcBefore, crc32c(bytes), bytes.length),
      footerCrc,
      size - indexEnd,
    );
    const groupsEnd = index.groups.reduce((sum, group) => sum + group.size, MAGIC.length);
    if (crc !== this.name.crc || groupsEnd !== indexAt)
      throw new DamagedError('its CRC is not that of its name');
    return { index, place, footerCrc };
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
  readonly place: IndexPlace;
  readonly footerCrc: number;
}

/** @throws DamagedError */
function indexEndIn(end: DataView) {
  if (end.byteLength < INDEX_END_BYTES || end.getUint32(12, true) !== INDEX_MAGIC) {
    throw new DamagedError('it has no index');
  }
  return {
    indexBytes: end.getUint32(0, true),
    headBytes: end.getUint32(4, true),
    footerCrc: end.getUint32(8, true),
  };
}

/** Rows of a series that is wanted, counted from the first one of the segment. */
interface WantedRun {
  /** Which of the index's series. */
  readonly entry: number;
  readonly from: number;
  readonly to: number;
}

function wantedRuns(
  { metrics, series, coverage }: SegmentIndex,
  { isWanted, labels }: Selection,
): WantedRun[] {
  const are = metrics.map(([fullName, instrument]) => isWanted(instrument, fullName));
  const wanted: WantedRun[] = [];
  if (!are.includes(true)) return wanted;
  const { starts } = series;
  // Rows of what was observed come first.
  const before = coverage.length;
  for (const entry of series.withLabels(labels)) {
    if (!are[series.metricOf(entry)]) continue;
    wanted.push({
      entry,
      from: before + (starts[entry] as number),
      to: before + (starts[entry + 1] as number),
    });
  }
  return wanted;
}

/** @throws DamagedError */
function indexIn(bytes: Uint8Array, headBytes: number): SegmentIndex {
  try {
    return decodeIndex(bytes, headBytes);
  } catch (cause) {
    throw new DamagedError('its index cannot be read', { cause });
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

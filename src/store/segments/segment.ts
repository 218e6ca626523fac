/** A sealed file, read: nothing of it is believed whose CRC was not seen to be right. */
import type { TimeBudget } from '../../metrics/inner.ts';
import { crc32c, crc32cCombine } from '../crc32c.ts';
import type { Files } from '../files/files.ts';
import type { Coverage, Selection, StoredPoint } from '../model.ts';
import { type SegmentName, segmentFileName } from './names.ts';
import { END_BYTES, MAGIC } from './parquet/footer.ts';
import { type Run, restoringPoints } from './parquet/row-group-reader.ts';
import { decodeIndex, type SegmentIndex, type SeriesEntry } from './parquet/segment-index.ts';
import { INDEX_END_BYTES, INDEX_MAGIC } from './segment-writer.ts';

/** The bytes are not those that were written. */
export class DamagedError extends Error {}

/** Read at once from the end of a file: mostly that is the index and Parquet's footer. */
const TAIL_BYTES = 1 << 18;

const decoder = new TextDecoder();

export class Segment {
  readonly name: SegmentName;
  readonly path: string;
  private readonly files: Files;
  private readonly budget: TimeBudget;
  private opening: Promise<SegmentIndex> | undefined;

  constructor(files: Files, directory: string, name: SegmentName, budget: TimeBudget) {
    this.files = files;
    this.budget = budget;
    this.name = name;
    this.path = `${directory}/${segmentFileName(name)}`;
  }

  /**
   * Its index. What it says of the row groups is right where this resolves: the CRC of the file follows from those of its
   * parts.
   *
   * @throws DamagedError; FileError
   */
  index(): Promise<SegmentIndex> {
    this.opening ??= this.open().catch((error) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
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
    const { groups } = await this.index();
    let at = MAGIC.length;
    for (const group of groups) {
      await this.read(at, group.size, group.crc);
      at += group.size;
      if (this.budget.isOver()) await this.budget.pause();
    }
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

  private async read(at: number, size: number, crc: number): Promise<Uint8Array> {
    const bytes = await this.files.read(this.path, at, at + size);
    if (bytes.length !== size || crc32c(bytes) !== crc) {
      throw new DamagedError(`the bytes from ${at} to ${at + size} are not those that were written`);
    }
    return bytes;
  }

  private async open(): Promise<SegmentIndex> {
    const size = await this.files.size(this.path);
    let tail = await this.files.read(this.path, Math.max(0, size - TAIL_BYTES));
    let length = lengthOfTail(tail);
    while (length > tail.length) {
      if (length > size) throw new DamagedError('its end says that it is longer than it is');
      tail = await this.files.read(this.path, size - length);
      length = lengthOfTail(tail);
    }
    tail = tail.subarray(tail.length - length);
    const index = indexIn(tail);
    let crc = crc32c(await this.files.read(this.path, 0, MAGIC.length));
    for (const group of index.groups) crc = crc32cCombine(crc, group.crc, group.size);
    crc = crc32cCombine(crc, crc32c(tail), tail.length);
    const bytes = index.groups.reduce((sum, group) => sum + group.size, MAGIC.length + tail.length);
    if (crc !== this.name.crc || bytes !== size) throw new DamagedError('its CRC is not that of its name');
    return index;
  }
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
    if (is && asked.every(([name, value]) => mayBe(one, name, value)))
      wanted.push({ entry, from, to: from + rows });
    from += rows;
  }
  return wanted;
}

/** Labels that are no strings are left to who asked. */
function mayBe({ labels }: SeriesEntry, name: string, value: string): boolean {
  const label = Object.hasOwn(labels, name) ? labels[name] : '';
  return typeof label !== 'string' || label === value;
}

/** How many bytes the index and the footer are, with what follows each, as far as the end of them says. */
function lengthOfTail(tail: Uint8Array): number {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (tail.length < END_BYTES) throw new DamagedError('it is too short');
  const footer = view.getUint32(tail.length - END_BYTES, true) + END_BYTES;
  const end = footer + INDEX_END_BYTES;
  return end > tail.length ? end : end + view.getUint32(tail.length - end, true);
}

/** @throws DamagedError */
function indexIn(tail: Uint8Array): SegmentIndex {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const footer = view.getUint32(tail.length - END_BYTES, true) + END_BYTES;
  const length = tail.length - footer - INDEX_END_BYTES;
  if (length < 0 || view.getUint32(length + 4, true) !== INDEX_MAGIC)
    throw new DamagedError('it has no index');
  try {
    return decodeIndex(decoder.decode(tail.subarray(0, length)));
  } catch (cause) {
    throw new DamagedError('its index cannot be read', { cause });
  }
}

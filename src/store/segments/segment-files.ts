/** The segments of a member as files: which of them count, what is known of each, and what is in their way. */
import type { TimeBudget } from '../../metrics/inner.ts';
import { type Files, withOpenFile } from '../files/files.ts';
import type { Coverage, Damage } from '../model.ts';
import { Manifest, type SegmentSummary, summaryOf } from './manifest.ts';
import { parseSegmentName, type SegmentName, segmentFileName, supersedes, TEMPORARY } from './names.ts';
import { isMissing, writeSealed } from './sealed-file.ts';
import { DamagedError, Segment } from './segment.ts';
import { type SegmentDescription, SegmentWriter } from './segment-writer.ts';

/** What another process may still read of files that were merged. */
const GRACE_MS = 60_000;

/** What indexes of segments that were read lately may take: two hundred hours of a thousand series. */
const INDEX_BYTES_HELD = 16_000_000;

interface Superseded {
  readonly segment: Segment;
  /** Infinity where that is not known. */
  readonly sinceUnixMs: number;
}

export interface SegmentFilesSettings {
  readonly files: Files;
  /** Of the member. */
  readonly directory: string;
  readonly budget: TimeBudget;
  readonly isReadOnly: boolean;
  readonly damaged: (damage: Damage) => void;
}

export class SegmentFiles {
  /** What counts, in the order of sequences. */
  live: readonly Segment[] = [];
  /** The highest sequence that was ever sealed. */
  highestSequence = 0;
  /** Of segments that are gone because they were old. */
  private removedThrough = 0;
  private superseded: readonly Superseded[] = [];
  private readonly settings: SegmentFilesSettings;
  private readonly directory: string;
  private readonly manifest: Manifest;
  /** By the names of the files; of those that were never opened, what the manifest says. */
  private readonly summaries = new Map<string, SegmentSummary>();
  /** How many views hold a segment, by its path. */
  private readonly held = new Map<string, number>();
  /** Segments whose index is held, least lately read first, with what it takes. */
  private readonly indexed = new Map<Segment, number>();

  constructor(settings: SegmentFilesSettings) {
    this.settings = settings;
    this.directory = `${settings.directory}/segments`;
    this.manifest = new Manifest(settings.files, settings.directory, (path, reason) =>
      settings.damaged({ what: 'manifest', path, lost: 0, reason }),
    );
  }

  get sealedThrough(): number {
    return this.live.reduce((most, { name }) => Math.max(most, name.lastSequence), this.removedThrough);
  }

  /** Takes what the manifest says of segments, and removes what was not finished. */
  async begin(): Promise<void> {
    const { summaries, highestSequence, removedThrough } = await this.manifest.read();
    for (const [file, summary] of summaries) this.summaries.set(file, summary);
    this.highestSequence = highestSequence;
    this.removedThrough = removedThrough;
    const { files, directory, isReadOnly } = this.settings;
    if (isReadOnly) return;
    for (const place of [directory, this.directory, `${directory}/runs`]) {
      for (const name of await files.list(place)) {
        if (name.endsWith(TEMPORARY)) await files.remove(`${place}/${name}`);
      }
    }
  }

  /** Lists what is there. */
  async list(): Promise<void> {
    const { files } = this.settings;
    const known = new Map(
      [...this.live, ...this.superseded.map(({ segment }) => segment)].map((one) => [one.path, one]),
    );
    let all = (await files.list(this.directory)).flatMap((file) => {
      const name = parseSegmentName(file);
      if (name === undefined) return [];
      const segment = this.segmentOf(name);
      return [known.get(segment.path) ?? segment];
    });
    for (const { name } of all) this.highestSequence = Math.max(this.highestSequence, name.lastSequence);
    // Where others could stand in for it, and the newest, for which the journal could: first it is seen to be whole.
    for (const segment of all.filter(({ path }) => !known.has(path))) {
      const isNewest = all.every(({ name }) => name.lastSequence <= segment.name.lastSequence);
      if (!isNewest && !all.some(({ name }) => supersedes(segment.name, name))) continue;
      if (!(await this.isWhole(segment))) all = all.filter((one) => one !== segment);
    }
    const isSuperseded = (segment: Segment) => all.some(({ name }) => supersedes(name, segment.name));
    this.live = inOrder(all.filter((segment) => !isSuperseded(segment)));
    const since = new Map(this.superseded.map(({ segment, sinceUnixMs }) => [segment, sinceUnixMs]));
    this.superseded = all
      .filter(isSuperseded)
      .map((segment) => ({ segment, sinceUnixMs: since.get(segment) ?? Infinity }));
  }

  /** Reads all of it; one that is damaged is set aside. */
  async isWhole(segment: Segment): Promise<boolean> {
    try {
      await segment.verify();
      return true;
    } catch (error) {
      if (error instanceof DamagedError) await this.setSegmentAside(segment, error.message);
      else if (!isMissing(error)) throw error;
      return false;
    }
  }

  /** @param fill writes the rows */
  async write(
    description: SegmentDescription,
    coverage: readonly Coverage[],
    fill: (writer: SegmentWriter) => Promise<void>,
  ): Promise<Segment> {
    const { files, budget } = this.settings;
    let name: SegmentName = { ...description, crc: 0 };
    await writeSealed(files, this.directory, async (file) => {
      const writer = new SegmentWriter(file, budget, description, coverage);
      try {
        await writer.begin();
        await fill(writer);
        const { crc, index, place } = await writer.finish();
        name = { ...name, crc };
        this.summaries.set(segmentFileName(name), summaryOf(index, place));
        return segmentFileName(name);
      } finally {
        writer.dispose();
      }
    });
    const segment = this.segmentOf(name);
    // What stands in for it goes once it counts: so it is read back first.
    await segment.verify();
    segment.forget();
    return segment;
  }

  private segmentOf(name: SegmentName): Segment {
    const { files, budget } = this.settings;
    const segment = new Segment(files, this.directory, name, budget);
    const summary = this.summaryKnown(segment);
    if (summary !== undefined) segment.expect(summary);
    return segment;
  }

  /** The one counts, and what was merged into it does no longer. */
  replace(gone: readonly Segment[], come: Segment, nowUnixMs: number): void {
    this.live = inOrder([...this.live.filter((segment) => !gone.includes(segment)), come]);
    this.superseded = [...this.superseded, ...gone.map((segment) => ({ segment, sinceUnixMs: nowUnixMs }))];
    this.highestSequence = Math.max(this.highestSequence, come.name.lastSequence);
  }

  /** They count no longer, and nothing does in their place. */
  async drop(old: readonly Segment[], nowUnixMs: number): Promise<void> {
    if (old.length === 0) return;
    for (const { name } of old) this.removedThrough = Math.max(this.removedThrough, name.lastSequence);
    this.live = this.live.filter((segment) => !old.includes(segment));
    this.superseded = [...this.superseded, ...old.map((segment) => ({ segment, sinceUnixMs: -Infinity }))];
    // Where the journal goes on is known by the manifest, once the names are gone.
    await this.writeManifest();
    await this.removeSuperseded(nowUnixMs);
  }

  /** Those that no view of this process holds, and that another has had time to read. */
  async removeSuperseded(nowUnixMs: number): Promise<void> {
    const { files } = this.settings;
    const kept: Superseded[] = [];
    for (const one of this.superseded) {
      const { segment, sinceUnixMs } = one;
      // Found when the store was opened: the time begins now.
      if (sinceUnixMs === Infinity) kept.push({ segment, sinceUnixMs: nowUnixMs });
      else if (this.held.has(segment.path) || nowUnixMs - sinceUnixMs < GRACE_MS) kept.push(one);
      else {
        await files.remove(segment.path);
        this.summaries.delete(segment.file);
        this.indexed.delete(segment);
      }
    }
    if (kept.length < this.superseded.length) await files.syncDirectory(this.directory);
    this.superseded = kept;
  }

  async writeManifest(): Promise<void> {
    const summaries = new Map<string, SegmentSummary>();
    for (const segment of this.live) {
      const summary = this.summaryKnown(segment);
      if (summary !== undefined) summaries.set(segment.file, summary);
    }
    const { highestSequence, removedThrough } = this;
    await this.manifest.write({ summaries, highestSequence, removedThrough });
  }

  /** Undefined where it was not opened, and no manifest has it. */
  summaryKnown({ file }: Segment): SegmentSummary | undefined {
    return this.summaries.get(file);
  }

  /** Opens it where that is needed. @throws DamagedError; FileError */
  async summary(segment: Segment): Promise<SegmentSummary> {
    const known = this.summaryKnown(segment);
    if (known !== undefined) return known;
    const summary = summaryOf(await segment.index(), await segment.place());
    segment.forget();
    this.summaries.set(segment.file, summary);
    return summary;
  }

  /** It is read: indexes of others go where there are too many. @throws DamagedError; FileError */
  async reading(segment: Segment): Promise<void> {
    const { series } = await segment.index();
    this.indexed.delete(segment);
    this.indexed.set(segment, series.bytes);
    let held = [...this.indexed.values()].reduce((a, b) => a + b, 0);
    for (const [oldest, bytes] of this.indexed) {
      if (held <= INDEX_BYTES_HELD || oldest === segment) break;
      oldest.forget();
      this.indexed.delete(oldest);
      held -= bytes;
    }
  }

  /** Its file stays until it is released as often. */
  hold({ path }: Segment): void {
    this.held.set(path, (this.held.get(path) ?? 0) + 1);
  }

  release({ path }: Segment): void {
    const others = (this.held.get(path) ?? 1) - 1;
    if (others === 0) this.held.delete(path);
    else this.held.set(path, others);
  }

  async setSegmentAside(segment: Segment, reason: string): Promise<void> {
    const { name, path } = segment;
    const lost = name.lastSequence - name.firstSequence + 1;
    this.live = this.live.filter((one) => one !== segment);
    this.summaries.delete(segment.file);
    this.indexed.delete(segment);
    await this.setAside({ what: 'segment', path, lost, reason });
  }

  /** Reports it, and moves it to where nobody reads it. */
  async setAside(damage: Damage): Promise<void> {
    const { files, directory, isReadOnly, damaged } = this.settings;
    damaged(damage);
    if (isReadOnly) return;
    const { path } = damage;
    const aside = `${directory}/damaged/${path.slice(path.lastIndexOf('/') + 1)}`;
    try {
      await files.size(path);
      // Makes the directory; a rename makes none.
      await withOpenFile(files, aside, async () => {});
      await files.rename(path, aside);
      await files.syncDirectory(`${directory}/damaged`);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function inOrder(segments: readonly Segment[]): Segment[] {
  return [...segments].sort((a, b) => a.name.firstSequence - b.name.firstSequence);
}

/** The sealed part of a member's history: segments and runs, how they come to be, are merged, and go. */
import type { TimeBudget } from '../../metrics/inner.ts';
import { runInSlices } from '../../metrics/inner.ts';
import type { AppendableFile, Files } from '../files/files.ts';
import type { Coverage, Damage, StoredInterval, StoredRuns } from '../model.ts';
import { CollectedRows } from './collected-rows.ts';
import { compact, mergedCoverage } from './compaction.ts';
import { Manifest, type SegmentSummary, summaryOf } from './manifest.ts';
import {
  type Level,
  parseSegmentName,
  type SegmentName,
  STEP_MS,
  segmentFileName,
  supersedes,
  TEMPORARY,
} from './names.ts';
import { RunsFiles } from './runs-files.ts';
import { isMissing, writeSealed } from './sealed-file.ts';
import { DamagedError, Segment } from './segment.ts';
import { type SegmentDescription, SegmentWriter } from './segment-writer.ts';
import { type SegmentsHolder, SegmentsView } from './view.ts';

export interface SegmentsContext {
  readonly budget: TimeBudget;
  damaged(damage: Damage): void;
}

export interface SegmentsOptions {
  /** A reader beside the writer: it moves nothing and writes nothing. False if left out. */
  readonly isReadOnly?: boolean;
}

export interface Sealing {
  /** Of the records of the journal that are sealed. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Of one member. */
  readonly intervals: AsyncIterable<StoredInterval> | Iterable<StoredInterval>;
  readonly runs: readonly StoredRuns[];
}

export interface CompactionRules {
  /** Intervals of a day become hours once the day ended so long ago. */
  readonly hourlyAfterSeconds: number;
  /** Hours of a day become one once the day ended so long ago. */
  readonly dailyAfterSeconds: number;
}

const DAY_MS = 86_400_000;

/** What another process may still read of files that were merged. */
const GRACE_MS = 60_000;

/** Series whose labels are held for segments that were read lately: 10 to 20 MB. */
const SERIES_HELD = 50_000;

interface Superseded {
  readonly segment: Segment;
  readonly sinceUnixMs: number;
}

export class Segments implements SegmentsHolder {
  readonly budget: TimeBudget;
  private readonly files: Files;
  private readonly directory: string;
  private readonly context: SegmentsContext;
  private readonly isReadOnly: boolean;
  private readonly manifest: Manifest;
  private readonly runsFiles: RunsFiles;
  /** What counts, in the order of sequences. */
  private live: readonly Segment[] = [];
  private superseded: readonly Superseded[] = [];
  private readonly summaries = new Map<string, SegmentSummary>();
  /** How many views hold a segment, by its path. */
  private readonly held = new Map<string, number>();
  /** Segments whose index is held, least lately read first, with the number of series. */
  private readonly indexed = new Map<Segment, number>();
  private working: Promise<unknown> = Promise.resolve();
  private highest = 0;
  /** Of segments that are gone because they were old. */
  private removedThrough = 0;

  /** @param directory of the member. */
  static async open(
    files: Files,
    directory: string,
    context: SegmentsContext,
    options: SegmentsOptions = {},
  ): Promise<Segments> {
    const segments = new Segments(files, directory, context, options);
    const { summaries, highestSequence, removedThrough } = await segments.manifest.read();
    for (const [file, summary] of summaries) segments.summaries.set(file, summary);
    segments.highest = highestSequence;
    segments.removedThrough = removedThrough;
    await segments.refresh();
    return segments;
  }

  private constructor(
    files: Files,
    directory: string,
    context: SegmentsContext,
    { isReadOnly = false }: SegmentsOptions,
  ) {
    this.files = files;
    this.directory = directory;
    this.context = context;
    this.budget = context.budget;
    this.isReadOnly = isReadOnly;
    this.manifest = new Manifest(files, directory, (path, reason) =>
      context.damaged({ what: 'manifest', path, lost: 0, reason }),
    );
    this.runsFiles = new RunsFiles(files, `${directory}/runs`, context.budget, (path, reason) =>
      this.setAside({ what: 'runs', path, lost: 0, reason }),
    );
  }

  /** Up to which record of the journal everything is in segments; 0 of none. */
  get sealedThrough(): number {
    return this.live.reduce((most, { name }) => Math.max(most, name.lastSequence), this.removedThrough);
  }

  /** The highest sequence that was ever sealed here, also where its segment was damaged: what comes next is higher. */
  get highestSequence(): number {
    return this.highest;
  }

  /** How many segments count. */
  get count(): number {
    return this.live.length;
  }

  /** Of the segments that count, as far as they were opened or are in the manifest. */
  get bytes(): number {
    return this.live.reduce((sum, segment) => sum + (this.summaryKnown(segment)?.size ?? 0), 0);
  }

  /** What is sealed now; its files stay until it is released. */
  view(): SegmentsView {
    return new SegmentsView(this, this.live, this.sealedThrough);
  }

  /** Lists anew what is there: another process may have sealed, merged or removed something. */
  refresh(): Promise<void> {
    return this.alone(() => this.list());
  }

  /**
   * Makes a segment of these intervals, by metric, labels and time. Once it resolves they are here, also after a loss of
   * power; where it rejects they are not, and may be sealed again, with more or with less.
   *
   * @throws FileError
   */
  seal({ firstSequence, lastSequence, intervals, runs }: Sealing): Promise<void> {
    return this.alone(async () => {
      const rows = new CollectedRows();
      for await (const interval of intervals) await runInSlices(rows.add(interval), this.budget);
      if (runs.length > 0) await this.runsFiles.write(firstSequence, lastSequence, runs);
      const member = rows.coverage[0]?.member ?? this.directory;
      const description = { level: 0, firstSequence, lastSequence, member } as const;
      const segment = await this.write(description, rows.coverage, async (writer) => {
        for (const one of rows.inOrder()) {
          await writer.add(one.series, await runInSlices(one.points(), this.budget));
        }
      });
      this.replace([], [segment], 0);
      await this.writeManifest();
    });
  }

  /**
   * Merges what is old enough: intervals of a day to hours, hours of a day to the day. A view that was taken before goes on
   * with the segments as they were.
   *
   * @throws FileError
   */
  compact(nowUnixMs: number, rules: CompactionRules): Promise<void> {
    return this.alone(async () => {
      await this.removeSuperseded(nowUnixMs);
      await this.compactLevel(1, nowUnixMs - rules.hourlyAfterSeconds * 1000, nowUnixMs);
      await this.compactLevel(2, nowUnixMs - rules.dailyAfterSeconds * 1000, nowUnixMs);
    });
  }

  /** Removes segments all of which is older than so many days, and runs that were last written before. @throws FileError */
  retain(nowUnixMs: number, days: number): Promise<void> {
    return this.alone(async () => {
      const keptFromUnixMs = nowUnixMs - days * DAY_MS;
      await this.removeSuperseded(nowUnixMs);
      const old: Segment[] = [];
      for (const segment of this.live) {
        const { lastUnixMs, endUnixMs } = await this.summary(segment);
        if (Math.max(lastUnixMs, endUnixMs) < keptFromUnixMs) old.push(segment);
      }
      if (old.length > 0) {
        for (const { name } of old) this.removedThrough = Math.max(this.removedThrough, name.lastSequence);
        this.replace(old, [], -Infinity);
        // Where the journal goes on is known by the manifest, once the names are gone.
        await this.writeManifest();
        await this.removeSuperseded(nowUnixMs);
      }
      await this.runsFiles.maintain(keptFromUnixMs);
    });
  }

  // What views ask for.

  /** @internal */
  hold(segments: readonly Segment[]): void {
    for (const { path } of segments) this.held.set(path, (this.held.get(path) ?? 0) + 1);
  }

  /** @internal */
  release(segments: readonly Segment[]): void {
    for (const { path } of segments) {
      const others = (this.held.get(path) ?? 1) - 1;
      if (others === 0) this.held.delete(path);
      else this.held.set(path, others);
    }
  }

  /** @internal What is known of it without opening it; undefined if nothing. */
  summaryKnown({ name }: Segment): SegmentSummary | undefined {
    return this.summaries.get(segmentFileName(name));
  }

  /** @internal A segment is read: indexes of others go where there are too many. */
  async reading(segment: Segment): Promise<void> {
    const { series } = await segment.index();
    this.indexed.delete(segment);
    this.indexed.set(segment, series.length);
    let held = [...this.indexed.values()].reduce((a, b) => a + b, 0);
    for (const [oldest, count] of this.indexed) {
      if (held <= SERIES_HELD || oldest === segment) break;
      oldest.forget();
      this.indexed.delete(oldest);
      held -= count;
    }
  }

  /** @internal It cannot be read. @returns segments that hold the same, now */
  async lost(segment: Segment, error: unknown): Promise<readonly Segment[]> {
    if (error instanceof DamagedError) await this.damagedSegment(segment, error.message);
    else if (!isMissing(error)) throw error;
    await this.refresh();
    const others = this.live.filter(
      ({ name }) => supersedes(name, segment.name) || supersedes(segment.name, name),
    );
    const isGone = isMissing(error) && others.length === 0 && !this.isReadOnly;
    if (isGone) await this.damagedSegment(segment, 'the file is not there any more');
    return others;
  }

  /** @internal */
  runs(): Promise<StoredRuns[]> {
    return this.runsFiles.read();
  }

  // What is done by one at a time.

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.working.then(work, work);
    this.working = done.catch(() => {});
    return done;
  }

  private async list(): Promise<void> {
    const directory = `${this.directory}/segments`;
    const files = await this.files.list(directory);
    if (!this.isReadOnly) await this.removeUnfinished(files);
    const names = files.flatMap((file) => parseSegmentName(file) ?? []);
    const known = new Map(
      [...this.live, ...this.superseded.map(({ segment }) => segment)].map((one) => [one.path, one]),
    );
    let all = names.map((name) => {
      const segment = new Segment(this.files, directory, name, this.budget);
      return known.get(segment.path) ?? segment;
    });
    for (const { name } of all) this.highest = Math.max(this.highest, name.lastSequence);
    // Where others could stand in for it, and the newest, for which the journal could: first it is seen to be whole.
    for (const segment of all) {
      const isNewest = all.every(({ name }) => name.lastSequence <= segment.name.lastSequence);
      if (known.has(segment.path)) continue;
      if (!isNewest && !all.some(({ name }) => supersedes(segment.name, name))) continue;
      const isWhole = await this.isWhole(segment);
      if (!isWhole) all = all.filter((one) => one !== segment);
    }
    const isSuperseded = (segment: Segment) => all.some(({ name }) => supersedes(name, segment.name));
    this.live = inOrder(all.filter((segment) => !isSuperseded(segment)));
    const since = new Map(this.superseded.map(({ segment, sinceUnixMs }) => [segment, sinceUnixMs]));
    this.superseded = all
      .filter(isSuperseded)
      .map((segment) => ({ segment, sinceUnixMs: since.get(segment) ?? Infinity }));
  }

  private async isWhole(segment: Segment): Promise<boolean> {
    try {
      await segment.verify();
      return true;
    } catch (error) {
      if (error instanceof DamagedError) await this.damagedSegment(segment, error.message);
      else if (!isMissing(error)) throw error;
      return false;
    }
  }

  private async removeUnfinished(files: readonly string[]): Promise<void> {
    const directories = [`${this.directory}/segments`, `${this.directory}/runs`, this.directory];
    for (const directory of directories) {
      const names = directory.endsWith('/segments') ? files : await this.files.list(directory);
      for (const name of names) {
        if (name.endsWith(TEMPORARY)) await this.files.remove(`${directory}/${name}`);
      }
    }
  }

  private async write(
    description: SegmentDescription,
    coverage: readonly Coverage[],
    fill: (writer: SegmentWriter) => Promise<void>,
  ): Promise<Segment> {
    const directory = `${this.directory}/segments`;
    let name: SegmentName = { ...description, crc: 0 };
    await writeSealed(this.files, directory, async (file: AppendableFile) => {
      const writer = new SegmentWriter(file, this.budget, description, coverage);
      await writer.begin();
      await fill(writer);
      const { crc, index, size } = await writer.finish();
      name = { ...name, crc };
      this.summaries.set(segmentFileName(name), summaryOf(index, size));
      return segmentFileName(name);
    });
    const segment = new Segment(this.files, directory, name, this.budget);
    // What stands in for it goes once it counts: so it is read back first.
    await segment.verify();
    segment.forget();
    return segment;
  }

  private replace(gone: readonly Segment[], come: readonly Segment[], sinceUnixMs: number): void {
    this.live = inOrder([...this.live.filter((segment) => !gone.includes(segment)), ...come]);
    this.superseded = [...this.superseded, ...gone.map((segment) => ({ segment, sinceUnixMs }))];
    for (const { name } of come) this.highest = Math.max(this.highest, name.lastSequence);
  }

  /** @param endedBeforeUnixMs the day that is merged. */
  private async compactLevel(level: 1 | 2, endedBeforeUnixMs: number, nowUnixMs: number): Promise<void> {
    for (const segments of await this.daysOf((level - 1) as Level, endedBeforeUnixMs)) {
      const { member } = await this.summary(segments[0] as Segment);
      const description = {
        level,
        firstSequence: (segments[0] as Segment).name.firstSequence,
        lastSequence: (segments.at(-1) as Segment).name.lastSequence,
        member,
      };
      const stretches: Coverage[] = [];
      try {
        for (const segment of segments) stretches.push(...(await segment.index()).coverage);
        const merged = await this.write(description, mergedCoverage(stretches, STEP_MS[level]), (writer) =>
          compact(segments, level, writer, this.budget),
        );
        this.replace(segments, [merged], nowUnixMs);
      } catch (error) {
        if (!(error instanceof DamagedError)) throw error;
        // Which one it is, each of them tells; the others are merged the next time.
        for (const segment of segments) {
          if (!(await this.isWhole(segment))) this.live = this.live.filter((one) => one !== segment);
        }
      }
      for (const segment of segments) segment.forget();
      await this.writeManifest();
    }
  }

  /** Segments of a level that follow one another and begin on the same day, where all of that is over for long. */
  private async daysOf(level: Level, endedBeforeUnixMs: number): Promise<Segment[][]> {
    const days: Segment[][] = [];
    let before: number | undefined;
    for (const segment of this.live) {
      const { firstUnixMs, lastUnixMs } = await this.summary(segment);
      const day = Math.floor(firstUnixMs / DAY_MS);
      const isDue = (day + 1) * DAY_MS <= endedBeforeUnixMs && lastUnixMs < endedBeforeUnixMs;
      if (segment.name.level !== level || !isDue) before = undefined;
      else if (day === before) days.at(-1)?.push(segment);
      else {
        days.push([segment]);
        before = day;
      }
    }
    return days;
  }

  private async summary(segment: Segment): Promise<SegmentSummary> {
    const known = this.summaryKnown(segment);
    if (known !== undefined) return known;
    const summary = summaryOf(await segment.index(), await this.files.size(segment.path));
    segment.forget();
    this.summaries.set(segmentFileName(segment.name), summary);
    return summary;
  }

  /** Those that no view of this process holds, and that another has had time to read. */
  private async removeSuperseded(nowUnixMs: number): Promise<void> {
    const kept: Superseded[] = [];
    for (const one of this.superseded) {
      const { segment, sinceUnixMs } = one;
      // Found when the store was opened: the time begins now.
      if (sinceUnixMs === Infinity) kept.push({ segment, sinceUnixMs: nowUnixMs });
      else if (this.held.has(segment.path) || nowUnixMs - sinceUnixMs < GRACE_MS) kept.push(one);
      else {
        await this.files.remove(segment.path);
        this.summaries.delete(segmentFileName(segment.name));
        this.indexed.delete(segment);
      }
    }
    if (kept.length < this.superseded.length) await this.files.syncDirectory(`${this.directory}/segments`);
    this.superseded = kept;
  }

  private async writeManifest(): Promise<void> {
    const files = this.live.map(({ name }) => segmentFileName(name));
    const summaries = new Map(
      files.flatMap((file) => {
        const summary = this.summaries.get(file);
        return summary === undefined ? [] : [[file, summary] as const];
      }),
    );
    const { highest: highestSequence, removedThrough } = this;
    await this.manifest.write({ summaries, highestSequence, removedThrough });
  }

  private async damagedSegment({ name, path }: Segment, reason: string): Promise<void> {
    const lost = name.lastSequence - name.firstSequence + 1;
    this.summaries.delete(segmentFileName(name));
    await this.setAside({ what: 'segment', path, lost, reason });
  }

  private async setAside(damage: Damage): Promise<void> {
    this.context.damaged(damage);
    if (this.isReadOnly) return;
    const { path } = damage;
    const [file] = path.split('/').slice(-1);
    const directory = `${this.directory}/damaged`;
    try {
      await (await this.files.open(`${directory}/${file}`)).close();
      await this.files.rename(path, `${directory}/${file}`);
      await this.files.syncDirectory(directory);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function inOrder(segments: readonly Segment[]): Segment[] {
  return [...segments].sort((a, b) => a.name.firstSequence - b.name.firstSequence);
}

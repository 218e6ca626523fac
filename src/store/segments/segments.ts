/** The sealed part of a member's history: segments and runs, how they come to be, are merged, and go. */
import type { TimeBudget } from '../../metrics/inner.ts';
import type { Files } from '../files/files.ts';
import type { Coverage, Damage, StoredInterval, StoredRuns } from '../model.ts';
import { CollectedRows } from './collected-rows.ts';
import { compact, mergedCoverage } from './compaction.ts';
import { runInLongSlices } from './long-slices.ts';
import type { SegmentSummary } from './manifest.ts';
import { type Level, STEP_MS, supersedes } from './names.ts';
import { RunsFiles } from './runs-files.ts';
import { isMissing } from './sealed-file.ts';
import { DamagedError, type Segment } from './segment.ts';
import { SegmentFiles } from './segment-files.ts';
import { SegmentsView } from './view.ts';

export interface SegmentsContext {
  readonly budget: TimeBudget;
  readonly damaged: (damage: Damage) => void;
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

const DAY_MS = STEP_MS[2];

type PastTimes = Pick<SegmentSummary, 'firstUnixMs' | 'lastUnixMs' | 'endUnixMs'>;

interface Dated extends PastTimes {
  readonly segment: Segment;
}

export class Segments {
  private readonly files: SegmentFiles;
  private readonly runsFiles: RunsFiles;
  private readonly directory: string;
  private readonly budget: TimeBudget;
  private readonly isReadOnly: boolean;
  private working: Promise<unknown> = Promise.resolve();

  /** @param directory of the member. @throws FileError */
  static async open(
    files: Files,
    directory: string,
    context: SegmentsContext,
    options: SegmentsOptions = {},
  ): Promise<Segments> {
    const segments = new Segments(files, directory, context, options);
    await segments.files.begin();
    await segments.refresh();
    return segments;
  }

  private constructor(
    files: Files,
    directory: string,
    { budget, damaged }: SegmentsContext,
    { isReadOnly = false }: SegmentsOptions,
  ) {
    this.directory = directory;
    this.budget = budget;
    this.isReadOnly = isReadOnly;
    this.files = new SegmentFiles({ files, directory, budget, isReadOnly, damaged });
    this.runsFiles = new RunsFiles(files, `${directory}/runs`, budget, (damage) =>
      this.files.setAside({ what: 'runs', ...damage }),
    );
  }

  /** Up to which record of the journal everything is in segments; 0 of none. */
  get sealedThrough(): number {
    return this.files.sealedThrough;
  }

  /** The highest sequence that was ever sealed here, also where its segment was damaged: what comes next is higher. */
  get highestSequence(): number {
    return this.files.highestSequence;
  }

  /** How many segments count. */
  get count(): number {
    return this.files.live.length;
  }

  /** Of the segments that count, as far as they were opened or are in the manifest. */
  get bytes(): number {
    return this.files.live.reduce((sum, segment) => sum + (this.files.summaryKnown(segment)?.size ?? 0), 0);
  }

  /** What is sealed now; its files stay until it is released. */
  view(): SegmentsView {
    const { files, runsFiles } = this;
    return new SegmentsView(files.live, this.sealedThrough, {
      files,
      runs: () => runsFiles.read(),
      standingIn: (segment, error) => this.standingIn(segment, error),
    });
  }

  /** Lists anew what is there: another process may have sealed, merged or removed something. @throws FileError */
  refresh(): Promise<void> {
    return this.alone(() => this.files.list());
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
      for await (const interval of intervals) await runInLongSlices(rows.add(interval), this.budget);
      if (runs.length > 0) await this.runsFiles.write(firstSequence, lastSequence, runs);
      const member = rows.coverage[0]?.member ?? this.directory;
      const description = { level: 0, firstSequence, lastSequence, member } as const;
      const segment = await this.files.write(description, rows.coverage, async (writer) => {
        for (const one of rows.inOrder()) {
          await writer.add(one.series, await runInLongSlices(one.points(), this.budget));
        }
      });
      this.files.replace([], segment, 0);
      await this.files.writeManifest();
    });
  }

  /**
   * Merges what is old enough: intervals of a day to hours, hours of a day to the day. A view that was taken before goes on
   * with the segments as they were.
   *
   * @throws FileError
   */
  compact(nowUnixMs: number, { hourlyAfterSeconds, dailyAfterSeconds }: CompactionRules): Promise<void> {
    return this.alone(async () => {
      await this.files.removeSuperseded(nowUnixMs);
      await this.compactTo(1, nowUnixMs - hourlyAfterSeconds * 1000, nowUnixMs);
      await this.compactTo(2, nowUnixMs - dailyAfterSeconds * 1000, nowUnixMs);
    });
  }

  /** Removes segments all of which is older than so many days, and runs that were last written before. @throws FileError */
  retain(nowUnixMs: number, days: number): Promise<void> {
    return this.alone(async () => {
      const keptFromUnixMs = nowUnixMs - days * DAY_MS;
      await this.files.removeSuperseded(nowUnixMs);
      const old = (await this.dated(nowUnixMs)).filter(
        ({ lastUnixMs, endUnixMs }) => Math.max(lastUnixMs, endUnixMs) < keptFromUnixMs,
      );
      await this.files.drop(
        old.map(({ segment }) => segment),
        nowUnixMs,
      );
      await this.runsFiles.maintain(keptFromUnixMs);
    });
  }

  /** One at a time. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.working.then(work, work);
    this.working = done.catch(() => {});
    return done;
  }

  /** Segments that hold what one held that cannot be read. */
  private async standingIn(segment: Segment, error: unknown): Promise<readonly Segment[]> {
    if (error instanceof DamagedError) await this.files.setSegmentAside(segment, error.message);
    await this.refresh();
    const others = this.files.live.filter(
      ({ name }) => supersedes(name, segment.name) || supersedes(segment.name, name),
    );
    const isGone = isMissing(error) && others.length === 0 && !this.isReadOnly;
    if (isGone) await this.files.setSegmentAside(segment, 'the file is not there any more');
    return others;
  }

  /** @param endedBeforeUnixMs the days that are merged. */
  private async compactTo(level: 1 | 2, endedBeforeUnixMs: number, nowUnixMs: number): Promise<void> {
    for (const segments of await this.daysOf((level - 1) as Level, endedBeforeUnixMs, nowUnixMs)) {
      const [first, last] = [segments[0], segments.at(-1)] as [Segment, Segment];
      const description = {
        level,
        firstSequence: first.name.firstSequence,
        lastSequence: last.name.lastSequence,
        member: (await this.files.summary(first)).member,
      };
      const stretches: Coverage[] = [];
      try {
        for (const segment of segments) {
          // With what no query reads: what is merged is believed for good.
          await segment.verify();
          stretches.push(...(await segment.index()).coverage);
        }
        const coverage = mergedCoverage(stretches, STEP_MS[level]);
        const merged = await this.files.write(description, coverage, (writer) =>
          compact(segments, level, writer, this.budget),
        );
        this.files.replace(segments, merged, nowUnixMs);
        await this.files.writeManifest();
      } catch (error) {
        if (!(error instanceof DamagedError || isMissing(error))) throw error;
        // Each of them tells whether it was that one; the others are merged the next time.
        for (const segment of segments) await this.files.isWhole(segment);
      } finally {
        for (const segment of segments) segment.forget();
      }
    }
  }

  /** Segments of a level that follow one another and begin on the same day, where all of that is over for long. */
  private async daysOf(level: Level, endedBeforeUnixMs: number, nowUnixMs: number): Promise<Segment[][]> {
    const days: Segment[][] = [];
    let before: number | undefined;
    for (const { segment, firstUnixMs, lastUnixMs } of await this.dated(nowUnixMs)) {
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

  /**
   * Segments with the times by which they are old, in their order. Times of the future say nothing about that: a clock was
   * wrong. A segment that has no others is as old as the next one that has.
   */
  private async dated(nowUnixMs: number): Promise<readonly Dated[]> {
    const dated: Dated[] = [];
    let next: PastTimes | undefined;
    for (const segment of [...(await this.opened(this.files.live))].reverse()) {
      const times = (await this.pastTimes(segment, nowUnixMs + DAY_MS)) ?? next;
      if (times !== undefined) dated.push({ ...times, segment });
      next = times;
    }
    return dated.reverse();
  }

  /** Of what is in it, what began, and what ended, before; undefined where all of it began later. */
  private async pastTimes(segment: Segment, beforeUnixMs: number): Promise<PastTimes | undefined> {
    const { firstUnixMs, lastUnixMs, endUnixMs } = await this.files.summary(segment);
    if (Math.max(lastUnixMs, endUnixMs) < beforeUnixMs) return { firstUnixMs, lastUnixMs, endUnixMs };
    const { coverage } = await segment.index();
    segment.forget();
    const begun = coverage.map((one) => one.startedAtUnixMs).filter((time) => time < beforeUnixMs);
    if (begun.length === 0) return undefined;
    const ended = coverage.map((one) => one.endedAtUnixMs).filter((time) => time < beforeUnixMs);
    return {
      firstUnixMs: begun.reduce((a, b) => Math.min(a, b)),
      lastUnixMs: begun.reduce((a, b) => Math.max(a, b)),
      endUnixMs: ended.reduce((a, b) => Math.max(a, b), -Infinity),
    };
  }

  /** Without those that turn out to be damaged, or gone. */
  private async opened(segments: readonly Segment[]): Promise<readonly Segment[]> {
    const whole: Segment[] = [];
    for (const segment of segments) {
      if (this.files.summaryKnown(segment) !== undefined || (await this.files.isWhole(segment)))
        whole.push(segment);
    }
    return whole;
  }
}

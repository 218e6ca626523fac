/** One member that this process writes: its lock, its journal, and the segments that the journal is sealed into. */
import type { Degradation, StoreContext } from '../context.ts';
import { FileError, type Files } from '../files/files.ts';
import { Journal, type JournalStatus } from '../journal/journal.ts';
import type { PayloadHead } from '../journal/payload.ts';
import type { RecordKind } from '../journal/record.ts';
import type { StoredRuns, StoreView } from '../model.ts';
import type { StoreConfiguration, StoreSettings } from '../options.ts';
import { Segments } from '../segments/index.ts';
import { JoinedView } from './joined-view.ts';
import { LockHolder } from './lock-holder.ts';

/** How often it is looked whether there is anything to seal, to merge or to remove; first soon after a start. */
const MAINTENANCE_MS = 60_000;
const FIRST_MAINTENANCE_MS = 2000;

export interface MemberStatus {
  readonly degraded: Degradation | undefined;
  readonly journal: JournalStatus;
  readonly segments: number;
  readonly segmentBytes: number;
  readonly retentionDays: number;
}

export class MemberWriter {
  private readonly settings: StoreSettings;
  private readonly context: StoreContext;
  private readonly lock: LockHolder;
  private readonly journal: Journal;
  /** Opened anew as soon as this writer has its lock. */
  private segments: Segments;
  private isReadOnly: boolean;
  private retentionDays: number;
  private maintaining: Promise<void> = Promise.resolve();
  private isMaintaining = false;
  private isClosed = false;
  private cancelMaintenance: () => void = () => {};

  private constructor(
    settings: StoreSettings,
    context: StoreContext,
    lock: LockHolder,
    journal: Journal,
    segments: Segments,
  ) {
    this.settings = settings;
    this.context = context;
    this.lock = lock;
    this.journal = journal;
    this.segments = segments;
    this.isReadOnly = !lock.isTaken;
    this.retentionDays = settings.retentionDays;
    this.waitForMaintenance(FIRST_MAINTENANCE_MS);
  }

  /** @throws STORE_LOCKED; FileError where the directory cannot be read */
  static async open(settings: StoreSettings, context: StoreContext): Promise<MemberWriter> {
    const { files, member } = settings;
    const lock = new LockHolder(() => files.lock(`${member}/lock`));
    try {
      await lock.take();
    } catch (error) {
      if (!(error instanceof FileError && isPassing(error))) throw error;
      const { problem, message } = error;
      lock.problem = { problem, message, sinceUnixMs: context.clock.wallUnixMs() };
      const said = 'the store cannot write: what is appended waits in memory';
      context.warn('degraded', { problem, error }, said);
    }
    try {
      const segments = await Segments.open(files, member, context, { isReadOnly: !lock.isTaken });
      const journal = await Journal.open(
        {
          ...{ ...settings, directory: member, context },
          admitted: () => lock.take(),
          sealedStays: () => keepNames(files, member),
        },
        segments.sealedThrough,
        segments.highestSequence,
      );
      return new MemberWriter(settings, context, lock, journal, segments);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get status(): MemberStatus {
    const { lock, segments, retentionDays } = this;
    const journal = this.journal.status;
    // Without a lock, because that could not be written.
    const degraded = journal.degraded ?? (lock.isTaken ? undefined : lock.problem);
    return { degraded, journal, segments: segments.count, segmentBytes: segments.bytes, retentionDays };
  }

  configure({ retentionDays = this.retentionDays }: StoreConfiguration): void {
    this.retentionDays = retentionDays;
  }

  /** As of the journal. */
  async append(
    kind: RecordKind,
    times: Pick<PayloadHead, 'startedAtUnixMs' | 'endedAtUnixMs' | 'instance'>,
    body: Uint8Array,
  ): Promise<void> {
    await this.journal.append(kind, times, body);
    // Whoever appends much in a minute does not wait for the end of it.
    if (!this.isMaintaining && this.journal.bytes >= this.settings.segmentBytes) void this.maintain();
  }

  flush(): Promise<boolean> {
    return this.journal.flush();
  }

  writeSync(): boolean {
    return this.lock.isTaken && this.journal.writeSync();
  }

  /** What was appended, sealed or not, as it is now: nothing is sealed between the one and the other. */
  view(): StoreView {
    const sealed = this.segments.view();
    return new JoinedView([sealed, this.journal.view(sealed.sealedThrough)]);
  }

  /** Never rejects. */
  maintain(): Promise<void> {
    this.isMaintaining = true;
    // After what goes on already: more may be due by now.
    this.maintaining = this.maintaining.then(() => this.maintenance());
    return this.maintaining;
  }

  /** Writes what it can, gives up the rest. Never rejects. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelMaintenance();
    // There is no later.
    this.journal.resume();
    // A program that never runs for long would never seal anything.
    if (this.isSealingDue()) await this.maintain();
    await this.maintaining;
    await this.journal.close();
    await this.lock.release();
  }

  private waitForMaintenance(milliseconds: number): void {
    this.cancelMaintenance = this.context.timer.after(milliseconds, () => {
      void this.maintain().then(() => {
        if (!this.isClosed) this.waitForMaintenance(MAINTENANCE_MS);
      });
    });
  }

  private async maintenance(): Promise<void> {
    const { context, settings } = this;
    const { hourlyAfterSeconds, dailyAfterSeconds } = settings;
    try {
      if (!this.lock.isTaken) return;
      if (this.isReadOnly) this.segments = await Segments.open(settings.files, settings.member, context);
      this.isReadOnly = false;
      if (this.isSealingDue()) await this.seal();
      const { segments } = this;
      const nowUnixMs = context.clock.wallUnixMs();
      await segments.compact(nowUnixMs, { hourlyAfterSeconds, dailyAfterSeconds });
      await segments.retain(nowUnixMs, this.retentionDays);
      context.over('maintenance', 'the store seals, merges and removes again what is due');
    } catch (error) {
      // What was begun is begun anew: until a file has its name, nothing counts as sealed or merged.
      const said = 'sealing, merging or removing failed: it is tried again every minute';
      context.warn('maintenance', { error }, said);
    } finally {
      this.isMaintaining = false;
    }
  }

  private isSealingDue(): boolean {
    const { segmentSeconds, segmentBytes } = this.settings;
    const nowUnixMs = this.context.clock.wallUnixMs();
    const { oldestAppendedAtUnixMs = nowUnixMs, isInDoubt, bytes } = this.journal;
    // What was appended in the future, by a clock that was set back since, is not waited for.
    const ageMs = Math.abs(nowUnixMs - oldestAppendedAtUnixMs);
    return isInDoubt || ageMs >= segmentSeconds * 1000 || bytes >= segmentBytes;
  }

  private async seal(): Promise<void> {
    const { journal, segments } = this;
    // A segment may count whose sealing did not come to its end.
    await journal.removeThrough(segments.sealedThrough);
    const lastSequence = await journal.rotate();
    const firstSequence = journal.firstSequence ?? Infinity;
    // Nothing can be written now, or nothing was.
    if (lastSequence === undefined || firstSequence > lastSequence) return;
    const view = journal.view(segments.sealedThrough, lastSequence);
    try {
      const runs: StoredRuns[] = [];
      for await (const one of view.runs()) runs.push(one);
      await segments.seal({ firstSequence, lastSequence, intervals: view.intervals(), runs });
    } finally {
      view.release();
    }
    await journal.removeThrough(lastSequence);
  }
}

/** A process that was killed may have renamed what it sealed, and not made the disk keep the name. */
async function keepNames(files: Files, member: string): Promise<void> {
  for (const sealed of [`${member}/segments`, `${member}/runs`]) {
    if ((await files.list(sealed)).length > 0) await files.syncDirectory(sealed);
  }
}

/** What may be over in a while. */
function isPassing({ problem }: FileError): boolean {
  return problem === 'full' || problem === 'read_only';
}

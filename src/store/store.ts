/** A store with one writer: what is appended goes to its journal, and from there into segments. */
import { wrongKind } from '../errors.ts';
import { type Interval, runInSlices } from '../metrics/inner.ts';
import { randomId } from '../telemetry/index.ts';
import { isRecord, requireFields } from '../validate.ts';
import { DamageLog, type StoreContext, storeContext } from './context.ts';
import { FileError } from './files/files.ts';
import { JoinedView } from './joined-view.ts';
import { closedError, Journal } from './journal/journal.ts';
import { intervalBody, type RunsContent, runsBody } from './journal/payload.ts';
import { LockHolder } from './lock-holder.ts';
import { MemberReader, membersIn } from './member-reader.ts';
import type { StoreView } from './model.ts';
import { type StoreOptions, type StoreSettings, storeSettings } from './options.ts';
import { StoreAnswer } from './query/store-answer.ts';
import type { StoreQuery } from './query/store-query.ts';
import { type RunsAnswer, type RunsFilter, requireRunsFilter, runsOf } from './runs.ts';
import type { StoreStatus } from './status.ts';

/** Whose it is. */
export interface AppendSource {
  /** The telemetry instance that recorded it; one id for all that this store is given if left out. */
  readonly instance?: string;
}

/** How often it is looked whether there is anything to seal, to merge or to remove. */
const MAINTENANCE_MS = 60_000;

/**
 * Opens a store, and takes its member's lock: one process writes, any number read.
 *
 * A directory that cannot be written now is no error: what is appended waits in memory, up to `pendingLimitBytes`, and is
 * written as soon as that works; `status().degraded` says so.
 *
 * @throws STORE_LOCKED while another writer has the member; STORE_OPTION_KIND, STORE_OPTION_RANGE, STORE_UNKNOWN_OPTION,
 *   STORE_PLATFORM; STORE_FILE where the directory cannot be read
 * @example
 * await using store = await openStore({ path: './telemetry' });
 * telemetry.collector.subscribe((interval) => store.append(interval));
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return Store.open(storeSettings(options));
}

export class Store {
  private readonly settings: StoreSettings;
  private readonly context: StoreContext;
  private readonly log: DamageLog;
  private readonly lock: LockHolder;
  private readonly journal: Journal;
  private readonly instance = randomId();
  private readonly others = new Map<string, MemberReader>();
  private encoding: Promise<unknown> = Promise.resolve();
  private maintaining: Promise<void> | undefined;
  private closing: Promise<void> | undefined;
  private cancelMaintenance: () => void = () => {};

  private constructor(
    settings: StoreSettings,
    context: StoreContext,
    log: DamageLog,
    lock: LockHolder,
    journal: Journal,
  ) {
    this.settings = settings;
    this.context = context;
    this.log = log;
    this.lock = lock;
    this.journal = journal;
    this.waitForMaintenance();
  }

  /** @internal */
  static async open(settings: StoreSettings): Promise<Store> {
    const { files, member, fsync, fsyncIntervalSeconds, pendingLimitBytes } = settings;
    const log = new DamageLog();
    const context = storeContext(settings, log);
    const lock = new LockHolder(() => files.lock(`${member}/lock`));
    try {
      await lock.take();
    } catch (error) {
      if (!(error instanceof FileError && isPassing(error))) throw error;
      const { problem } = error;
      context.warn(
        'degraded',
        { problem, error },
        'the store cannot write: what is appended waits in memory',
      );
    }
    try {
      const durability = { fsync, fsyncIntervalSeconds, pendingLimitBytes };
      const admitted = () => lock.take();
      const journal = await Journal.open(
        { files, directory: member, member, context, admitted, ...durability },
        0,
      );
      return new Store(settings, context, log, lock, journal);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Keeps an interval: as the collector gives it, or as plain data, also of another process and through JSON.
   *
   * @returns resolves when what the policy `fsync` promises holds.
   * @throws INTERVAL_KIND, INTERVAL_RANGE, HISTOGRAM_SNAPSHOT for what is no interval; STORE_DROPPED when nothing could be
   *   written for so long that it had to be given up; STORE_CLOSED
   * @example
   * await store.append(telemetry.collector.flush());
   */
  append(interval: Interval, from: AppendSource = {}): Promise<void> {
    return this.appendBody(async () => {
      const instance = this.instanceOf(from);
      const body = await runInSlices(intervalBody(interval), this.context.budget);
      const { startedAtUnixMs, endedAtUnixMs } = interval;
      return { done: this.journal.append('interval', { startedAtUnixMs, endedAtUnixMs, instance }, body) };
    });
  }

  /**
   * Keeps runs of training with their curves, as `telemetry.snapshot()` has them: what is appended later of the same run
   * replaces it.
   *
   * @throws STORE_RUNS for what has no runs; STORE_DROPPED, STORE_CLOSED as `append`
   * @example
   * const { takenAtUnixMs, runs, curves } = telemetry.snapshot();
   * await store.appendRuns({ takenAtUnixMs, runs, curves });
   */
  appendRuns(runs: RunsContent, from: AppendSource = {}): Promise<void> {
    return this.appendBody(async () => {
      const instance = this.instanceOf(from);
      requireRuns(runs);
      const body = await runInSlices(runsBody(runs), this.context.budget);
      const { takenAtUnixMs } = runs;
      const times = { startedAtUnixMs: takenAtUnixMs, endedAtUnixMs: takenAtUnixMs };
      return { done: this.journal.append('runs', { ...times, instance }, body) };
    });
  }

  /**
   * Writes what waits, and makes the disk keep it, now.
   *
   * @returns true once everything that was appended before is kept. False where it is not: what waits is tried again.
   */
  async flush(): Promise<boolean> {
    await this.encoding;
    return this.journal.flush();
  }

  /** Seals, merges and removes what is due; the store does so by itself every minute. Never rejects. */
  maintain(): Promise<void> {
    this.maintaining ??= this.maintenance().finally(() => {
      this.maintaining = undefined;
    });
    return this.maintaining;
  }

  /**
   * Asks for what all members kept, up to now. Nothing is read before the answer is.
   *
   * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
   * @example
   * const rows = await store.query({ metric: 'inference_seconds', groupBy: ['model_id'], stepSeconds: 3600 }).rows();
   */
  query(query: StoreQuery = {}): StoreAnswer {
    return new StoreAnswer(() => this.view(), query, this.context.budget);
  }

  /**
   * Runs of training with their curves, each as it was kept last.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, STORE_UNKNOWN_OPTION
   * @example
   * const { runs, curves } = await store.runs({ modelId: 'glyphs' });
   */
  async runs(filter: RunsFilter = {}): Promise<RunsAnswer> {
    requireRunsFilter(filter);
    const view = await this.view();
    try {
      return await runsOf(view, filter);
    } finally {
      view.release();
    }
  }

  status(): StoreStatus {
    const { degraded, files, bytes, lastSequence: _, ...journal } = this.journal.status;
    return {
      place: this.settings.files.place,
      member: this.settings.member,
      ...(degraded !== undefined && { degraded }),
      ...journal,
      journalFiles: files,
      journalBytes: bytes,
      bytes,
      damage: [...this.log.damage],
      damagedRecords: this.log.records,
    };
  }

  /** Writes what it can, gives up what it cannot, and lets the next writer have the place. Never rejects. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Everything of all members, as it is now; whoever asks releases it. */
  async view(): Promise<StoreView> {
    // Whoever asks after an append finds it.
    await this.encoding;
    const views: StoreView[] = [];
    for (const member of await membersIn(this.settings.files)) {
      if (member === this.settings.member) continue;
      const reader = this.others.get(member) ?? new MemberReader(this.settings.files, member, this.context);
      this.others.set(member, reader);
      views.push(await reader.view());
    }
    return new JoinedView([...views, this.journal.view(0)]);
  }

  /** One after another: what is appended is kept in this order, and only then waited for. */
  private appendBody(encode: () => Promise<{ readonly done: Promise<void> }>): Promise<void> {
    if (this.closing !== undefined) return Promise.reject(closedError());
    const appended = this.encoding.then(encode);
    this.encoding = appended.then(nothing, nothing);
    return appended.then(({ done }) => done);
  }

  private instanceOf(from: AppendSource): string {
    requireFields('STORE_OPTION_KIND', 'STORE_UNKNOWN_OPTION', from, ['instance']);
    const { instance = this.instance } = from;
    if (typeof instance === 'string') return instance;
    throw wrongKind('STORE_OPTION_KIND', 'instance', 'a string', instance, 'Pass the id of the process.');
  }

  private waitForMaintenance(): void {
    this.cancelMaintenance = this.context.timer.after(MAINTENANCE_MS, () => {
      void this.maintain().then(() => {
        if (this.closing === undefined) this.waitForMaintenance();
      });
    });
  }

  private async maintenance(): Promise<void> {}

  private async finish(): Promise<void> {
    this.cancelMaintenance();
    await this.encoding;
    await this.maintaining;
    await this.journal.close();
    await this.lock.release();
  }
}

/** What may be over in a while. */
function isPassing({ problem }: FileError): boolean {
  return problem === 'full' || problem === 'read_only';
}

function requireRuns(runs: RunsContent): void {
  const remedy = 'Pass takenAtUnixMs, runs and curves of telemetry.snapshot().';
  const expected = 'an object with takenAtUnixMs, runs and curves';
  const hold =
    isRecord(runs) &&
    Number.isFinite(runs.takenAtUnixMs) &&
    Array.isArray(runs.runs) &&
    Array.isArray(runs.curves) &&
    [...runs.runs, ...runs.curves].every(isRecord);
  if (!hold) throw wrongKind('STORE_RUNS', 'runs', expected, runs, remedy);
}

function nothing(): void {}

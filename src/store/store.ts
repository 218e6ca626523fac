/** A store with one writer: what is appended goes to its journal, and from there into segments. */
import { wrongKind, wrongValue } from '../errors.ts';
import type { Interval, Slices } from '../metrics/inner.ts';
import { randomId, type TelemetryHandle } from '../telemetry/index.ts';
import { isRecord, requireFields } from '../validate.ts';
import { DamageLog, type StoreContext, storeContext } from './context.ts';
import { EncodingQueue } from './journal/encoding-queue.ts';
import { closedError } from './journal/journal.ts';
import { intervalBody, type RunsContent, runsBody } from './journal/payload.ts';
import type { RecordKind } from './journal/record.ts';
import { JoinedView } from './member/joined-view.ts';
import { MemberReaders } from './member/member-readers.ts';
import { MemberWriter } from './member/member-writer.ts';
import type { StoreView } from './model.ts';
import {
  type StoreConfiguration,
  type StoreOptions,
  type StoreSettings,
  storeConfiguration,
  storeSettings,
} from './options.ts';
import { StoreAnswer } from './query/store-answer.ts';
import type { StoreQuery } from './query/store-query.ts';
import { type Companion, CompanionKeeper } from './recording/companion.ts';
import { CompanionFiles } from './recording/companion-files.ts';
import { Recordings } from './recording/recordings.ts';
import { type RunsAnswer, type RunsFilter, readRuns } from './runs.ts';
import type { StoreStatus } from './status.ts';
import { isUnixMs } from './times.ts';

/** Whose it is. */
export interface AppendSource {
  /** The telemetry instance that recorded it; one id for all that this store is given if left out. */
  readonly instance?: string;
}

/**
 * Opens a store, and takes its member's lock: one process writes, any number read.
 *
 * A directory that cannot be written now is no error: what is appended waits in memory, up to `pendingLimitBytes`, and is
 * written as soon as that works; `status().degraded` says so.
 *
 * @throws STORE_LOCKED while another writer has the member; STORE_OPTION_KIND, STORE_OPTION_RANGE, STORE_UNKNOWN_OPTION,
 *   STORE_PLATFORM; STORE_FILE where the directory cannot be read
 * @example
 * const store = await openStore({ path: './telemetry' });
 * const telemetry = createTelemetry({ store });
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return Store.open(storeSettings(options));
}

export class Store {
  private readonly settings: StoreSettings;
  private readonly context: StoreContext;
  private readonly log: DamageLog;
  private readonly writer: MemberWriter;
  private readonly instance = randomId();
  private readonly members: MemberReaders;
  private readonly encoding: EncodingQueue;
  private readonly recordings: Recordings;
  private closing: Promise<void> | undefined;
  /** While it is closed, telemetries hand on their last intervals. */
  private isEnding = false;
  /** Its member may have another writer by now, and is read as those of others are. */
  private isClosed = false;

  private constructor(settings: StoreSettings, context: StoreContext, log: DamageLog, writer: MemberWriter) {
    this.settings = settings;
    this.context = context;
    this.log = log;
    this.writer = writer;
    this.members = new MemberReaders(settings.files, context);
    this.encoding = new EncodingQueue(context.budget);
    this.recordings = new Recordings(this, settings);
  }

  /** @internal */
  static async open(settings: StoreSettings): Promise<Store> {
    const log = new DamageLog();
    const context = storeContext(settings, log);
    return new Store(settings, context, log, await MemberWriter.open(settings, context));
  }

  /**
   * Keeps an interval: as the collector gives it, or as plain data, also of another process and through JSON.
   *
   * @returns resolves when what the policy `fsync` promises holds.
   * @throws INTERVAL_KIND, INTERVAL_RANGE, HISTOGRAM_SNAPSHOT for what is no interval; STORE_DROPPED when nothing could be
   *   written for so long that it had to be given up; STORE_CLOSED
   * @example
   * const interval = telemetry.collector.flush(); // undefined while telemetry is switched off
   * if (interval !== undefined) await store.append(interval);
   */
  append(interval: Interval, from: AppendSource = {}): Promise<void> {
    return this.keep('interval', from, () => {
      const body = intervalBody(interval);
      const { startedAtUnixMs, endedAtUnixMs } = interval;
      return { body, startedAtUnixMs, endedAtUnixMs };
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
    return this.keep('runs', from, () => {
      requireRuns(runs);
      const { takenAtUnixMs } = runs;
      return { body: runsBody(runs), startedAtUnixMs: takenAtUnixMs, endedAtUnixMs: takenAtUnixMs };
    });
  }

  /**
   * Keeps what this telemetry records from now on: every interval that ends, the last one of `telemetry.dispose()` and of
   * `close()` included, and runs of training that changed. `createTelemetry({ store })` does so by itself.
   *
   * @throws TELEMETRY_ARGUMENT_KIND; STORE_CLOSED
   * @example
   * store.attach(telemetry);
   */
  attach(telemetry: TelemetryHandle): void {
    if (this.closing !== undefined) throw closedError();
    this.recordings.attach(telemetry);
  }

  /**
   * Writes what waits, and makes the disk keep it, now.
   *
   * @returns true once everything that was appended before is kept. False where it is not: what waits is tried again.
   */
  async flush(): Promise<boolean> {
    await this.encoding.settled();
    return this.writer.flush();
  }

  /**
   * @internal Writes what waits before it returns, for the last moment of a process. False where the platform cannot, or
   * the disk refuses.
   */
  flushSync(): boolean {
    this.encoding.runSync();
    return this.writer.writeSync();
  }

  /**
   * Changes what may be changed while it is open; what is left out stays as it is. Intervals that are older than a shorter
   * retention go within a minute.
   *
   * @throws STORE_OPTION_KIND, STORE_OPTION_RANGE, STORE_UNKNOWN_OPTION
   * @example
   * store.configure({ retentionDays: 90 });
   */
  configure(configuration: StoreConfiguration): void {
    this.writer.configure(storeConfiguration(configuration));
  }

  /** Seals, merges and removes what is due; the store does so by itself every minute. Never rejects. */
  maintain(): Promise<void> {
    return this.writer.maintain();
  }

  /**
   * Asks for what all members kept, up to now. Nothing is read before the answer is; that may be after `close()`, too, which
   * ends writing alone.
   *
   * @throws TELEMETRY_QUERY, TELEMETRY_ARGUMENT_KIND, TELEMETRY_LABEL_KIND
   * @example
   * const rows = await store.query({ metric: 'inference_seconds', groupBy: ['model_id'], stepSeconds: 3600 }).rows();
   */
  query(query: StoreQuery = {}): StoreAnswer {
    return new StoreAnswer(() => this.view(), query, this.context.budget);
  }

  /**
   * Runs of training with their curves, each as it was kept last; also after `close()`.
   *
   * @throws TELEMETRY_ARGUMENT_KIND, STORE_UNKNOWN_OPTION
   * @example
   * const { runs, curves } = await store.runs({ modelId: 'glyphs' });
   */
  runs(filter: RunsFilter = {}): Promise<RunsAnswer> {
    return readRuns(() => this.view(), filter);
  }

  status(): StoreStatus {
    const { degraded, journal, segments, segmentBytes, retentionDays } = this.writer.status;
    const { degraded: _, lastSequence, files, bytes, ...counts } = journal;
    return {
      place: this.settings.files.place,
      member: this.settings.member,
      retentionDays,
      isClosed: this.isClosed,
      ...(degraded !== undefined && { degraded }),
      ...counts,
      journalFiles: files,
      journalBytes: bytes,
      segments,
      segmentBytes,
      bytes: bytes + segmentBytes,
      damage: [...this.log.damage],
      damagedRecords: this.log.records,
    };
  }

  /**
   * Writes what it can, gives up what it cannot, and lets the next writer have the place. From then on `append` rejects with
   * STORE_CLOSED; it can still be asked, and answers with what is there then. Never rejects.
   */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal What keeps it in the directory of this member, beside the intervals that it belongs to. */
  keeperOf(companion: Companion): CompanionKeeper {
    const { files, member } = this.settings;
    const { warn } = this.context;
    return new CompanionKeeper(companion, new CompanionFiles(files, `${member}/${companion.name}`), warn);
  }

  /** @internal Everything of all members, as it is now; whoever asks releases it. */
  async view(): Promise<StoreView> {
    await this.encoding.settled();
    // A member that another writer may have by now is read as that of another.
    const views = await this.members.views(this.isClosed ? undefined : this.settings.member);
    return new JoinedView(this.isClosed ? views : [...views, this.writer.view()]);
  }

  private async keep(kind: RecordKind, from: AppendSource, content: () => Content): Promise<void> {
    if (this.closing !== undefined && !this.isEnding) throw closedError();
    const instance = this.instanceOf(from);
    const { body, startedAtUnixMs, endedAtUnixMs } = content();
    requireTimes(startedAtUnixMs, endedAtUnixMs);
    const times = { startedAtUnixMs, endedAtUnixMs, instance };
    await this.encoding.add(body, (bytes) => this.writer.append(kind, times, bytes));
  }

  private instanceOf(from: AppendSource): string {
    requireFields('STORE_OPTION_KIND', 'STORE_UNKNOWN_OPTION', from, ['instance']);
    const { instance = this.instance } = from;
    if (typeof instance === 'string') return instance;
    throw wrongKind('STORE_OPTION_KIND', 'instance', 'a string', instance, 'Pass the id of the process.');
  }

  private async finish(): Promise<void> {
    this.isEnding = true;
    this.recordings.close();
    this.isEnding = false;
    await this.encoding.settled();
    await this.recordings.settle();
    await this.writer.close();
    this.isClosed = true;
  }
}

/** One record beyond them would keep all others unsealed. */
function requireTimes(...times: readonly number[]): void {
  for (const time of times) {
    // What is no number at all is said with all else that an interval must be.
    if (typeof time !== 'number' || Number.isNaN(time) || isUnixMs(time)) continue;
    const remedy = 'Pass the time of the wall clock in milliseconds since 1970.';
    throw wrongValue('INTERVAL_RANGE', 'time', 'a time that a Date can hold', time, remedy);
  }
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

/** What is appended, not bytes yet. */
interface Content {
  readonly body: Slices<Uint8Array>;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
}

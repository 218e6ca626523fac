/** The journal of one writer: records are appended in groups, and stay until what they hold was sealed. */
import { InferometerError } from '../../errors.ts';
import type { Degradation, FsyncPolicy, StoreContext } from '../context.ts';
import { crc32c } from '../crc32c.ts';
import { type AppendableFile, FileError, type Files } from '../files/files.ts';
import { firstSequenceOf, journalFilesIn, journalName, lossesIn, scanFiles } from './journal-files.ts';
import { type HeldRecord, JournalView } from './journal-view.ts';
import { type PayloadHead, payloadOf } from './payload.ts';
import { framed, HEADER_BYTES, type RecordKind } from './record.ts';
import { bytesOf, RecordQueue, type WaitingRecord } from './record-queue.ts';
import type { RecordEntry, ScannedFile } from './scan.ts';

/** Written at once: what came while the disk was busy. */
const GROUP_BYTES = 2 ** 23;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
/** Files that begin with the same sequence. */
const MOST_ATTEMPTS = 1000;

export interface JournalSettings {
  readonly files: Files;
  /** Of the member: `main`. */
  readonly directory: string;
  readonly member: string;
  readonly context: StoreContext;
  readonly fsync: FsyncPolicy;
  readonly fsyncIntervalSeconds: number;
  readonly pendingLimitBytes: number;
  /**
   * Asked before a file is begun: rejects while this writer may not write. True where it may since now alone: others may
   * have written before.
   */
  readonly admitted: () => Promise<boolean>;
}

export interface JournalStatus {
  readonly degraded: Degradation | undefined;
  /** Records in memory that are not written, and their bytes. */
  readonly pendingRecords: number;
  readonly pendingBytes: number;
  /** Records that are written and that the disk was not made to keep yet. */
  readonly unsyncedRecords: number;
  readonly droppedRecords: number;
  readonly appendedRecords: number;
  readonly appendedBytes: number;
  readonly fsyncs: number;
  readonly files: number;
  readonly bytes: number;
  readonly lastSequence: number;
}

interface JournalFile {
  readonly path: string;
  bytes: number;
  lastSequence: number;
}

interface OpenFile extends JournalFile {
  readonly file: AppendableFile;
  /** Its name is not sure to stay yet. */
  isNew: boolean;
  /** Something was written since it was synced. */
  isDirty: boolean;
}

interface Located extends RecordEntry {
  /** Undefined until it is written. */
  path: string;
  /** While it may have to be written again. */
  payload: Uint8Array | undefined;
}

interface Flush {
  /** Of the last record that it waits for, in the order of appending. */
  readonly upTo: number;
  readonly droppedBefore: number;
  readonly resolve: (isDone: boolean) => void;
}

export class Journal {
  private readonly settings: JournalSettings;
  private readonly journalDirectory: string;
  private readonly queue: RecordQueue;
  /** By sequence, ascending: Map keeps the order of insertion, and sequences only grow. */
  private readonly records = new Map<number, Located>();
  private readonly closedFiles: JournalFile[] = [];
  private current: OpenFile | undefined;
  private unsynced: WaitingRecord[] = [];
  /** Files that another process wrote: whether they stay after a loss of power is not known. */
  private readonly unsyncedFiles = new Set<string>();
  /** Files whose sync failed, with records that are in no memory: nothing is known of them until they are sealed. */
  private readonly doubtfulFiles = new Set<string>();
  private nextSequence = 1;
  private sealedThrough = 0;
  private degraded: Degradation | undefined;
  private isRunning = false;
  private running: Promise<void> = Promise.resolve();
  private writing: readonly WaitingRecord[] = [];
  private isClosed = false;
  private isSyncDue = false;
  private isRotationDue = false;
  private flushes: Flush[] = [];
  private rotations: ((lastSequence: number | undefined) => void)[] = [];
  private retryMs = FIRST_RETRY_MS;
  private cancelRetry: (() => void) | undefined;
  private cancelSync: (() => void) | undefined;
  private appended = 0;
  private written = 0;
  private appendedBytes = 0;
  private dropped = 0;
  private fsyncs = 0;
  /** Views that read files, and what is to be removed when there is none. */
  private views = 0;
  private removable: string[] = [];

  private constructor(settings: JournalSettings) {
    this.settings = settings;
    this.journalDirectory = `${settings.directory}/journal`;
    this.queue = new RecordQueue(settings.pendingLimitBytes, (records) => this.onDropped(records));
  }

  /**
   * Finds what is there, cuts what was being written when its writer ended, and says what is damaged.
   *
   * @param sealedThrough records up to this sequence are in segments, and not looked at
   * @param highestSequence what was sealed once, also where it is gone: what is appended has higher ones
   * @throws FileError where files cannot be read; where they cannot be written, the journal begins degraded
   */
  static async open(
    settings: JournalSettings,
    sealedThrough: number,
    highestSequence = sealedThrough,
  ): Promise<Journal> {
    const journal = new Journal(settings);
    journal.nextSequence = highestSequence + 1;
    await journal.recover(sealedThrough);
    return journal;
  }

  get status(): JournalStatus {
    const { current, closedFiles, queue, unsynced } = this;
    return {
      degraded: this.degraded,
      pendingRecords: queue.length,
      pendingBytes: queue.bytes,
      unsyncedRecords: unsynced.length,
      droppedRecords: this.dropped,
      appendedRecords: this.appended,
      appendedBytes: this.appendedBytes,
      fsyncs: this.fsyncs,
      files: closedFiles.length + (current === undefined ? 0 : 1),
      bytes: this.bytes,
      lastSequence: this.nextSequence - 1,
    };
  }

  /** Of its files. */
  get bytes(): number {
    return this.closedFiles.reduce((sum, { bytes }) => sum + bytes, this.current?.bytes ?? 0);
  }

  /** Of the oldest record that is not sealed; undefined if there is none. */
  get oldestAppendedAtUnixMs(): number | undefined {
    const [first] = this.records.values();
    return (first ?? this.queue.all[0]?.times)?.appendedAtUnixMs;
  }

  /**
   * Resolves when what the policy promises holds.
   *
   * @param body as bytes; it is not copied
   * @throws STORE_DROPPED when it was given up, because nothing could be written for too long; STORE_CLOSED
   */
  append(
    kind: RecordKind,
    times: Pick<PayloadHead, 'startedAtUnixMs' | 'endedAtUnixMs' | 'instance'>,
    body: Uint8Array,
  ): Promise<void> {
    if (this.isClosed) return Promise.reject(closedError());
    const { clock } = this.settings.context;
    const head = {
      ...times,
      appendedAtUnixMs: clock.wallUnixMs(),
      appendedAtMonotonicMs: clock.monotonicMs(),
    };
    const payload = payloadOf(head, body);
    return new Promise((resolve, reject) => {
      this.appended += 1;
      this.appendedBytes += HEADER_BYTES + payload.length;
      const settle = { resolve, reject };
      this.queue.add({ kind, payload, crc32c: crc32c(payload), times: head, sequence: undefined, settle });
      this.run();
    });
  }

  /** Resolves with whether everything appended so far is written and synced now. A pause after a failure is cut short. */
  flush(): Promise<boolean> {
    if (!this.isRunning && !this.hasUnkept()) return Promise.resolve(this.doubtfulFiles.size === 0);
    return new Promise((resolve) => {
      this.flushes.push({ upTo: this.appended, droppedBefore: this.dropped, resolve });
      this.isSyncDue = true;
      this.endPause();
      this.run();
    });
  }

  /**
   * Writes everything that the disk was not made to keep yet to a file of its own, before it returns. What is being
   * written meanwhile is there twice then, with the same sequences.
   *
   * @returns false where the files can do nothing at once, or fail
   */
  writeSync(): boolean {
    const { files } = this.settings;
    const records = [...this.unsynced, ...this.waiting];
    const [first] = records;
    if (first === undefined) return true;
    if (files.createSync === undefined) return false;
    for (const record of records) record.sequence ??= this.nextSequence++;
    const bytes = framed(records as (WaitingRecord & { sequence: number })[]);
    try {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const path = `${this.journalDirectory}/${journalName(first.sequence as number, attempt)}`;
        if (!files.createSync(path, bytes)) continue;
        this.closedFiles.push({ path, bytes: bytes.length, lastSequence: this.nextSequence - 1 });
        return true;
      }
    } catch {
      // Nothing can be done about it any more; in a process that goes on, what waits is tried again.
    }
    return false;
  }

  /**
   * Ends the file that is written to, so that all its records can be sealed.
   *
   * @returns the sequence up to which they can; undefined while nothing can be written
   */
  rotate(): Promise<number | undefined> {
    return new Promise((resolve) => {
      this.rotations.push(resolve);
      this.isRotationDue = true;
      this.run();
    });
  }

  /** Everything that was appended, written or not, but for what is up to this sequence. */
  view(after: number, upTo = Infinity): JournalView {
    const { files, member, context } = this.settings;
    const records: HeldRecord[] = [];
    for (const record of this.records.values()) {
      if (record.sequence <= after || record.sequence > upTo) continue;
      const { kind, startedAtUnixMs, endedAtUnixMs, payload } = record;
      records.push({ kind, startedAtUnixMs, endedAtUnixMs, payload, place: { ...record } });
    }
    for (const { kind, times, payload, sequence } of upTo === Infinity ? this.waiting : []) {
      // What was written before, and has to be again, is among the records.
      if (sequence === undefined || !this.records.has(sequence))
        records.push({ kind, ...times, payload, place: undefined });
    }
    this.views += 1;
    return new JournalView({
      files,
      member,
      context,
      records,
      release: () => this.released(),
      isOfOther: false,
    });
  }

  /** Of the oldest record that is not sealed; undefined if there is none, or none is written. */
  get firstSequence(): number | undefined {
    const [first] = this.records.keys();
    return first;
  }

  /** Whether sealing is the one way to keep what was written. */
  get isInDoubt(): boolean {
    return this.doubtfulFiles.size > 0;
  }

  private hasUnkept(): boolean {
    return this.queue.length > 0 || this.unsyncedFiles.size > 0 || this.current?.isDirty === true;
  }

  private get waiting(): readonly WaitingRecord[] {
    return [...this.writing, ...this.queue.all];
  }

  /** Forgets records that are sealed, and removes their files as soon as nobody reads them. */
  async removeThrough(sequence: number): Promise<void> {
    this.sealedThrough = Math.max(this.sealedThrough, sequence);
    for (const key of this.records.keys()) if (key <= sequence) this.records.delete(key);
    const sealed = this.closedFiles.filter(({ lastSequence }) => lastSequence <= sequence);
    for (const file of sealed) {
      this.closedFiles.splice(this.closedFiles.indexOf(file), 1);
      this.unsyncedFiles.delete(file.path);
      this.doubtfulFiles.delete(file.path);
      this.removable.push(file.path);
    }
    await this.remove();
  }

  /** Writes what it can, gives up the rest. Never rejects. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.flush();
    await this.running;
    this.cancelRetry?.();
    this.cancelSync?.();
    this.queue.dropAll();
    await this.abandon();
  }

  private async recover(sealedThrough: number): Promise<void> {
    const { files, context } = this.settings;
    this.sealedThrough = sealedThrough;
    this.closedFiles.length = 0;
    const paths = await journalFilesIn(files, this.journalDirectory);
    const scanned = await scanFiles(files, paths, context.budget);
    for (const damage of lossesIn(scanned, this.journalDirectory, sealedThrough)) context.damaged(damage);
    const entries = scanned.flatMap(({ path, entries }) => entries.map((entry) => ({ ...entry, path })));
    entries.sort((a, b) => a.sequence - b.sequence);
    for (const entry of entries) {
      if (entry.sequence > sealedThrough) this.records.set(entry.sequence, { ...entry, payload: undefined });
    }
    for (const file of scanned) {
      await this.cutTorn(file);
      const { path, size: bytes, lastSequence } = file;
      this.closedFiles.push({ path, bytes, lastSequence: Math.max(lastSequence, firstSequenceOf(path) - 1) });
    }
    const last = Math.max(sealedThrough, ...scanned.map(({ lastSequence }) => lastSequence));
    this.nextSequence = Math.max(this.nextSequence, last + 1);
    await this.removeThrough(sealedThrough);
    for (const { path } of this.closedFiles) if (!this.doubtfulFiles.has(path)) this.unsyncedFiles.add(path);
    if (this.settings.fsync === 'never' || this.unsyncedFiles.size === 0) return;
    this.isSyncDue = true;
    this.run();
  }

  /** Where that cannot be, it is as it was: no more is ever appended to the file. */
  private async cutTorn({ path, size, bad }: ScannedFile): Promise<void> {
    const torn = bad.at(-1);
    if (torn?.isTorn !== true || torn.end !== size) return;
    const { files, context } = this.settings;
    try {
      const file = await files.open(path);
      await file.truncate(torn.start);
      await file.sync();
      await file.close();
    } catch (error) {
      context.warn('cut', { path, error }, 'the torn end of a journal could not be cut off');
    }
  }

  /** Runs the writer, if there is anything to do and it does not run: it is the only one that touches the open file. */
  private run(): void {
    if (this.isRunning) return;
    if (this.cancelRetry !== undefined) {
      this.answerInVain();
      return;
    }
    this.isRunning = true;
    this.running = this.write();
  }

  private async write(): Promise<void> {
    // What is appended in one turn is written as one group.
    await Promise.resolve();
    while (this.hasWork()) {
      try {
        await this.step();
      } catch (error) {
        await this.failed(error);
      }
    }
    this.isRunning = false;
  }

  private hasWork(): boolean {
    if (this.cancelRetry !== undefined) return false;
    return this.queue.length > 0 || this.isSyncDue || this.isRotationDue;
  }

  private async step(): Promise<void> {
    const { fsync, pendingLimitBytes } = this.settings;
    if (this.queue.length > 0) await this.writeGroup();
    const isFull = bytesOf(this.unsynced) > pendingLimitBytes / 2;
    if (this.isSyncDue || isFull || (fsync === 'always' && this.unsynced.length > 0)) await this.sync();
    if (this.isRotationDue && this.queue.all[0]?.sequence === undefined) await this.endFile();
  }

  private async writeGroup(): Promise<void> {
    const group = this.queue.take(GROUP_BYTES);
    this.writing = group;
    let current: OpenFile | undefined;
    let before = 0;
    try {
      current = await this.openFile(group[0]?.sequence);
      before = current.file.size;
      for (const record of group) record.sequence ??= this.nextSequence++;
      await current.file.append(framed(group as (WaitingRecord & { sequence: number })[]));
      this.writing = [];
    } catch (error) {
      this.writing = [];
      this.queue.putBack(group);
      if (current !== undefined) await this.takeBack(current, before);
      throw error;
    }
    this.hold(group, current, before);
  }

  /** The group is written: whoever waits for no more is told, and it is kept as long as it may have to be written again. */
  private hold(group: readonly WaitingRecord[], current: OpenFile, before: number): void {
    const { fsync, fsyncIntervalSeconds, context } = this.settings;
    let offset = before + HEADER_BYTES;
    for (const { kind, payload, crc32c: payloadCrc32c, times, sequence } of group) {
      const { path } = current;
      const payloadBytes = payload.length;
      const kept = fsync === 'never' ? undefined : payload;
      const { appendedAtUnixMs, startedAtUnixMs, endedAtUnixMs } = times;
      const entry = { sequence: sequence as number, kind, offset, payloadBytes, payloadCrc32c };
      const located = { ...entry, appendedAtUnixMs, startedAtUnixMs, endedAtUnixMs, path, payload: kept };
      this.records.set(entry.sequence, located);
      offset += payloadBytes + HEADER_BYTES;
    }
    current.bytes = offset - HEADER_BYTES;
    current.isDirty = true;
    current.lastSequence = Math.max(current.lastSequence, group.at(-1)?.sequence as number);
    if (fsync === 'never') this.written += group.length;
    else this.unsynced.push(...group);
    if (fsync === 'always') return;
    this.recovered();
    for (const record of group) {
      record.settle?.resolve();
      record.settle = undefined;
    }
    if (fsync === 'interval') {
      this.cancelSync ??= context.timer.after(fsyncIntervalSeconds * 1000, () => {
        this.cancelSync = undefined;
        this.isSyncDue = true;
        this.run();
      });
    }
  }

  /** Of a group that was not written whole, nothing stays; where that cannot be, the file is not written to any more. */
  private async takeBack({ file }: OpenFile, before: number): Promise<void> {
    try {
      await file.truncate(before);
    } catch {
      await this.writeAgain();
    }
  }

  /** What another process wrote, and maybe nobody made the disk keep. */
  private async syncFound(): Promise<void> {
    const { files, context } = this.settings;
    if (this.unsyncedFiles.size === 0) return;
    await files.syncDirectory(this.journalDirectory);
    for (const path of this.unsyncedFiles) {
      this.unsyncedFiles.delete(path);
      try {
        const file = await files.open(path);
        await file.sync();
        await file.close();
      } catch (error) {
        // A file that could not be opened says nothing about its content; one that could not be synced is in doubt.
        this.doubtfulFiles.add(path);
        context.warn(
          'doubt',
          { path, error },
          'a journal of an earlier process could not be synced: it is sealed early',
        );
      }
    }
  }

  private async sync(): Promise<void> {
    const { current, unsynced } = this;
    this.isSyncDue = false;
    await this.syncFound();
    if (current?.isDirty) {
      try {
        await current.file.sync();
        if (current.isNew) await this.settings.files.syncDirectory(this.journalDirectory);
      } catch (error) {
        if (this.settings.fsync === 'never') this.doubtfulFiles.add(current.path);
        await this.writeAgain();
        throw error;
      }
      current.isNew = false;
      current.isDirty = false;
      this.fsyncs += 1;
    }
    this.recovered();
    this.unsynced = [];
    this.written += unsynced.length;
    for (const { sequence, settle } of unsynced) {
      const record = this.records.get(sequence as number);
      if (record !== undefined) record.payload = undefined;
      settle?.resolve();
    }
    this.answerFlushes();
  }

  private answerFlushes(): void {
    const isWritten = this.queue.length === 0;
    const waiting: Flush[] = [];
    for (const flush of this.flushes) {
      const isDone = isWritten || this.written + this.dropped >= flush.upTo;
      if (isDone) flush.resolve(this.dropped === flush.droppedBefore && !this.isInDoubt);
      else waiting.push(flush);
    }
    this.flushes = waiting;
    if (waiting.length > 0) this.isSyncDue = true;
  }

  /** After a failed sync nothing is known of what was written since the last one: it goes to another file. */
  private async writeAgain(): Promise<void> {
    const again = this.unsynced;
    this.unsynced = [];
    await this.abandon();
    this.queue.putBack(again);
  }

  private async abandon(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (current === undefined) return;
    this.closedFiles.push(current);
    try {
      await current.file.close();
    } catch {
      // Whatever it was: nothing is read or written by this handle any more.
    }
  }

  private async openFile(sequence: number | undefined): Promise<OpenFile> {
    if (this.current !== undefined) return this.current;
    const { files, admitted } = this.settings;
    if (await admitted()) await this.recover(this.sealedThrough);
    const firstSequence = sequence ?? this.nextSequence;
    const names = new Set(await files.list(this.journalDirectory));
    let attempt = 0;
    while (names.has(journalName(firstSequence, attempt))) attempt += 1;
    const path = `${this.journalDirectory}/${journalName(firstSequence, attempt)}`;
    const file = await files.open(path);
    this.current = {
      path,
      file,
      bytes: file.size,
      lastSequence: firstSequence - 1,
      isNew: true,
      isDirty: false,
    };
    return this.current;
  }

  private async endFile(): Promise<void> {
    if (this.current !== undefined) {
      await this.sync();
      await this.abandon();
    }
    this.isRotationDue = false;
    const rotations = this.rotations;
    this.rotations = [];
    const last = this.nextSequence - 1;
    for (const resolve of rotations) resolve(last);
  }

  private async failed(error: unknown): Promise<void> {
    const { context } = this.settings;
    const problem = error instanceof FileError ? error.problem : 'other';
    const message = (error as Error).message;
    this.degraded = {
      problem,
      message,
      sinceUnixMs: this.degraded?.sinceUnixMs ?? context.clock.wallUnixMs(),
    };
    const said = 'the store cannot write: what is appended waits in memory, and is tried again';
    context.warn('degraded', { problem, error }, said);
    this.cancelRetry = context.timer.after(this.retryMs, () => {
      this.endPause();
      this.run();
    });
    this.retryMs = Math.min(LONGEST_RETRY_MS, 2 * this.retryMs);
    this.answerInVain();
  }

  private recovered(): void {
    if (this.degraded === undefined) return;
    this.degraded = undefined;
    this.retryMs = FIRST_RETRY_MS;
    this.settings.context.over('degraded', 'the store writes again');
  }

  private endPause(): void {
    this.cancelRetry?.();
    this.cancelRetry = undefined;
  }

  private answerInVain(): void {
    const { flushes, rotations } = this;
    this.flushes = [];
    this.rotations = [];
    this.isRotationDue = false;
    this.isSyncDue = this.unsynced.length > 0;
    for (const { resolve } of flushes) resolve(false);
    for (const resolve of rotations) resolve(undefined);
  }

  private onDropped(records: readonly WaitingRecord[]): void {
    this.dropped += records.length;
    for (const { sequence = -1 } of records) {
      const written = this.records.get(sequence);
      if (written !== undefined) written.payload = undefined;
    }
    const { pendingLimitBytes } = this.settings;
    const said = 'more waits to be written than may be kept in memory: the oldest intervals are lost';
    this.settings.context.warn('dropped', { pendingLimitBytes }, said);
  }

  private released(): void {
    this.views -= 1;
    void this.remove();
  }

  /** What cannot be removed is tried again after the next sealing. */
  private async remove(): Promise<void> {
    if (this.views > 0) return;
    const { files, context } = this.settings;
    const paths = this.removable;
    this.removable = [];
    for (const path of paths) {
      try {
        await files.remove(path);
      } catch (error) {
        this.removable.push(path);
        context.warn('remove', { path, error }, 'a sealed journal could not be removed');
      }
    }
  }
}

export function closedError(): InferometerError {
  return new InferometerError('STORE_CLOSED', 'the store is closed. Open it again with openStore().');
}

/** The journal of one writer: records are appended in groups, and stay until what they hold was sealed. */

import { crc32c } from '../../crc32c.ts';
import { InferometerError } from '../../errors.ts';
import type { Degradation, FsyncPolicy, StoreContext } from '../context.ts';
import type { Files } from '../files/files.ts';
import { JournalDirectory, type OpenFile } from './journal-directory.ts';
import { JournalView } from './journal-view.ts';
import { Outage } from './outage.ts';
import { type PayloadHead, payloadOf } from './payload.ts';
import { type Framed, framed, HEADER_BYTES, type RecordKind } from './record.ts';
import { RecordIndex } from './record-index.ts';
import { bytesOf, RecordQueue, type WaitingRecord } from './record-queue.ts';
import { recoverJournal } from './recovery.ts';
import { type Progress, Requests } from './requests.ts';

/** Written at once: what came while the disk was busy. */
const GROUP_BYTES = 2 ** 23;

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

type Numbered = WaitingRecord & Framed;

export class Journal {
  private readonly settings: JournalSettings;
  private readonly directory: JournalDirectory;
  private readonly queue: RecordQueue;
  private readonly index = new RecordIndex();
  private readonly outage: Outage;
  private readonly requests = new Requests();
  /** Of the queue, what is being written. */
  private writing: readonly WaitingRecord[] = [];
  /** Written, and maybe to be written again, since the disk was not made to keep it yet. */
  private unsynced: WaitingRecord[] = [];
  private nextSequence = 1;
  private sealedThrough = 0;
  private isRunning = false;
  private running: Promise<void> = Promise.resolve();
  private isClosed = false;
  private isSyncDue = false;
  private cancelSync: (() => void) | undefined;
  private appended = 0;
  private written = 0;
  private appendedBytes = 0;
  private dropped = 0;

  private constructor(settings: JournalSettings) {
    const { files, directory, context, pendingLimitBytes } = settings;
    this.settings = settings;
    this.directory = new JournalDirectory(files, `${directory}/journal`, context);
    this.queue = new RecordQueue(pendingLimitBytes, (records) => this.onDropped(records));
    this.outage = new Outage(context, () => this.run());
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
    const { directory, queue } = this;
    return {
      degraded: this.outage.status,
      pendingRecords: queue.length,
      pendingBytes: queue.bytes,
      unsyncedRecords: this.unsynced.length,
      droppedRecords: this.dropped,
      appendedRecords: this.appended,
      appendedBytes: this.appendedBytes,
      fsyncs: directory.fsyncs,
      files: directory.count,
      bytes: directory.bytes,
      lastSequence: this.nextSequence - 1,
    };
  }

  /** Of its files. */
  get bytes(): number {
    return this.directory.bytes;
  }

  /** Of the oldest record that is not sealed; undefined if there is none. */
  get oldestAppendedAtUnixMs(): number | undefined {
    return this.index.oldestAppendedAtUnixMs ?? this.queue.all[0]?.times.appendedAtUnixMs;
  }

  /** Of the oldest record that is not sealed; undefined if there is none, or none is written. */
  get firstSequence(): number | undefined {
    return this.index.firstSequence;
  }

  /** Whether sealing is the one way to keep what was written. */
  get isInDoubt(): boolean {
    return this.directory.isInDoubt;
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

  /** A pause after a failure is cut short: what is waited for is tried now. */
  resume(): void {
    this.outage.endPause();
  }

  /** Resolves with whether everything appended so far is written and synced now. Tries at once. */
  flush(): Promise<boolean> {
    const isIdle = !this.isRunning && this.queue.length === 0 && !this.directory.isUnsynced;
    if (isIdle) return Promise.resolve(!this.isInDoubt);
    const flushed = this.requests.flush(this.progress);
    this.isSyncDue = true;
    this.resume();
    this.run();
    return flushed;
  }

  /**
   * Writes everything that the disk was not made to keep yet to a file of its own, before it returns. What is being
   * written meanwhile is there twice then, with the same sequences.
   *
   * @returns false where the files can do nothing at once, or fail
   */
  writeSync(): boolean {
    const records = [...this.unsynced, ...this.waiting];
    if (records.length === 0) return true;
    const numbered = this.numbered(records);
    const [first] = numbered as [Numbered];
    try {
      return this.directory.createSync(first.sequence, this.nextSequence - 1, framed(numbered));
    } catch {
      // Nothing can be done about it any more; in a process that goes on, what waits is tried again.
      return false;
    }
  }

  /**
   * Ends the file that is written to, so that all its records can be sealed.
   *
   * @returns the sequence up to which they can; undefined while nothing can be written
   */
  rotate(): Promise<number | undefined> {
    const rotated = this.requests.rotation();
    this.run();
    return rotated;
  }

  /** Everything that was appended, written or not, but for what is up to this sequence. */
  view(after: number, upTo = Infinity): JournalView {
    const { files, member, context } = this.settings;
    const records = this.index.between(after, upTo);
    for (const { kind, times, payload, sequence } of upTo === Infinity ? this.waiting : []) {
      // What was written before, and has to be again, is among the records.
      if (sequence !== undefined && this.index.has(sequence)) continue;
      records.push({ kind, ...times, payload, place: undefined });
    }
    return new JournalView({
      files,
      member,
      context,
      records,
      release: this.directory.hold(),
      isOfOther: false,
    });
  }

  /** Forgets records that are sealed, and removes their files as soon as nobody reads them. Never rejects. */
  async removeThrough(sequence: number): Promise<void> {
    this.sealedThrough = Math.max(this.sealedThrough, sequence);
    this.index.forgetThrough(sequence);
    await this.directory.removeThrough(sequence);
  }

  /** Writes what it can, gives up the rest. Never rejects. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    // What failed while it was asked for may do so no longer.
    if (!(await this.flush())) await this.flush();
    await this.running;
    this.resume();
    this.cancelSync?.();
    this.queue.dropAll();
    await this.directory.end();
  }

  private get progress(): Progress {
    const { appended, written, dropped, isInDoubt } = this;
    const isIdle = this.queue.length === 0 && this.unsynced.length === 0;
    return { appended, written, dropped, isIdle, isInDoubt };
  }

  private get waiting(): readonly WaitingRecord[] {
    return [...this.writing, ...this.queue.all];
  }

  private async recover(sealedThrough: number): Promise<void> {
    const { files, context, fsync } = this.settings;
    const found = await recoverJournal(files, this.directory.path, context, sealedThrough);
    for (const record of found.records) this.index.add(record);
    this.directory.found(found.files);
    this.nextSequence = Math.max(this.nextSequence, found.lastSequence + 1);
    await this.removeThrough(sealedThrough);
    if (fsync === 'never' || !this.directory.isUnsynced) return;
    this.isSyncDue = true;
    this.run();
  }

  /** Runs the writer, if there is anything to do and it does not run: it is the only one that touches the open file. */
  private run(): void {
    if (this.isRunning) return;
    if (this.outage.isPausing) {
      this.requests.inVain();
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
        this.outage.failed(error);
        this.isSyncDue = this.unsynced.length > 0;
        this.requests.inVain();
      }
    }
    this.isRunning = false;
  }

  private hasWork(): boolean {
    if (this.outage.isPausing) return false;
    return this.queue.length > 0 || this.isSyncDue || this.requests.hasRotation;
  }

  private async step(): Promise<void> {
    const { fsync, pendingLimitBytes } = this.settings;
    if (this.queue.length > 0) await this.writeGroup();
    const isFull = bytesOf(this.unsynced) > pendingLimitBytes / 2;
    if (this.isSyncDue || isFull || (fsync === 'always' && this.unsynced.length > 0)) await this.sync();
    // What has a sequence already is written first: up to the last one, everything can be sealed then.
    if (this.requests.hasRotation && this.queue.all[0]?.sequence === undefined) await this.endFile();
  }

  private async writeGroup(): Promise<void> {
    const group = this.queue.take(GROUP_BYTES);
    this.writing = group;
    let current: OpenFile | undefined;
    let before = 0;
    try {
      current = this.directory.current ?? (await this.begin(group[0]?.sequence));
      before = current.file.size;
      await current.file.append(framed(this.numbered(group)));
      this.writing = [];
    } catch (error) {
      this.writing = [];
      this.queue.putBack(group);
      if (current !== undefined) await this.takeBack(current, before);
      throw error;
    }
    this.hold(group, current, before);
  }

  /** A file for the record with this sequence, or for the next one. */
  private async begin(sequence: number | undefined): Promise<OpenFile> {
    if (await this.settings.admitted()) await this.recover(this.sealedThrough);
    return this.directory.open(sequence ?? this.nextSequence);
  }

  private numbered(records: readonly WaitingRecord[]): readonly Numbered[] {
    for (const record of records) record.sequence ??= this.nextSequence++;
    return records as readonly Numbered[];
  }

  /** The group is written: whoever waits for no more is told, and it is kept as long as it may have to be written again. */
  private hold(group: readonly WaitingRecord[], current: OpenFile, before: number): void {
    const { fsync } = this.settings;
    const { path } = current;
    let offset = before + HEADER_BYTES;
    for (const { kind, sequence, payload, crc32c: payloadCrc32c, times } of this.numbered(group)) {
      const { appendedAtUnixMs, startedAtUnixMs, endedAtUnixMs } = times;
      const entry = { sequence, kind, offset, payloadBytes: payload.length, payloadCrc32c };
      const kept = fsync === 'never' ? undefined : payload;
      const stamps = { appendedAtUnixMs, startedAtUnixMs, endedAtUnixMs };
      this.index.add({ ...entry, ...stamps, path, payload: kept });
      offset += payload.length + HEADER_BYTES;
      current.lastSequence = Math.max(current.lastSequence, sequence);
    }
    current.bytes = offset - HEADER_BYTES;
    current.isDirty = true;
    if (fsync === 'never') this.written += group.length;
    else this.unsynced.push(...group);
    if (fsync === 'always') return;
    this.outage.over();
    for (const record of group) {
      record.settle?.resolve();
      record.settle = undefined;
    }
    if (fsync === 'interval') this.syncSoon();
  }

  private syncSoon(): void {
    const { context, fsyncIntervalSeconds } = this.settings;
    this.cancelSync ??= context.timer.after(fsyncIntervalSeconds * 1000, () => {
      this.cancelSync = undefined;
      this.isSyncDue = true;
      this.run();
    });
  }

  /** Of a group that was not written whole, nothing stays; where that cannot be, the file is not written to any more. */
  private async takeBack({ file }: OpenFile, before: number): Promise<void> {
    try {
      await file.truncate(before);
    } catch {
      await this.writeAgain();
    }
  }

  private async sync(): Promise<void> {
    const { unsynced } = this;
    this.isSyncDue = false;
    try {
      await this.directory.sync();
    } catch (error) {
      if (this.settings.fsync === 'never') this.directory.doubtCurrent();
      await this.writeAgain();
      throw error;
    }
    this.outage.over();
    this.unsynced = [];
    this.written += unsynced.length;
    for (const { sequence, settle } of unsynced) {
      this.index.dropPayload(sequence as number);
      settle?.resolve();
    }
    this.requests.synced(this.progress);
    if (this.requests.hasFlush) this.isSyncDue = true;
  }

  /** After a failed sync nothing is known of what was written since the last one: it goes to another file. */
  private async writeAgain(): Promise<void> {
    const again = this.unsynced;
    this.unsynced = [];
    await this.directory.end();
    this.queue.putBack(again);
  }

  private async endFile(): Promise<void> {
    if (this.directory.current !== undefined) {
      await this.sync();
      await this.directory.end();
    }
    this.requests.rotated(this.nextSequence - 1);
  }

  private onDropped(records: readonly WaitingRecord[]): void {
    const { pendingLimitBytes, context } = this.settings;
    this.dropped += records.length;
    for (const { sequence = -1 } of records) this.index.dropPayload(sequence);
    const said = 'more waits to be written than may be kept in memory: the oldest intervals are lost';
    context.warn('dropped', { pendingLimitBytes }, said);
  }
}

export function closedError(): InferometerError {
  return new InferometerError('STORE_CLOSED', 'the store is closed. Open it again with openStore().');
}

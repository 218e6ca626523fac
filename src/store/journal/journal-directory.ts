/** The files of a journal: the one that is written to, those that were, and whether the disk was made to keep them. */
import type { StoreContext } from '../context.ts';
import { type AppendableFile, type Files, withOpenFile } from '../files/files.ts';
import { journalName } from './journal-files.ts';

/** Files that begin with the same sequence. */
const MOST_ATTEMPTS = 1000;

export interface JournalFile {
  readonly path: string;
  bytes: number;
  lastSequence: number;
}

export interface OpenFile extends JournalFile {
  readonly file: AppendableFile;
  /** Its name is not sure to stay yet. */
  isNew: boolean;
  /** Something was written since it was synced. */
  isDirty: boolean;
}

export class JournalDirectory {
  readonly path: string;
  /** What is written to now; undefined where the next record begins a file. */
  current: OpenFile | undefined;
  /** How often the disk was made to keep something. */
  fsyncs = 0;
  private readonly files: Files;
  private readonly context: StoreContext;
  private readonly sealedStays: () => Promise<void>;
  private closed: JournalFile[] = [];
  /** Closed files of which nobody knows that they stay after a loss of power: of other processes, or left in the middle. */
  private readonly unsynced = new Set<string>();
  /** Files whose sync failed, with records that are in no memory: nothing is known of them until they are sealed. */
  private readonly doubtful = new Set<string>();
  /** Views that read files: while there are any, nothing is removed. */
  private views = 0;
  /** What is to be removed, until it is known to be: no other file gets its name, or that one would be removed. */
  private readonly removable = new Set<string>();

  /** @param sealedStays asked before files are removed; see JournalSettings */
  constructor(files: Files, path: string, context: StoreContext, sealedStays: () => Promise<void>) {
    this.files = files;
    this.path = path;
    this.context = context;
    this.sealedStays = sealedStays;
  }

  get count(): number {
    return this.closed.length + (this.current === undefined ? 0 : 1);
  }

  get bytes(): number {
    return this.closed.reduce((sum, { bytes }) => sum + bytes, this.current?.bytes ?? 0);
  }

  /** Whether there is something that a sync would make the disk keep. */
  get isUnsynced(): boolean {
    return this.unsynced.size > 0 || this.current?.isDirty === true;
  }

  /** Whether sealing is the one way to keep what was written. */
  get isInDoubt(): boolean {
    return this.doubtful.size > 0;
  }

  /** These are the files that are there, of this process or of others before it. */
  found(files: readonly JournalFile[]): void {
    this.closed = [...files];
    for (const { path } of files) if (!this.doubtful.has(path)) this.unsynced.add(path);
  }

  /** Begins a file. @throws FileError */
  async open(firstSequence: number): Promise<OpenFile> {
    const names = new Set(await this.files.list(this.path));
    const pathOf = (attempt: number) => `${this.path}/${journalName(firstSequence, attempt)}`;
    let attempt = 0;
    while (names.has(journalName(firstSequence, attempt)) || this.removable.has(pathOf(attempt)))
      attempt += 1;
    const path = pathOf(attempt);
    const file = await this.files.open(path);
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

  /** Writes a file of its own, before it returns. False where the files cannot. @throws FileError */
  createSync(firstSequence: number, lastSequence: number, bytes: Uint8Array): boolean {
    const { files } = this;
    if (files.createSync === undefined) return false;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const path = `${this.path}/${journalName(firstSequence, attempt)}`;
      if (this.removable.has(path) || !files.createSync(path, bytes)) continue;
      this.closed.push({ path, bytes: bytes.length, lastSequence });
      return true;
    }
    return false;
  }

  /**
   * Makes the disk keep everything that was written.
   *
   * @throws FileError: then nothing is known of what was written since this last resolved
   */
  async sync(): Promise<void> {
    await this.syncClosed();
    const { current } = this;
    if (!current?.isDirty) return;
    await current.file.sync();
    if (current.isNew) await this.files.syncDirectory(this.path);
    current.isNew = false;
    current.isDirty = false;
    this.fsyncs += 1;
  }

  /** Ends the file that is written to; whether it could be synced is the caller's business. */
  async end(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (current === undefined) return;
    this.closed.push(current);
    if (current.isDirty && !this.doubtful.has(current.path)) this.unsynced.add(current.path);
    try {
      await current.file.close();
    } catch {
      // Whatever it was: nothing is read or written by this handle any more.
    }
  }

  /** What was written to the file since its last sync is in no memory, and its sync failed. */
  doubtCurrent(): void {
    if (this.current !== undefined) this.doubtful.add(this.current.path);
  }

  /** Nothing is removed until what this returns is called. */
  hold(): () => void {
    this.views += 1;
    return () => {
      this.views -= 1;
      void this.remove();
    };
  }

  /** Removes files all of whose records are up to this sequence, as soon as nobody reads them. Never rejects. */
  async removeThrough(sequence: number): Promise<void> {
    const sealed = this.closed.filter(({ lastSequence }) => lastSequence <= sequence);
    this.closed = this.closed.filter(({ lastSequence }) => lastSequence > sequence);
    for (const { path } of sealed) {
      this.unsynced.delete(path);
      this.doubtful.delete(path);
      this.removable.add(path);
    }
    await this.remove();
  }

  private async syncClosed(): Promise<void> {
    if (this.unsynced.size === 0) return;
    await this.files.syncDirectory(this.path);
    for (const path of this.unsynced) {
      this.unsynced.delete(path);
      try {
        await withOpenFile(this.files, path, (file) => file.sync());
      } catch (error) {
        this.doubtful.add(path);
        const said = 'a journal that was not synced before could not be now: it is sealed early';
        this.context.warn('doubt', { path, error }, said);
      }
    }
  }

  /** What cannot be removed is tried again after the next sealing. */
  private async remove(): Promise<void> {
    if (this.views > 0 || this.removable.size === 0) return;
    await this.attempted(this.path, () => this.sealedStays().then(() => this.removeAll()));
  }

  private async removeAll(): Promise<void> {
    for (const path of [...this.removable]) {
      await this.attempted(path, async () => {
        await this.files.remove(path);
        this.removable.delete(path);
      });
    }
  }

  private async attempted(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.context.warn('remove', { path, error }, 'a sealed journal could not be removed');
    }
  }
}

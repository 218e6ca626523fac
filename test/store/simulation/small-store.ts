/**
 * The smallest store that holds the law, and some that do not: a log that is written again, whole, at maintenance. What
 * the simulation finds in it, it would find in any.
 */
import type { Interval } from 'inferometer';
import type { AppendableFile } from 'inferometer/store';
import type { ReadBack } from './ledger.ts';
import type { Process } from './machine.ts';
import { readingBack } from './reading-back.ts';
import type { Subject, SubjectOptions } from './session.ts';

/** What may be left out of it. */
export type Fault = 'sync before acknowledging' | 'sync of the directory' | 'dropping of what was seen';

interface LogRecord {
  readonly sequence: number;
  readonly interval: Interval;
  /** As it is written. */
  readonly line?: string;
  readonly settle?: { resolve(): void; reject(error: unknown): void };
}

/** As the store has it: the law is about files of this place. */
const DIRECTORY = 'main/journal';
const RETRY_MS = 10_000;

export class SmallStore implements Subject {
  private readonly process: Process;
  private readonly faults: ReadonlySet<Fault>;
  private readonly options: SubjectOptions;
  /** Not acknowledged yet, oldest first. */
  private waiting: LogRecord[] = [];
  private sequence = 0;
  private fileNumber = 0;
  private file: AppendableFile | undefined;
  private damaged = 0;
  /** Found when all was written again, and gone since. */
  private damagedBefore = 0;
  private work: Promise<void> = Promise.resolve();
  private isClosed = false;
  private readonly parsed = new Map<string, LogRecord>();

  private constructor(process: Process, options: SubjectOptions, faults: readonly Fault[]) {
    this.process = process;
    this.options = options;
    this.faults = new Set(faults);
  }

  static async open(
    process: Process,
    options: SubjectOptions,
    faults: readonly Fault[],
  ): Promise<SmallStore> {
    const store = new SmallStore(process, options, faults);
    const records = await store.records();
    store.sequence = Math.max(0, ...records.map(({ sequence }) => sequence + 1));
    return store;
  }

  get pendingBytes(): number {
    return 0;
  }

  append(interval: Interval): Promise<void> {
    if (this.waiting.length > 100)
      return Promise.reject(Object.assign(new Error('full'), { code: 'STORE_DROPPED' }));
    return new Promise((resolve, reject) => {
      this.waiting.push({ sequence: this.sequence++, interval, settle: { resolve, reject } });
      void this.next(() => this.write());
    });
  }

  async flush(): Promise<boolean> {
    let isDone = false;
    await this.next(async () => {
      await this.write();
      isDone = this.waiting.length === 0;
      if (this.options.fsync !== 'always') isDone = await this.rewrite();
    });
    return isDone;
  }

  async maintain(): Promise<void> {
    await this.next(async () => void (await this.rewrite()));
  }

  async close(): Promise<void> {
    await this.flush();
    this.isClosed = true;
    for (const { settle } of this.waiting)
      settle?.reject(Object.assign(new Error('closed'), { code: 'STORE_CLOSED' }));
    this.waiting = [];
  }

  async readBack(): Promise<ReadBack> {
    let records: LogRecord[] = [];
    await this.next(async () => {
      records = await this.records();
    });
    return readingBack(
      records.flatMap(({ interval }) => interval.metrics),
      [],
      this.damaged,
    );
  }

  /** One thing after another; nothing that fails ends it. */
  private next(run: () => Promise<void>): Promise<void> {
    const turn = this.work.then(run);
    this.work = turn.catch(() => {});
    return turn;
  }

  /** What waits, to the end of the log; after a failure all of it to a new file. */
  private async write(): Promise<void> {
    const batch = [...this.waiting];
    if (batch.length === 0 || this.isClosed) return;
    try {
      if (this.file === undefined) {
        this.file = await this.process.open(await this.nextPath());
        if (!this.faults.has('sync of the directory')) await this.process.syncDirectory(DIRECTORY);
      }
      await this.file.append(encoded(batch));
      if (this.options.fsync === 'always' && !this.faults.has('sync before acknowledging'))
        await this.file.sync();
      this.waiting = this.waiting.filter((record) => !batch.includes(record));
      for (const { settle } of batch) settle?.resolve();
    } catch {
      this.file = undefined;
      this.process.after(RETRY_MS, () => void this.next(() => this.write()));
    }
  }

  /** Everything in one new file, in place of all others. */
  private async rewrite(): Promise<boolean> {
    try {
      const before = await this.process.list(DIRECTORY);
      const path = await this.nextPath();
      const file = await this.process.open(`${path}.part`);
      await file.append(encoded(await this.records()));
      await file.sync();
      await file.close();
      await this.process.rename(`${path}.part`, path);
      if (!this.faults.has('sync of the directory')) await this.process.syncDirectory(DIRECTORY);
      this.file = undefined;
      this.damagedBefore = this.damaged;
      for (const name of before) await this.process.remove(`${DIRECTORY}/${name}`);
      return true;
    } catch {
      return false;
    }
  }

  /** A name that nothing has had, also where something failed after it was done. */
  private async nextPath(): Promise<string> {
    const names = await this.process.list(DIRECTORY);
    this.fileNumber = Math.max(this.fileNumber, ...names.map((name) => Number.parseInt(name, 10))) + 1;
    return `${DIRECTORY}/${String(this.fileNumber).padStart(9, '0')}`;
  }

  private async records(): Promise<LogRecord[]> {
    const seen = new Map<number, LogRecord>();
    const all: LogRecord[] = [];
    this.damaged = this.damagedBefore;
    for (const name of [...(await this.process.list(DIRECTORY))].sort()) {
      if (name.endsWith('.part')) continue;
      const bytes = await this.process.read(`${DIRECTORY}/${name}`);
      for (const record of decoded(bytes, this.parsed)) {
        if (record === undefined) this.damaged++;
        else if (seen.has(record.sequence) && !this.faults.has('dropping of what was seen')) continue;
        else {
          seen.set(record.sequence, record);
          all.push(record);
        }
      }
    }
    return all;
  }
}

/** A line for each record: its checksum, then JSON. */
function encoded(records: readonly LogRecord[]): Uint8Array {
  const lines = records.map(({ sequence, interval, line }) => {
    if (line !== undefined) return `\n${line}\n`;
    const json = JSON.stringify({ sequence, interval }, (_, value) =>
      value instanceof Float64Array ? { doubles: [...value] } : value,
    );
    return `\n${checksum(json)} ${json}\n`;
  });
  return new TextEncoder().encode(lines.join(''));
}

/** Undefined for a line that is damaged. */
function decoded(bytes: Uint8Array, known: Map<string, LogRecord>): (LogRecord | undefined)[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return lines
    .filter((line) => line.length > 0)
    .map((line) => {
      const before = known.get(line);
      if (before !== undefined) return before;
      const json = line.slice(line.indexOf(' ') + 1);
      if (line !== `${checksum(json)} ${json}`) return undefined;
      const record = JSON.parse(json, (_, value) =>
        value?.doubles ? Float64Array.from(value.doubles) : value,
      );
      known.set(line, { ...record, line });
      return record;
    });
}

/** FNV-1a. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}

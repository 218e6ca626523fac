/**
 * A machine whose seed decides what goes wrong: a disk, clocks, and one process at a time, which can be killed or lose
 * power at any call of its files.
 */
import type { Clock, Timer } from 'inferometer';
import {
  type AppendableFile,
  FileError,
  type FileLock,
  type FileProblem,
  type Files,
} from 'inferometer/store';
import type { Chance } from './chance.ts';
import { Disk, type DiskFile } from './disk.ts';
import { VirtualTime } from './virtual-time.ts';

/** What the disk is like now. */
export interface Weather {
  /** Of a call of any kind that it fails. */
  failing: number;
  /** Of a sync that it fails, once: the next one says that all is well. */
  failingSync: number;
  /** Of a call that it takes minutes. */
  stuck: number;
  isReadOnly: boolean;
  /** In bytes, of all files. */
  capacity: number;
}

export const CALM: Readonly<Weather> = {
  failing: 0,
  failingSync: 0,
  stuck: 0,
  isReadOnly: false,
  capacity: Infinity,
};

export type Ending = 'killed' | 'power lost';

type Call = 'list' | 'read' | 'size' | 'open' | 'rename' | 'remove' | 'syncDirectory' | 'lock' | OfFile;
type OfFile = 'append' | 'sync' | 'truncate' | 'close';

const READING: readonly Call[] = ['list', 'read', 'size', 'close'];
/** Why calls fail in bad weather. That a file is missing which is there is what no disk says of one that is read. */
const PROBLEMS: readonly FileProblem[] = ['other', 'other', 'full', 'read_only', 'locked', 'missing'];
const PROBLEMS_OF_READING: readonly FileProblem[] = ['other', 'other', 'locked'];

export class Machine {
  readonly chance: Chance;
  readonly time: VirtualTime;
  readonly disk = new Disk();
  weather: Weather = { ...CALM };
  /** What was called, and what came of it; undefined where nobody reads it. */
  readonly trace: string[] | undefined;
  calls = 0;
  /** What was written before a sync that failed, a store that is opened later cannot make sure of. */
  failedSyncs = 0;
  /** The call at which the process ends. */
  private endsAt = Infinity;
  private ending: Ending = 'killed';
  private wasPowerLost = false;
  process: Process;
  readonly locks = new Map<string, Process>();
  /** What was asked of files that no file system promises to bear. */
  readonly misuses: string[] = [];

  constructor(chance: Chance, trace?: string[]) {
    this.chance = chance;
    this.time = new VirtualTime(chance);
    this.trace = trace;
    this.process = new Process(this);
  }

  say(text: string): void {
    this.trace?.push(`${(this.time.monotonicMs() / 1000).toFixed(3).padStart(12)}  ${text}`);
  }

  /** Lets the process end in the middle of one of its next calls. */
  endWithin(calls: number, ending: Ending): void {
    this.endsAt = this.calls + this.chance.below(calls);
    this.ending = ending;
  }

  /** @internal Whether the process ends at this call. */
  countCall(): boolean {
    return this.calls++ >= this.endsAt;
  }

  /** The process ends, if it has not yet, and another one begins with what it left. */
  restart(ending: Ending): Process {
    if (!this.process.hasEnded) this.end(ending);
    this.process = new Process(this);
    return this.process;
  }

  get isCalm(): boolean {
    const { failing, failingSync, isReadOnly, capacity } = this.weather;
    return failing === 0 && failingSync === 0 && !isReadOnly && capacity === Infinity;
  }

  /** Whether power was lost since this was last asked. */
  takePowerLoss(): boolean {
    const { wasPowerLost } = this;
    this.wasPowerLost = false;
    return wasPowerLost;
  }

  /** @internal */
  end(ending: Ending = this.ending): void {
    this.say(`-- ${ending} --`);
    this.endsAt = Infinity;
    this.process.die();
    if (ending !== 'power lost') return;
    this.wasPowerLost = true;
    this.disk.losePower(this.chance);
  }
}

/** What a store is handed: its files, and time that stands still for it when the process has ended. */
export class Process implements Files, Clock, Timer {
  readonly place = 'a simulated disk';
  private readonly machine: Machine;
  private dead: (() => void) | undefined;
  /** Resolves when the process has ended. */
  readonly end: Promise<void>;
  hasEnded = false;

  constructor(machine: Machine) {
    this.machine = machine;
    this.end = new Promise((resolve) => {
      this.dead = resolve;
    });
  }

  /** @internal */
  die(): void {
    this.hasEnded = true;
    this.dead?.();
  }

  monotonicMs(): number {
    return this.machine.time.monotonicMs();
  }

  wallUnixMs(): number {
    return this.machine.time.wallUnixMs();
  }

  now(): number {
    return this.machine.time.now();
  }

  after(milliseconds: number, run: () => void): () => void {
    return this.machine.time.after(milliseconds, () => {
      if (!this.hasEnded) run();
    });
  }

  yield(): Promise<void> {
    return new Promise((resolve) => void this.after(0, resolve));
  }

  list(directory: string): Promise<readonly string[]> {
    return this.call('list', directory, () => {
      const start = directory === '' ? '' : `${directory}/`;
      const inside = this.machine.disk.paths.filter((path) => path.startsWith(start));
      const names = new Set(inside.map((path) => path.slice(start.length).split('/')[0] as string));
      return [...names].sort(() => this.machine.chance.random() - 0.5);
    });
  }

  read(path: string, start?: number, end?: number): Promise<Uint8Array> {
    return this.call('read', path, () => this.existing(path).read(start, end));
  }

  size(path: string): Promise<number> {
    return this.call('size', path, () => this.existing(path).size);
  }

  open(path: string): Promise<AppendableFile> {
    return this.call('open', path, () => {
      const { disk } = this.machine;
      return new OpenFile(this, path, disk.file(path) ?? disk.create(path));
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.call('rename', from, () => {
      this.existing(from);
      this.machine.say(`  to ${to}`);
      this.machine.disk.rename(from, to);
    });
  }

  remove(path: string): Promise<void> {
    return this.call('remove', path, () => this.machine.disk.remove(path));
  }

  syncDirectory(directory: string): Promise<void> {
    return this.call('syncDirectory', directory, () => this.machine.disk.syncDirectory(directory));
  }

  lock(path: string): Promise<FileLock> {
    return this.call('lock', path, () => {
      const { locks } = this.machine;
      const owner = locks.get(path);
      if (owner !== undefined && !owner.hasEnded) {
        throw new FileError('locked', `"${path}" has a writer already`);
      }
      locks.set(path, this);
      const release = async () => {
        if (!this.hasEnded && locks.get(path) === this) locks.delete(path);
      };
      return { release };
    });
  }

  /** @internal */
  noteFailedSync(): void {
    this.machine.failedSyncs += 1;
  }

  /** @internal Said at the end, since a store bears whatever its files throw. */
  misuse(message: string): never {
    if (!this.hasEnded) this.machine.misuses.push(message);
    throw new Error(message);
  }

  private existing(path: string): DiskFile {
    const file = this.machine.disk.file(path);
    if (file === undefined) throw new FileError('missing', `there is no "${path}"`);
    return file;
  }

  /**
   * A call takes its time before its effect and after it, and may fail before it, in the middle of it or after it.
   *
   * @param effect takes which part of it is done, where it can be done in part.
   * @param failed what a failure brings about.
   */
  async call<T>(
    name: Call,
    path: string,
    effect: (part: number) => T,
    { isDivisible = false, bytes = 0, failed = () => {} } = {},
  ): Promise<T> {
    const { machine } = this;
    const { chance } = machine;
    if (this.hasEnded) return never();
    if (machine.countCall()) {
      machine.say(`${name} ${path}`);
      const part = chance.one([0, 1, chance.random()]);
      if (part === 1 || (isDivisible && part > 0)) attempt(() => effect(part));
      machine.end();
      return never();
    }
    const latencyMs = chance.of(machine.weather.stuck) ? chance.between(1, 600) * 1000 : chance.random() * 2;
    const isEarly = chance.of(0.5);
    if (!isEarly) await this.delay(latencyMs);
    const problem = this.problemOf(name, path, bytes);
    machine.say(`${name} ${path}${bytes > 0 ? ` ${bytes} bytes` : ''}${problem ? `: ${problem}` : ''}`);
    let outcome: { readonly value: T } | { readonly error: unknown };
    if (problem === undefined) {
      outcome = attempt(() => effect(1));
    } else {
      if (isDivisible) effect(problem === 'full' ? this.roomFor(bytes) : chance.random());
      else if (!READING.includes(name) && name !== 'lock' && chance.of(0.2)) attempt(() => effect(1));
      failed();
      outcome = { error: new FileError(problem, `the weather at ${name} of "${path}"`) };
    }
    if (isEarly) await this.delay(latencyMs);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private delay(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(milliseconds, resolve));
  }

  private problemOf(name: Call, path: string, bytes: number): FileProblem | undefined {
    const { chance, weather, disk } = this.machine;
    const isReading = READING.includes(name);
    if (weather.isReadOnly && !isReading) return 'read_only';
    if (name === 'append' && disk.used + bytes > weather.capacity) return 'full';
    if (name === 'open' && disk.file(path) === undefined && disk.used >= weather.capacity) return 'full';
    if (name === 'sync' && chance.of(weather.failingSync)) return chance.one(['other', 'full']);
    if (!chance.of(weather.failing)) return undefined;
    return chance.one(isReading ? PROBLEMS_OF_READING : PROBLEMS);
  }

  /** Of these bytes, what part still fits. */
  private roomFor(bytes: number): number {
    const { disk, weather, chance } = this.machine;
    const room = weather.capacity - disk.used;
    return room < bytes ? Math.max(0, room) / bytes : chance.random();
  }
}

class OpenFile implements AppendableFile {
  private readonly process: Process;
  private readonly path: string;
  private readonly file: DiskFile;
  private isBusy = false;
  private isClosed = false;

  constructor(process: Process, path: string, file: DiskFile) {
    this.process = process;
    this.path = path;
    this.file = file;
  }

  get size(): number {
    return this.file.size;
  }

  append(bytes: Uint8Array): Promise<void> {
    const given = bytes.slice();
    return this.alone('append', () =>
      this.process.call(
        'append',
        this.path,
        (part) => this.file.append(part === 1 ? given : given.subarray(0, Math.floor(part * given.length))),
        { isDivisible: true, bytes: given.length },
      ),
    );
  }

  sync(): Promise<void> {
    this.requireOpen('sync');
    return this.process.call('sync', this.path, () => this.file.sync(), {
      failed: () => {
        this.process.noteFailedSync();
        this.file.failSync();
      },
    });
  }

  truncate(size: number): Promise<void> {
    return this.alone('truncate', () =>
      this.process.call('truncate', this.path, () => this.file.truncate(size)),
    );
  }

  async close(): Promise<void> {
    this.requireOpen('close');
    this.isClosed = true;
    await this.process.call('close', this.path, () => {});
  }

  /** Where two appends go to one file at the same time, nobody knows what comes first. */
  private async alone(name: string, run: () => Promise<void>): Promise<void> {
    this.requireOpen(name);
    if (this.isBusy) this.process.misuse(`${name} of "${this.path}" while it is appended to`);
    this.isBusy = true;
    try {
      await run();
    } finally {
      this.isBusy = false;
    }
  }

  private requireOpen(name: string): void {
    if (this.isClosed) this.process.misuse(`${name} of "${this.path}", which is closed`);
  }
}

function attempt<T>(run: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}

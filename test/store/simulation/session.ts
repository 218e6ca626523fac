/**
 * One seed: a store is written to on a machine that fails in whatever way the seed says, ends now and then, begins again
 * with what is left, and is held to the law each time.
 */
import type { Interval } from 'inferometer';
import { HEADER_BYTES, headerIn } from 'inferometer/store/inner';
import { Chance } from './chance.ts';
import { IntervalSource } from './intervals.ts';
import { type Entry, Ledger, type ReadBack, Violation, type Writer } from './ledger.ts';
import { CALM, type Ending, Machine, type Process } from './machine.ts';

/** What is tried: the store, or one with a fault in it. */
export interface Subject {
  append(interval: Interval, from: { readonly instance: string }): Promise<void>;
  /** Left out where it has none. */
  appendRun?(id: number, wallUnixMs: number, from: { readonly instance: string }): Promise<void>;
  flush(): Promise<boolean>;
  maintain(): Promise<void>;
  readBack(): Promise<ReadBack>;
  /** Of what is not written yet. */
  readonly pendingBytes: number;
  close(): Promise<void>;
}

export interface SubjectOptions {
  readonly fsync: 'always' | 'interval' | 'never';
  readonly segmentSeconds: number;
  readonly segmentBytes: number;
  readonly retentionDays: number;
  readonly hourlyAfterSeconds: number;
  readonly dailyAfterSeconds: number;
  readonly pendingLimitBytes: number;
}

export type OpenSubject = (process: Process, options: SubjectOptions) => Promise<Subject>;

/** How likely things go wrong, and which: most seeds try a few of them. */
interface Climate {
  readonly steps: number;
  readonly hasStorms: boolean;
  readonly hasFlips: boolean;
  readonly hasJumps: boolean;
  readonly endings: readonly Ending[];
}

const ENDED = Symbol('the process has ended');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Days are rare, since a store does something every minute. */
const WAITS_MS = [
  1000,
  10_000,
  MINUTE_MS,
  MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  HOUR_MS,
  4 * HOUR_MS,
  1.2 * DAY_MS,
];
/** One record may be over the bound before the next one is refused. */
const LARGEST_RECORD_BYTES = 64 * 1024;

export class Session {
  private readonly chance: Chance;
  private readonly machine: Machine;
  private readonly climate: Climate;
  private readonly options: SubjectOptions;
  private readonly openSubject: OpenSubject;
  private readonly source: IntervalSource;
  private readonly ledger = new Ledger();
  private readonly appending = new Set<Promise<void>>();
  private store: Subject | undefined;
  private writer: Writer = { hasEndedInDoubt: false };
  /** Whether power was lost, and nothing was written since: then all that is read is on the disk. */
  private wasPowerLost = false;
  /** Whether the store has been there since bits were flipped: what it found out about it, the next one need not know. */
  private isAccountable = true;

  constructor(seed: number, openSubject: OpenSubject, trace?: string[]) {
    this.chance = new Chance(seed);
    this.machine = new Machine(this.chance, trace);
    this.openSubject = openSubject;
    this.source = new IntervalSource(this.chance);
    this.climate = climateOf(this.chance);
    this.options = optionsOf(this.chance);
    this.machine.say(JSON.stringify({ ...this.climate, ...this.options }));
  }

  /** @returns what was done, in numbers. @throws {Violation} or {Hang} */
  async run(): Promise<{ intervals: number; calls: number }> {
    const { chance, machine } = this;
    for (let step = 0; step < this.climate.steps; step++) {
      this.requireOrder();
      if (machine.process.hasEnded || this.store === undefined) await this.begin();
      else await this.step();
    }
    machine.weather = { ...CALM };
    if (this.store !== undefined && !machine.process.hasEnded && chance.of(0.5)) await this.close();
    await this.crash(chance.one([...this.climate.endings, 'killed']));
    await this.begin();
    await this.settle();
    await this.maintain();
    await this.check();
    await this.close();
    this.requireOrder();
    return { intervals: this.ledger.size, calls: machine.calls };
  }

  private async step(): Promise<void> {
    const { chance, machine, climate } = this;
    const kind = chance.weighted({
      append: 12,
      time: 6,
      settle: 3,
      flush: 2,
      maintain: 4,
      check: 1,
      checkMeanwhile: 2,
      close: 1,
      end: climate.endings.length > 0 ? 2 : 0,
      crash: climate.endings.length > 0 ? 1 : 0,
      storm: climate.hasStorms ? 3 : 0,
      flip: climate.hasFlips ? 1 : 0,
      jump: climate.hasJumps ? 1 : 0,
    });
    machine.say(`== ${kind}`);
    switch (kind) {
      case 'append':
        for (let i = chance.between(1, 5); i > 0; i--) this.append();
        if (chance.of(0.5)) await this.settle();
        break;
      case 'time':
        await this.pass(chance.one(WAITS_MS));
        break;
      case 'settle':
        await this.settle();
        break;
      case 'flush':
        await this.flush();
        break;
      case 'maintain':
        await this.maintain();
        break;
      case 'check':
        await this.check();
        break;
      case 'checkMeanwhile':
        await this.checkMeanwhile();
        break;
      case 'close':
        await this.close();
        break;
      case 'end':
        // In the middle of whatever is done then.
        machine.endWithin(chance.one([2, 10, 40]), chance.one(climate.endings));
        break;
      case 'crash':
        await this.crash(chance.one(climate.endings));
        break;
      case 'storm':
        this.storm();
        break;
      case 'flip':
        this.flip();
        break;
      case 'jump':
        machine.time.jump(chance.one([-1, 1]) * chance.one([1000, HOUR_MS, DAY_MS]));
        break;
    }
  }

  /** Opens the store with what is there; in bad weather that may take some attempts. */
  private async begin(): Promise<void> {
    const { machine, chance, climate } = this;
    if (machine.process.hasEnded) {
      this.noteEnd();
      machine.restart('killed');
      this.source.restart();
      if (climate.hasFlips && chance.of(0.5)) this.flip();
    }
    for (let attempt = 0; attempt < 5 && this.store === undefined && !machine.process.hasEnded; attempt++) {
      machine.say('== open');
      const isCalm = this.isCalm;
      try {
        const opened = await this.during('open', this.openSubject(machine.process, this.options));
        if (opened !== ENDED) this.store = opened;
      } catch (error) {
        if (isCalm && this.isCalm)
          throw new Violation(`open failed in calm weather: ${error}`, { cause: error });
        machine.say(`open: ${error}`);
        await this.pass(MINUTE_MS);
      }
    }
    if (chance.of(0.3)) await this.check();
  }

  private append(): void {
    const { machine, store } = this;
    if (store === undefined || machine.process.hasEnded) return;
    const wallUnixMs = machine.time.wallUnixMs();
    if (store.appendRun !== undefined && this.chance.of(0.1)) {
      const { id, instance } = this.source.nextRun();
      this.follow({ id, instance, interval: undefined, endedAtUnixMs: wallUnixMs }, (from) =>
        store.appendRun?.(id, wallUnixMs, from),
      );
    } else {
      const { id, instance, interval } = this.source.next(wallUnixMs);
      this.follow({ id, instance, interval, endedAtUnixMs: wallUnixMs }, (from) =>
        store.append(interval, from),
      );
    }
    const pending = store.pendingBytes;
    if (pending > this.options.pendingLimitBytes + LARGEST_RECORD_BYTES) {
      throw new Violation(`${pending} bytes wait, of ${this.options.pendingLimitBytes} at most`);
    }
  }

  private follow(
    about: Pick<Entry, 'id' | 'instance' | 'interval' | 'endedAtUnixMs'>,
    append: (from: { readonly instance: string }) => Promise<void> | undefined,
  ): void {
    const { machine } = this;
    const { process } = machine;
    const { id, instance } = about;
    const entry: Entry = { ...about, state: 'waiting', isDurable: false, writer: this.writer };
    this.ledger.add(entry);
    this.wasPowerLost = false;
    machine.say(`append ${id}`);
    const promise = Promise.resolve(append({ instance }))
      .then(
        () => {
          if (process.hasEnded) return;
          machine.say(`acknowledged ${id}`);
          entry.state = 'acknowledged';
          if (this.options.fsync === 'always') entry.isDurable = true;
        },
        (error: unknown) => {
          if (process.hasEnded) return;
          machine.say(`rejected ${id}: ${error}`);
          if (codeOf(error) === undefined)
            throw new Violation(`append rejected with ${error}`, { cause: error });
          entry.state = 'rejected';
        },
      )
      .finally(() => this.appending.delete(promise));
    promise.catch(() => {}); // Whoever waits for it hears of it.
    this.appending.add(promise);
  }

  private async settle(): Promise<void> {
    await this.during('appends', Promise.all(this.appending));
  }

  private async flush(): Promise<void> {
    const { store, ledger } = this;
    if (store === undefined) return;
    const before = ledger.acknowledged;
    if ((await this.during('flush', store.flush())) === true) ledger.flushed(before);
  }

  private async maintain(): Promise<void> {
    if (this.store !== undefined) await this.tolerating('maintain', this.store.maintain());
  }

  /** Only in calm weather: in any other a store may say that it cannot read. */
  private async check(): Promise<void> {
    const { machine, store, ledger } = this;
    if (store === undefined || machine.process.hasEnded) return;
    if (!this.isCalm) {
      await this.tolerating('query', store.readBack());
      return;
    }
    const promised = ledger.acknowledged;
    const read = await this.during('query', store.readBack());
    if (read === ENDED) return;
    machine.say(`read ${[...read.marks.keys()].sort((a, b) => a - b).join(' ')}`);
    this.noteTime();
    ledger.check(read, { promised, isOnDisk: this.wasPowerLost, isAccountable: this.isAccountable });
  }

  /** While it is written to, sealed and merged. */
  private async checkMeanwhile(): Promise<void> {
    this.append();
    const maintained = this.store?.maintain();
    this.append();
    await this.check();
    if (maintained !== undefined && this.store !== undefined) await this.tolerating('maintain', maintained);
  }

  private async close(): Promise<void> {
    const { store, ledger } = this;
    if (store === undefined) return;
    const before = ledger.acknowledged;
    const isCalm = this.isCalm;
    const closed = await this.tolerating('close', store.close());
    if (closed && isCalm && this.isCalm) ledger.flushed(before);
    await this.settle();
    this.forget();
    // Another process goes on, or this one.
    if (!this.machine.process.hasEnded && this.chance.of(0.5)) {
      this.machine.restart('killed');
      this.source.restart();
    }
  }

  private async crash(ending: Ending): Promise<void> {
    if (!this.machine.process.hasEnded) this.machine.restart(ending);
    this.noteEnd();
    this.source.restart();
  }

  private storm(): void {
    const { machine, chance } = this;
    const { weather, time } = machine;
    switch (chance.weighted({ failing: 3, sync: 3, full: 3, readOnly: 2, stuck: 1 })) {
      case 'failing':
        weather.failing = chance.one([0.02, 0.1, 0.5, 1]);
        break;
      case 'sync':
        weather.failingSync = chance.one([0.1, 0.5, 1]);
        break;
      case 'full':
        weather.capacity = machine.disk.used + chance.one([0, 10, 500, 5000]);
        break;
      case 'readOnly':
        weather.isReadOnly = true;
        break;
      case 'stuck':
        weather.stuck = 0.05;
        break;
    }
    machine.say(JSON.stringify(weather));
    time.after(chance.one([10, 1000, MINUTE_MS, HOUR_MS]), () => {
      machine.say('== calm');
      machine.weather = { ...CALM };
    });
  }

  private flip(): void {
    const { machine, chance, ledger } = this;
    const { paths } = machine.disk;
    const path = chance.one(paths);
    const file = path === undefined ? undefined : machine.disk.file(path);
    if (path === undefined || file === undefined || file.size === 0) return;
    const bit = chance.below(8 * file.size);
    machine.say(`flip bit ${bit} of ${path}, ${file.size} bytes`);
    // Whoever reads beside the writer takes a file whose last header is none for one that is being written.
    if (path.includes('/journal/') && isInLastHeader(file.read(), bit >> 3)) this.isAccountable = false;
    file.flip(bit);
    ledger.damage(recordsAtRisk(path));
  }

  private async pass(milliseconds: number): Promise<void> {
    await this.during('time', this.machine.time.delay(milliseconds));
    this.noteTime();
  }

  /** Until the promise is settled or the process has ended. */
  private async during<T>(what: string, promise: Promise<T>): Promise<T | typeof ENDED> {
    const { process, time } = this.machine;
    const outcome = await time.run(what, Promise.race([promise, process.end.then(() => ENDED)]));
    if (process.hasEnded) this.noteEnd();
    return outcome as T | typeof ENDED;
  }

  /** @returns whether it was done; what fails in bad weather may, if it says how. */
  private async tolerating(what: string, promise: Promise<unknown>): Promise<boolean> {
    const wasCalm = this.isCalm;
    try {
      return (await this.during(what, promise)) !== ENDED;
    } catch (error) {
      this.machine.say(`${what}: ${error}`);
      if (codeOf(error) === undefined || (wasCalm && this.isCalm)) throw error;
      return false;
    }
  }

  private noteEnd(): void {
    this.appending.clear();
    this.forget();
    if (!this.machine.takePowerLoss()) return;
    this.wasPowerLost = true;
    this.ledger.powerLost();
  }

  private forget(): void {
    if (this.store !== undefined && this.ledger.isDamaged) this.isAccountable = false;
    this.store = undefined;
    const { machine } = this;
    this.writer.hasEndedInDoubt = machine.failedSyncs > 0;
    machine.failedSyncs = 0;
    this.writer = { hasEndedInDoubt: false };
  }

  private noteTime(): void {
    this.ledger.expire(this.machine.time.latestWallUnixMs - this.options.retentionDays * DAY_MS);
  }

  private requireOrder(): void {
    const [misuse] = this.machine.misuses;
    if (misuse !== undefined) throw new Violation(misuse);
  }

  private get isCalm(): boolean {
    return this.machine.isCalm;
  }
}

function climateOf(chance: Chance): Climate {
  return {
    steps: chance.one([3, 5, 8, 12, 32]),
    hasStorms: chance.of(0.5),
    hasFlips: chance.of(0.2),
    hasJumps: chance.of(0.3),
    endings: chance.one<readonly Ending[]>([[], ['killed'], ['power lost'], ['killed', 'power lost']]),
  };
}

function optionsOf(chance: Chance): SubjectOptions {
  const hourlyAfterSeconds = chance.one([3600, 7200, 86_400]);
  return {
    fsync: chance.weighted({ always: 4, interval: 1, never: 1 }),
    segmentSeconds: chance.one([1, 60, 600, 3600, 86_400]),
    segmentBytes: chance.one([65_536, 1_000_000]),
    retentionDays: chance.one([1, 3, 30]),
    hourlyAfterSeconds,
    dailyAfterSeconds: 86_400 * chance.one([1, 2]),
    pendingLimitBytes: chance.one([65_536, 1_000_000]),
  };
}

/** How many records a flipped bit may cost: the one that it lies in, or what the name of a sealed file says. */
function recordsAtRisk(path: string): number {
  if (path.includes('/journal/')) return 1;
  const range = /\/(?:segments\/L\d+-|runs\/)(\d+)-(\d+)-/.exec(path);
  return range === null ? 0 : Number(range[2]) - Number(range[1]) + 1;
}

/** Of the last record in a journal. */
function isInLastHeader(bytes: Uint8Array, at: number): boolean {
  const last = bytes.findLastIndex((_, i) => headerIn(bytes.subarray(i, i + HEADER_BYTES)) !== undefined);
  return at >= last && at < last + HEADER_BYTES;
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('STORE_') ? code : undefined;
}

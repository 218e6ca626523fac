/**
 * What was written and what was promised about it, held against what is read: the law of the store.
 *
 * Everything acknowledged is there exactly once and as it was, everything else once or not at all. Excused is what the
 * retention took, what a loss of power took although nobody had promised otherwise yet, and, for each bit that was
 * flipped, as much as lay in that record or file.
 */
import type { Interval } from 'inferometer';
import { type ExponentialSnapshot, mergeSnapshots } from 'inferometer/histogram';
import { MARK_SECONDS, SHARED_COUNTER, SHARED_HISTOGRAM } from './intervals.ts';

export interface Entry {
  readonly id: number;
  readonly instance: string;
  /** Undefined: it is a run of training. */
  readonly interval: Interval | undefined;
  /** By which it grows old. */
  readonly endedAtUnixMs: number;
  state: 'waiting' | 'acknowledged' | 'rejected';
  /** Whether it stays after a loss of power. */
  isDurable: boolean;
  readonly writer: Writer;
}

/** The store that wrote it. */
export interface Writer {
  /** Whether it was closed, or its process has ended, after a sync had failed in it. */
  hasEndedInDoubt: boolean;
}

/** What a store gives back, of all time. */
export interface ReadBack {
  /** How often an interval is there, by its id. */
  readonly marks: ReadonlyMap<number, number>;
  /** What it recorded. */
  readonly seconds: ReadonlyMap<number, ExponentialSnapshot>;
  /** Runs of training, by their ids. */
  readonly runs: ReadonlySet<number>;
  /** Of all intervals together, by label. */
  readonly shared: ReadonlyMap<string, number | ExponentialSnapshot>;
  /** Records that the store says are gone. */
  readonly lost: number;
}

/** Under which it was read. */
export interface Circumstances {
  /** What was acknowledged before. */
  readonly promised: readonly Entry[];
  /** Whether what is read stays after a loss of power, since there was one. */
  readonly isOnDisk: boolean;
  /** Whether the store that was asked is the one that has met all damage. */
  readonly isAccountable: boolean;
}

/** Where the law does not hold. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export class Ledger {
  private readonly entries = new Map<number, Entry>();
  /** How many may be missing because of flipped bits. */
  private allowance = 0;
  private readonly damaged = new Set<number>();
  private expiredBeforeUnixMs = -Infinity;

  add(entry: Entry): void {
    this.entries.set(entry.id, entry);
  }

  get size(): number {
    return this.entries.size;
  }

  /**
   * Everything acknowledged so far is on the disk. Not so what another store wrote before it, in vain: the system says of
   * such bytes that they are written, and nobody can tell.
   */
  flushed(acknowledged: readonly Entry[]): void {
    for (const entry of acknowledged) if (!entry.writer.hasEndedInDoubt) entry.isDurable = true;
  }

  get acknowledged(): readonly Entry[] {
    return [...this.entries.values()].filter(({ state }) => state === 'acknowledged');
  }

  /** What ended before may be gone from now on. */
  expire(beforeUnixMs: number): void {
    this.expiredBeforeUnixMs = Math.max(this.expiredBeforeUnixMs, beforeUnixMs);
  }

  get isDamaged(): boolean {
    return this.allowance > 0;
  }

  damage(records: number): void {
    this.allowance += records;
  }

  /** What nobody had promised to be on the disk may be gone, and what was not written will not be. */
  powerLost(): void {
    for (const entry of this.entries.values()) if (!entry.isDurable) entry.state = 'waiting';
  }

  /** @throws {Violation} */
  check(read: ReadBack, { promised, isOnDisk, isAccountable }: Circumstances): void {
    const present: Entry[] = [];
    for (const [id, count] of read.marks) {
      const entry = this.written(id);
      if (count !== 1) throw new Violation(`interval ${id} is read ${count} times`);
      checkContent(entry, read);
      present.push(entry);
    }
    // Of a run there is one, however often it was written.
    for (const id of read.runs) present.push(this.written(id));
    const missing = promised.filter((entry) => this.isMissed(entry, read));
    for (const { id } of missing) this.damaged.add(id);
    if (this.damaged.size > this.allowance) {
      const ids = missing.map(({ id }) => id).join(', ');
      throw new Violation(
        this.allowance === 0
          ? `acknowledged, and not read: ${ids}`
          : `acknowledged, and not read: ${ids}; flipped bits explain ${this.allowance} of ${this.damaged.size}`,
      );
    }
    // What is damaged on the disk may be in the memory of the writer yet.
    const gone = [...this.damaged].filter((id) => !read.marks.has(id) && !read.runs.has(id)).length;
    if (isAccountable && gone > read.lost) {
      throw new Violation(`${gone} are gone, and the store says ${read.lost}`);
    }
    checkShared(present, read);
    if (!isOnDisk) return;
    for (const entry of present) {
      entry.isDurable = true;
      entry.state = 'acknowledged';
    }
  }

  private written(id: number): Entry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new Violation(`${id} was never written and is read`);
    return entry;
  }

  private isMissed({ id, state, endedAtUnixMs }: Entry, { marks, runs }: ReadBack): boolean {
    return (
      state === 'acknowledged' &&
      !marks.has(id) &&
      !runs.has(id) &&
      !this.damaged.has(id) &&
      endedAtUnixMs >= this.expiredBeforeUnixMs
    );
  }
}

function checkContent({ id, interval }: Entry, { seconds }: ReadBack): void {
  const written = interval?.metrics.find(({ fullName }) => fullName === MARK_SECONDS)?.series[0];
  const read = seconds.get(id);
  if (written === undefined || !('histogram' in written)) throw new Violation(`${id} is read as an interval`);
  if (read === undefined) throw new Violation(`interval ${id} is read without its histogram`);
  if (!isAlike(written.histogram, read))
    throw new Violation(`the histogram of interval ${id} is another one`);
}

/** Of merged intervals: their figures are those of the intervals that are there. */
function checkShared(present: readonly Entry[], { shared }: ReadBack): void {
  const expected = new Map<string, number | ExponentialSnapshot[]>();
  for (const { interval } of present) {
    for (const { fullName, series } of interval?.metrics ?? []) {
      if (fullName !== SHARED_COUNTER && fullName !== SHARED_HISTOGRAM) continue;
      for (const point of series) {
        const key = `${fullName} ${point.labels.model}`;
        const before = expected.get(key);
        if ('value' in point) expected.set(key, ((before as number) ?? 0) + point.value);
        else expected.set(key, [...((before as ExponentialSnapshot[]) ?? []), point.histogram]);
      }
    }
  }
  const keys = new Set([...expected.keys(), ...shared.keys()]);
  for (const key of keys) {
    const [sum, read] = [expected.get(key), shared.get(key)];
    const isRight =
      Array.isArray(sum) && typeof read === 'object' ? isAlike(mergeSnapshots(sum), read) : sum === read;
    if (!isRight) throw new Violation(`${key} is not what the intervals that are read come to`);
  }
}

/** Sums of merged histograms depend on the order, in their last digits. */
function isAlike(a: ExponentialSnapshot, b: ExponentialSnapshot): boolean {
  if (a === b) return true;
  if (Math.abs(a.sum - b.sum) > 1e-12 * Math.abs(a.sum)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof ExponentialSnapshot>;
  names.delete('sum');
  return [...names].every((name) => isEqual(a[name], b[name]));
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isEqual(a[key as keyof typeof a], b[key as keyof typeof b]));
}

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
  readonly interval: Interval;
  state: 'waiting' | 'acknowledged' | 'rejected';
  /** Whether it stays after a loss of power. */
  isDurable: boolean;
}

/** What a store gives back, of all time. */
export interface ReadBack {
  /** How often an interval is there, by its id. */
  readonly marks: ReadonlyMap<number, number>;
  /** What it recorded. */
  readonly seconds: ReadonlyMap<number, ExponentialSnapshot>;
  /** Of all intervals together, by label. */
  readonly shared: ReadonlyMap<string, number | ExponentialSnapshot>;
  /** Records that the store says are gone. */
  readonly lost: number;
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

  /** Everything acknowledged so far is on the disk. */
  flushed(acknowledged: readonly Entry[]): void {
    for (const entry of acknowledged) entry.isDurable = true;
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

  /**
   * @param circumstances `isOnDisk`: what is read stays after a loss of power, since there was one; `isAccountable`: the
   * store that was asked is the one that has met all damage.
   */
  check(read: ReadBack, { isOnDisk, isAccountable }: { isOnDisk: boolean; isAccountable: boolean }): void {
    const present: Entry[] = [];
    for (const [id, count] of read.marks) {
      const entry = this.entries.get(id);
      if (entry === undefined) throw new Violation(`interval ${id} was never written and is read`);
      if (count !== 1) throw new Violation(`interval ${id} is read ${count} times`);
      this.checkContent(entry, read);
      present.push(entry);
    }
    const missing = [...this.entries.values()].filter((entry) => this.isMissed(entry, read));
    for (const { id } of missing) this.damaged.add(id);
    if (this.damaged.size > this.allowance) {
      const ids = missing.map(({ id }) => id).join(', ');
      throw new Violation(
        this.allowance === 0
          ? `acknowledged, and not read: ${ids}`
          : `acknowledged, and not read: ${ids}; flipped bits explain ${this.allowance} of ${this.damaged.size}`,
      );
    }
    if (isAccountable && this.damaged.size > read.lost) {
      throw new Violation(`${this.damaged.size} are gone, and the store says ${read.lost}`);
    }
    checkShared(present, read);
    if (isOnDisk) for (const entry of present) entry.isDurable = true;
  }

  private isMissed({ id, state, interval }: Entry, { marks }: ReadBack): boolean {
    return (
      state === 'acknowledged' &&
      !marks.has(id) &&
      !this.damaged.has(id) &&
      interval.endedAtUnixMs >= this.expiredBeforeUnixMs
    );
  }

  private checkContent({ id, interval }: Entry, { seconds }: ReadBack): void {
    const written = interval.metrics.find(({ fullName }) => fullName === MARK_SECONDS)?.series[0];
    const read = seconds.get(id);
    if (written === undefined || !('histogram' in written)) throw new Error('intervals have a histogram');
    if (read === undefined) throw new Violation(`interval ${id} is read without its histogram`);
    if (!isAlike(written.histogram, read))
      throw new Violation(`the histogram of interval ${id} is another one`);
  }
}

/** Of merged intervals: their figures are those of the intervals that are there. */
function checkShared(present: readonly Entry[], { shared }: ReadBack): void {
  const expected = new Map<string, number | ExponentialSnapshot[]>();
  for (const { interval } of present) {
    for (const { fullName, series } of interval.metrics) {
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
  const isClose = Math.abs(a.sum - b.sum) <= 1e-12 * Math.abs(a.sum);
  return isClose && textOf(a) === textOf(b);
}

function textOf({ sum: _, ...rest }: ExponentialSnapshot): string {
  const sorted = (_key: string, value: unknown) => {
    if (value instanceof Float64Array) return [...value];
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
  };
  return JSON.stringify(rest, sorted);
}

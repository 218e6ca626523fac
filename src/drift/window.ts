/** Which part of a stream is compared, and when. */
import { wrongValue } from '../errors.ts';
import type { Clock } from '../ports.ts';
import {
  type Codes,
  isRecord,
  requireInteger,
  requireKnownKeys,
  requireNumber,
  requireOneOf,
} from '../validate.ts';
import type { DriftWindowFacts } from './model.ts';

/** The last so many values. */
export interface CountWindow {
  /** `tumbling`: each value is in one window. `sliding`: windows overlap, so that drift is seen sooner. */
  readonly kind: 'tumbling' | 'sliding';
  /** Values in each window: a whole number, 2 or more. Few see little: see `smallestDetectable` of a result. */
  readonly count: number;
  /**
   * Of a sliding window, so many values after one comparison comes the next: a whole number, 1 or more; a tenth of the
   * window if left out. Each comparison takes time, and is a chance of a false alarm.
   */
  readonly stepCount?: number;
}

/** The values of the last so many seconds. */
export interface TimeWindow {
  /** As of a CountWindow. */
  readonly kind: 'tumbling' | 'sliding';
  /** Above 0. */
  readonly seconds: number;
  /** Of a sliding window, so long after one comparison comes the next; a tenth of the window if left out. */
  readonly stepSeconds?: number;
  /** A window with fewer values is not compared: a whole number, 1 or more; 20 if left out. */
  readonly leastCount?: number;
  /** Of more values than this the newest are kept: a whole number; 100,000 if left out. Bounds the memory. */
  readonly mostCount?: number;
}

export type DriftWindow = CountWindow | TimeWindow;

/** A window whose time has come. */
export interface FullWindow<Value> {
  readonly values: readonly Value[];
  readonly facts: DriftWindowFacts;
}

interface Entry<Value> {
  readonly value: Value;
  readonly monotonicMs: number;
  readonly unixMs: number;
}

const CODES: Codes = {
  kind: 'DRIFT_OPTION_KIND',
  range: 'DRIFT_OPTION_RANGE',
  remedy: 'See DriftWindow for what a window may say.',
};
const MOST_VALUES = 10_000_000;

/** @throws DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION */
export function requireWindow(window: unknown): DriftWindow {
  if (!isRecord(window) || 'count' in window === 'seconds' in window) {
    const expected = '{ kind, count } or { kind, seconds }';
    throw wrongValue(CODES.range, 'window', expected, window, CODES.remedy);
  }
  requireOneOf(CODES, 'window.kind', window.kind, ['tumbling', 'sliding']);
  const isSliding = window.kind === 'sliding';
  const optional = (name: string, check: (value: unknown) => void) => {
    if (window[name] !== undefined) check(window[name]);
  };
  if ('count' in window) {
    requireKnownKeys('DRIFT_UNKNOWN_OPTION', 'window', window, [
      'kind',
      'count',
      ...(isSliding ? ['stepCount'] : []),
    ]);
    requireInteger(CODES, 'window.count', window.count, 2, MOST_VALUES);
    optional('stepCount', (value) => requireInteger(CODES, 'window.stepCount', value, 1, MOST_VALUES));
    return window as unknown as CountWindow;
  }
  const known = ['kind', 'seconds', 'leastCount', 'mostCount', ...(isSliding ? ['stepSeconds'] : [])];
  requireKnownKeys('DRIFT_UNKNOWN_OPTION', 'window', window, known);
  requireNumber(CODES, 'window.seconds', window.seconds, Number.MIN_VALUE);
  optional('stepSeconds', (value) => requireNumber(CODES, 'window.stepSeconds', value, Number.MIN_VALUE));
  optional('leastCount', (value) => requireInteger(CODES, 'window.leastCount', value, 1));
  optional('mostCount', (value) => requireInteger(CODES, 'window.mostCount', value, 1, MOST_VALUES));
  return window as unknown as TimeWindow;
}

/** Values of a stream, in the order in which they came: bounded by the window's number, or by `mostCount`. */
export class StreamWindow<Value> {
  private readonly clock: Clock;
  private readonly isTumbling: boolean;
  /** Infinity where the other one bounds the window. */
  private readonly count: number;
  private readonly milliseconds: number;
  private readonly stepCount: number;
  private readonly stepMs: number;
  private readonly leastCount: number;
  private readonly mostCount: number;
  /** Those before `first` are gone. */
  private entries: Entry<Value>[] = [];
  private first = 0;
  private sinceStep = 0;
  /** When a comparison is due; of a stream without values never. */
  private dueMs = Infinity;
  private rejected = 0;
  private dropped = 0;

  constructor(window: DriftWindow, clock: Clock) {
    this.clock = clock;
    this.isTumbling = window.kind === 'tumbling';
    const byCount: Partial<CountWindow> = 'count' in window ? window : {};
    const byTime: Partial<TimeWindow> = 'seconds' in window ? window : {};
    this.count = byCount.count ?? Infinity;
    this.milliseconds = 1000 * (byTime.seconds ?? Infinity);
    this.leastCount = byTime.leastCount ?? 20;
    this.mostCount = byTime.mostCount ?? 100_000;
    const isOfCount = this.count < Infinity;
    this.stepCount = this.isTumbling
      ? this.count
      : (byCount.stepCount ?? Math.max(1, Math.floor(this.count / 10)));
    this.stepMs = this.isTumbling
      ? this.milliseconds
      : 1000 * (byTime.stepSeconds ?? (byTime.seconds ?? 0) / 10);
    if (isOfCount) this.stepMs = Infinity;
    else this.stepCount = Infinity;
  }

  /** The window whose time has come, if one has. Of time, that is when a value comes after its end. */
  add(value: Value): FullWindow<Value> | undefined {
    const monotonicMs = this.clock.monotonicMs();
    const due = monotonicMs >= this.dueMs ? this.endStep(monotonicMs) : undefined;
    if (this.stepMs < Infinity && this.dueMs === Infinity) this.dueMs = monotonicMs + this.stepMs;
    this.entries.push({ value, monotonicMs, unixMs: this.clock.wallUnixMs() });
    this.sinceStep += 1;
    if (this.size > Math.min(this.count, this.mostCount)) {
      if (this.count === Infinity) this.dropped += 1;
      this.forget(1);
    }
    const isFull = this.size >= this.count && this.sinceStep >= this.stepCount;
    return isFull ? this.take() : due;
  }

  /** Something that is not compared came. */
  reject(): void {
    this.rejected += 1;
  }

  /** What is there now, whatever its time; undefined where nothing is. */
  flush(): FullWindow<Value> | undefined {
    if (!this.isTumbling) this.forgetBefore(this.clock.monotonicMs() - this.milliseconds);
    return this.size === 0 ? undefined : this.take();
  }

  clear(): void {
    this.entries = [];
    this.first = 0;
    this.sinceStep = 0;
    this.dueMs = Infinity;
    this.rejected = 0;
    this.dropped = 0;
  }

  private get size(): number {
    return this.entries.length - this.first;
  }

  private endStep(nowMs: number): FullWindow<Value> | undefined {
    const endMs = this.dueMs;
    // Steps in which nothing came are over too.
    this.dueMs += this.stepMs * (Math.floor((nowMs - endMs) / this.stepMs) + 1);
    if (!this.isTumbling) this.forgetBefore(endMs - this.milliseconds);
    const isEnough = this.size >= this.leastCount;
    const full = isEnough ? this.take() : undefined;
    if (this.isTumbling && !isEnough) this.forget(this.size);
    return full;
  }

  private take(): FullWindow<Value> {
    const entries = this.entries.slice(this.first);
    const facts = {
      startedAtUnixMs: (entries[0] as Entry<Value>).unixMs,
      endedAtUnixMs: (entries.at(-1) as Entry<Value>).unixMs,
      count: entries.length,
      rejected: this.rejected,
      dropped: this.dropped,
    };
    this.rejected = 0;
    this.dropped = 0;
    this.sinceStep = 0;
    if (this.isTumbling) this.forget(this.size);
    return { values: entries.map(({ value }) => value), facts };
  }

  private forgetBefore(ms: number): void {
    let gone = 0;
    while (gone < this.size && (this.entries[this.first + gone] as Entry<Value>).monotonicMs < ms) gone += 1;
    this.forget(gone);
  }

  /** Moves what is left once half of the list is gone: a value is moved once, on average. */
  private forget(count: number): void {
    this.first += count;
    if (this.first * 2 < this.entries.length) return;
    this.entries = this.entries.slice(this.first);
    this.first = 0;
  }
}

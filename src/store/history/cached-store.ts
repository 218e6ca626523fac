/**
 * What a store keeps of the last hours, held in memory for a server that is asked the same intervals over and over: a page
 * with twelve pictures reads its files once, and not twelve times, and ten times as fast (measured).
 *
 * It is held by minute, a minute from when all that was observed in it should have been written. What is written of it
 * later, or removed, is found by looking at which stretches of time the store has now: every few seconds, while somebody asks.
 */
import { runInPieces, type TimeBudget } from '../../metrics/inner.ts';
import type { Clock } from '../../ports.ts';
import { figuresIn, WholeFigures } from '../figures.ts';
import type {
  Coverage,
  Selection,
  StoredFigures,
  StoredPoint,
  StoredRuns,
  StoredSeries,
  StoreView,
} from '../model.ts';
import { readAtOneMoment } from '../one-moment.ts';
import { CachedMinute, type Merged, ReadMinutes } from './cached-minute.ts';
import { seriesIn } from './recorded-series.ts';
import { SeriesNames } from './series-names.ts';

const MINUTE_MS = 60_000;
/** What is older is read from the store, whose merged hours are fewer. */
const WINDOW_MS = 2 * 3_600_000;
/** Of all minutes: two hours of a thousand series in intervals of a minute are 120,000, and take 20 MB. */
export const MAX_POINTS = 200_000;
/** Where fewer minutes fit in, to read all of each costs more than it saves: it is tried again after a while. */
const [LEAST_MINUTES, GIVEN_UP_MS] = [5, 600_000];
/** An interval is written soon after it has ended. */
const WRITTEN_MS = 5000;
/** Of intervals, until it is known how long they are; what is longer is found later. */
const [USUAL_MS, LONGEST_MS] = [60_000, 600_000];
/** How often it is looked whether what is held is what is stored, and the share of the time that this may take. */
const [CHECK_MS, BUSY_RATIO] = [5000, 0.05];

/** As much of a store as is read. */
export interface ReadStore {
  view(): Promise<StoreView>;
}

/** A part of time, half-open. */
interface TimeSpan {
  readonly startUnixMs: number;
  readonly endUnixMs: number;
}

interface Minute {
  readonly number: number;
  readonly coverage: readonly Coverage[];
  /** Undefined while nobody asked for them. */
  points: CachedMinute | Merged | undefined;
}

/** What of a question is held, and which time must be read. */
interface Division {
  readonly held: readonly Minute[];
  readonly unheld: readonly TimeSpan[];
}

/** Whether whole minutes are told apart, or all that is stored. */
export type Granularity = 'interval' | 'minute';

type What = 'coverage' | 'points';

export class CachedStore {
  private readonly store: ReadStore;
  private readonly clock: Clock;
  private readonly maxPoints: number;
  /** @internal */
  readonly budget: TimeBudget;
  private readonly names = new SeriesNames();
  /** By number: of 0:00 of 1970 UTC, 0. */
  private readonly minutes = new Map<number, Minute>();
  /** How many are held. */
  private points = 0;
  /** Points of earlier ones do not fit in. */
  private firstMinute = -Infinity;
  private givenUpUntilMs = -Infinity;
  private longestMs = USUAL_MS;
  /** One reads at a time, so that nothing is read twice. */
  private reading: Promise<unknown> = Promise.resolve();
  private isChecking = false;
  private checkedMs = -Infinity;
  private tookMs = 0;

  constructor(
    store: ReadStore,
    { clock, budget }: { readonly clock: Clock; readonly budget: TimeBudget },
    maxPoints: number,
  ) {
    this.store = store;
    this.maxPoints = maxPoints;
    this.clock = clock;
    this.budget = budget;
  }

  /** Everything of the store; whoever asks releases it. */
  async view(granularity: Granularity): Promise<CachedView> {
    return new CachedView(this, await this.store.view(), granularity);
  }

  /** @internal What of the selected time is held, after what can be was read. @throws what reading rejects with, the signal's reason */
  async divide({ startUnixMs, endUnixMs, signal }: Selection, what: What): Promise<Division> {
    this.checkIfDue();
    const numbers = this.settledIn({ startUnixMs, endUnixMs }, what);
    const isMissing = (number: number) => this.isMissing(number, what);
    for (const pass of passesOf(numbers.filter(isMissing))) {
      // Others have their turn in between: who asks for an hour waits for no day.
      await this.alone(() => this.read(pass.filter(isMissing), what));
      signal?.throwIfAborted();
    }
    const held: Minute[] = [];
    const unheld: TimeSpan[] = [];
    let fromUnixMs = startUnixMs;
    for (const number of numbers) {
      const minute = this.minutes.get(number);
      if (minute === undefined || (what === 'points' && typeof minute.points !== 'object')) continue;
      held.push(minute);
      unheld.push({ startUnixMs: fromUnixMs, endUnixMs: number * MINUTE_MS });
      fromUnixMs = (number + 1) * MINUTE_MS;
    }
    unheld.push({ startUnixMs: fromUnixMs, endUnixMs });
    return { held, unheld: unheld.filter((span) => span.startUnixMs < span.endUnixMs) };
  }

  /** Minutes that the span touches, ascending, as far as they are held or can be. */
  private settledIn({ startUnixMs, endUnixMs }: TimeSpan, what: What): number[] {
    const settledUnixMs = this.clock.wallUnixMs() - 2 * this.longestMs - WRITTEN_MS;
    const first = minuteOf(Math.max(startUnixMs, settledUnixMs - WINDOW_MS));
    const last = Math.min(Math.ceil(endUnixMs / MINUTE_MS), minuteOf(settledUnixMs));
    if (what === 'points' && this.clock.monotonicMs() < this.givenUpUntilMs) return [];
    const from = what === 'points' ? Math.max(first, this.firstMinute) : first;
    return Array.from({ length: Math.max(0, last - from) }, (_, i) => from + i);
  }

  private isMissing(number: number, what: What): boolean {
    const minute = this.minutes.get(number);
    return minute === undefined || (what === 'points' && minute.points === undefined);
  }

  private async read(numbers: readonly number[], what: What): Promise<void> {
    const uncovered = numbers.filter((number) => !this.minutes.has(number));
    if (uncovered.length > 0) {
      const read = await this.coverageOf(spanOf(uncovered));
      for (const number of uncovered) {
        this.minutes.set(number, { number, coverage: read.get(number) ?? [], points: undefined });
      }
      this.learnLengths();
      this.removeOld();
    }
    const fitting = numbers.filter((number) => number >= this.firstMinute && this.minutes.has(number));
    if (what === 'points' && fitting.length > 0) await this.readPoints(fitting);
  }

  private async coverageOf({ startUnixMs, endUnixMs }: TimeSpan): Promise<Map<number, Coverage[]>> {
    return readAtOneMoment(
      () => this.store.view(),
      async (view) => {
        const byMinute = new Map<number, Coverage[]>();
        for await (const stretches of view.coverage(everythingIn(startUnixMs, endUnixMs))) {
          for (const stretch of stretches) {
            const { startedAtUnixMs } = stretch;
            if (startedAtUnixMs < startUnixMs || startedAtUnixMs >= endUnixMs) continue;
            const number = minuteOf(startedAtUnixMs);
            byMinute.set(number, [...(byMinute.get(number) ?? []), stretch]);
          }
          if (this.budget.isExhausted()) await this.budget.pause();
        }
        return byMinute;
      },
    );
  }

  private async readPoints(numbers: readonly number[]): Promise<void> {
    const wanted = new Set(numbers);
    const { startUnixMs, endUnixMs } = spanOf(numbers);
    const read = await readAtOneMoment(
      () => this.store.view(),
      async (view) => {
        const reading = new ReadMinutes(this.names, this.maxPoints);
        for await (const batch of view.points(everythingIn(startUnixMs, endUnixMs))) {
          for (const stored of batch) {
            const number = minuteOf(stored.startedAtUnixMs);
            if (wanted.has(number)) reading.add(number, stored);
            if (this.budget.isExhausted()) await this.budget.pause();
          }
        }
        return reading;
      },
    );
    const minutes = await runInPieces(read.finishing(), this.budget);
    this.firstMinute = Math.max(this.firstMinute, read.firstMinute);
    for (const number of numbers) {
      const minute = this.minutes.get(number);
      if (minute === undefined || number < this.firstMinute) continue;
      minute.points = minutes.get(number) ?? NOTHING;
      this.points += this.pointsOf(number);
    }
    this.makeRoom();
  }

  private alone<T>(read: () => Promise<T>): Promise<T> {
    const done = this.reading.then(read);
    this.reading = done.catch(() => {});
    return done;
  }

  private learnLengths(): void {
    let longestMs = 0;
    for (const { coverage } of this.minutes.values()) {
      for (const { startedAtUnixMs, endedAtUnixMs } of coverage)
        longestMs = Math.max(longestMs, endedAtUnixMs - startedAtUnixMs);
    }
    this.longestMs = longestMs === 0 ? USUAL_MS : Math.min(longestMs, LONGEST_MS);
  }

  private removeOld(): void {
    const first = minuteOf(this.clock.wallUnixMs() - WINDOW_MS - 2 * LONGEST_MS);
    for (const number of this.minutes.keys()) if (number < first) this.remove(number);
  }

  /** Points of the oldest minutes go. */
  private makeRoom(): void {
    const withPoints = [...this.minutes.keys()].filter((number) => this.pointsOf(number) > 0);
    withPoints.sort((a, b) => a - b);
    for (const number of withPoints) {
      if (this.points <= this.maxPoints) break;
      this.letGo(number);
      this.firstMinute = number + 1;
    }
    const last = withPoints.at(-1) ?? -Infinity;
    if (this.firstMinute + LEAST_MINUTES <= last + 1) return;
    for (const number of withPoints) this.letGo(number);
    this.firstMinute = -Infinity;
    this.givenUpUntilMs = this.clock.monotonicMs() + GIVEN_UP_MS;
  }

  private letGo(number: number): void {
    const minute = this.minutes.get(number);
    if (minute === undefined) return;
    this.points -= this.pointsOf(number);
    minute.points = undefined;
  }

  private remove(number: number): void {
    this.letGo(number);
    this.minutes.delete(number);
  }

  private pointsOf(number: number): number {
    const points = this.minutes.get(number)?.points;
    return typeof points === 'object' ? points.count : 0;
  }

  /** Nobody waits for it. */
  private checkIfDue(): void {
    const dueMs = this.checkedMs + Math.max(CHECK_MS, this.tookMs / BUSY_RATIO);
    if (this.isChecking || this.minutes.size === 0 || this.clock.monotonicMs() < dueMs) return;
    this.isChecking = true;
    // Where the store cannot be read, whoever asks hears of it.
    void this.alone(() => this.check())
      .catch(() => {})
      .finally(() => {
        this.isChecking = false;
      });
  }

  /** Lets go of minutes of which something else is stored by now. */
  private async check(): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const numbers = [...this.minutes.keys()];
    const now = await this.coverageOf(spanOf(numbers));
    for (const number of numbers) {
      const held = this.minutes.get(number)?.coverage ?? [];
      if (textOf(held) !== textOf(now.get(number) ?? [])) this.remove(number);
    }
    this.checkedMs = this.clock.monotonicMs();
    this.tookMs = this.checkedMs - startedMs;
  }
}

/** What is held is read from there, and the rest from the store. */
export class CachedView implements StoreView {
  private readonly cache: CachedStore;
  private readonly view: StoreView;
  private readonly granularity: Granularity;

  constructor(cache: CachedStore, view: StoreView, granularity: Granularity) {
    this.cache = cache;
    this.view = view;
    this.granularity = granularity;
  }

  async *points(selection: Selection): AsyncGenerator<readonly StoredPoint[]> {
    const { held, unheld } = await this.cache.divide(selection, 'points');
    for (const minute of held) yield* this.pointsOf(minute, selection);
    for (const span of unheld) yield* this.view.points({ ...selection, ...span });
  }

  async *figures(selection: Selection): AsyncGenerator<readonly StoredFigures[]> {
    const { held, unheld } = await this.cache.divide(selection, 'points');
    for (const minute of held) {
      for await (const points of this.pointsOf(minute, selection))
        yield points.map((stored) => new WholeFigures(stored));
    }
    for (const span of unheld) yield* figuresIn(this.view, { ...selection, ...span });
  }

  /** Which series have points of the selection, without a look at what these hold; a series may come several times. */
  async *series(selection: Selection): AsyncGenerator<readonly StoredSeries[]> {
    const { held, unheld } = await this.cache.divide(selection, 'points');
    for (const minute of held) {
      const points = minute.points as CachedMinute;
      if (isWithin(minute, selection)) yield points.series;
      else yield* seriesIn({ points: (own) => points.points(own) }, selection);
    }
    for (const span of unheld) yield* seriesIn(this.view, { ...selection, ...span });
  }

  async *coverage(selection: Selection): AsyncGenerator<readonly Coverage[]> {
    const { held, unheld } = await this.cache.divide(selection, 'coverage');
    const { startUnixMs, endUnixMs } = selection;
    const isSelected = ({ startedAtUnixMs }: Coverage) =>
      startedAtUnixMs >= startUnixMs && startedAtUnixMs < endUnixMs;
    for (const { coverage } of held) if (coverage.length > 0) yield coverage.filter(isSelected);
    for (const span of unheld) yield* this.view.coverage({ ...selection, ...span });
  }

  runs(): AsyncIterable<StoredRuns> {
    return this.view.runs();
  }

  release(): void {
    this.view.release();
  }

  private pointsOf(minute: Minute, selection: Selection): AsyncIterable<readonly StoredPoint[]> {
    const points = minute.points as CachedMinute;
    const isMerged = this.granularity === 'minute' && isWithin(minute, selection);
    return isMerged ? points.mergedPoints(selection, this.cache.budget) : points.points(selection);
  }
}

const NOTHING = new CachedMinute([], [], 0);

/** All of it. */
function isWithin({ number }: Minute, { startUnixMs, endUnixMs }: Selection): boolean {
  return number * MINUTE_MS >= startUnixMs && (number + 1) * MINUTE_MS <= endUnixMs;
}

function minuteOf(unixMs: number): number {
  return Math.floor(unixMs / MINUTE_MS);
}

/** From the first to the last of them. */
function spanOf(numbers: readonly number[]): TimeSpan {
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return { startUnixMs: first * MINUTE_MS, endUnixMs: (last + 1) * MINUTE_MS };
}

/** The youngest first, since the oldest may not fit in; each twice as long as the one before, since a sealed file is read as a whole. */
function passesOf(numbers: readonly number[]): number[][] {
  const passes: number[][] = [];
  for (let [end, length] = [numbers.length, 1]; end > 0; end -= length, length *= 2)
    passes.push(numbers.slice(Math.max(0, end - length), end));
  return passes;
}

function everythingIn(startUnixMs: number, endUnixMs: number): Selection {
  const all = { isWanted: () => true, labels: {}, members: undefined, signal: undefined };
  return { startUnixMs, endUnixMs, ...all };
}

/** The same for the same stretches, in whatever order they come. */
function textOf(stretches: readonly Coverage[]): string {
  return stretches
    .map((stretch) => JSON.stringify(stretch))
    .sort()
    .join('\n');
}

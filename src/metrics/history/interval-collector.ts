/** Ends an interval every minute: what each of them brought goes to the history and to whoever listens. */
import type { Clock, Timer } from '../../ports.ts';
import { requireFunction } from '../../validate.ts';
import { INTERVAL } from '../aggregation/series.ts';
import type { Contain } from '../base/contain.ts';
import type { Interval } from '../base/interval.ts';
import { runSync, type Slices } from '../base/slices.ts';
import type { IsWanted } from '../base/wanted.ts';
import { EncodedInterval } from '../encoding/encoded-interval.ts';
import type { Registry } from '../registry.ts';
import type { History } from './history.ts';

export interface IntervalCollectorSettings {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly history: History;
  readonly contain: Contain;
  readonly aggregationIntervalSeconds: number;
  /** Called before an interval is read: for what is only asked for now and then. */
  readonly refresh: () => void;
}

/** One reading of both clocks: the monotonic one measures, the other one stamps. */
interface Timestamps {
  readonly monotonicMs: number;
  readonly wallUnixMs: number;
}

/** The event loop gets its turn after so much work; 40,000 busy series take about thirty slices. */
const SLICE_MS = 4;

export class IntervalCollector {
  private readonly settings: IntervalCollectorSettings;
  private readonly listeners = new Set<(interval: Interval) => void>();
  private readonly keepers = new Set<(interval: EncodedInterval) => void>();
  private lengthMs: number;
  private startedAt: Timestamps;
  private sequence = 0;
  /**
   * The interval that is being taken out of the registry, between two slices: whoever is called from within one finds none, so
   * that a logger that is told of a loss may read, flush or dispose. What is recorded meanwhile belongs to it where its series has
   * not had its turn, and else to the next one.
   */
  private pending: Slices<Interval | undefined> | undefined;
  private cancel: (() => void) | undefined;
  /** What waits to go off: a listener may stop it, or set another one. */
  private alarm: object | undefined;

  constructor(settings: IntervalCollectorSettings) {
    this.settings = settings;
    this.lengthMs = settings.aggregationIntervalSeconds * 1000;
    this.startedAt = this.timestamps();
  }

  /** Whether intervals end by themselves. */
  get isRunning(): boolean {
    return this.cancel !== undefined;
  }

  /** Ends an interval every `aggregationIntervalSeconds`, from now on. Does nothing where it does so already, or nothing is recorded. */
  start(): void {
    if (!this.isRunning && this.settings.registry.recording.enabled) this.wait(this.lengthMs);
  }

  /** Lets no interval end by itself any more. Nothing is lost: what is recorded waits in the current interval. */
  stop(): void {
    const { cancel } = this;
    this.cancel = undefined;
    this.alarm = undefined;
    cancel?.();
  }

  /** Ends the current interval now. Undefined when it took no time and brought nothing. */
  flush(): Interval | undefined {
    const interval = this.end();
    return interval instanceof EncodedInterval ? interval.decoded() : interval;
  }

  /** @internal As `flush`, for who has no use for what it brought as plain data. */
  end(): Interval | undefined {
    // An interval whose time was up is ended first: what came after it is an interval of its own.
    const late = runSync(this.finishing());
    return runSync(this.begin()) ?? late;
  }

  /** What the current interval brought so far; it goes on. */
  current(): Interval {
    return runSync(this.reading());
  }

  /**
   * @internal As `current`, of the metrics that are asked for, in slices. Whoever pauses in between asks `goesOn` behind it:
   * of an interval that has ended meanwhile a part was read.
   */
  *reading(isWanted?: IsWanted): Slices<Interval> {
    const { refresh, registry } = this.settings;
    yield* this.finishing();
    refresh();
    const { sequence } = this;
    const metrics = yield* registry.collecting(INTERVAL, isWanted);
    return { ...this.timeRangeTo(this.timestamps()), sequence, metrics };
  }

  /** @internal Whether this interval has not ended, nor begun to. */
  goesOn({ sequence }: Interval): boolean {
    return this.pending === undefined && this.sequence === sequence;
  }

  /**
   * Calls `listener` with every interval that ends. What it throws, or rejects with, is counted and reaches nobody.
   *
   * @returns what ends the subscription.
   * @throws TELEMETRY_ARGUMENT_KIND
   * @example
   * const unsubscribe = telemetry.collector.subscribe((interval) => postMessage(interval));
   */
  subscribe(listener: (interval: Interval) => void): () => void {
    requireFunction('listener', listener, 'Pass a function that takes an interval.');
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /**
   * @internal Calls `keeper` with every interval that ends, as it is encoded, the last one before `dispose()` too.
   * Returns what ends it.
   */
  keep(keeper: (interval: EncodedInterval) => void): () => void {
    this.keepers.add(keeper);
    return () => void this.keepers.delete(keeper);
  }

  /** @internal The options changed: the interval that runs ends when the new length says so. */
  reconfigure(aggregationIntervalSeconds: number): void {
    this.lengthMs = aggregationIntervalSeconds * 1000;
    if (!this.isRunning) return;
    this.stop();
    this.wait(Math.max(0, this.lengthMs - this.millisecondsTo(this.timestamps())));
  }

  /** @internal The current interval begins now: time stood still before. */
  restart(): void {
    this.startedAt = this.timestamps();
  }

  /** @internal Stops for good; the registry is gone. */
  dispose(): void {
    if (this.keepers.size > 0) this.end();
    this.stop();
    this.pending = undefined;
    this.keepers.clear();
    this.listeners.clear();
  }

  /** Weakly: a timer does not keep telemetry alive that nobody refers to any more. */
  private wait(milliseconds: number): void {
    const self = new WeakRef(this);
    const alarm = {};
    this.cancel = this.settings.timer.after(milliseconds, () => self.deref()?.elapsed(alarm));
    // Last: a timer that goes off at once would go on for ever.
    this.alarm = alarm;
  }

  /**
   * However late it comes, one interval ends: a machine that slept through a night has one long interval, not five
   * hundred empty ones.
   *
   * @param alarm the one that has gone off
   */
  private elapsed(alarm: object): void {
    if (this.alarm !== alarm) return;
    const { clock } = this.settings;
    const until = clock.monotonicMs() + SLICE_MS;
    this.pending ??= this.begin();
    const rest = this.finishing();
    let slice = rest.next();
    while (!slice.done && clock.monotonicMs() < until) slice = rest.next();
    if (this.alarm === alarm) this.wait(slice.done ? this.lengthMs : 0);
  }

  private begin(): Slices<Interval | undefined> {
    this.settings.refresh();
    return this.taking(this.timestamps());
  }

  /** The slices that are left of the interval that somebody has begun to take, if there is one. */
  private *finishing(): Slices<Interval | undefined> {
    for (let { pending } = this; pending !== undefined; { pending } = this) {
      this.pending = undefined;
      const slice = pending.next();
      if (slice.done) return slice.value;
      this.pending = pending;
      yield;
    }
    return undefined;
  }

  /** Yields often: where it is driven by the timer, the event loop gets its turn. */
  private *taking(end: Timestamps): Slices<Interval | undefined> {
    const { registry, history } = this.settings;
    const taken = yield* registry.takeInterval(end.monotonicMs);
    const timeRange = this.timeRangeTo(end);
    // In any case: behind a clock that went back, no time would pass until it has caught up.
    this.startedAt = end;
    const isOfGauges = taken.every((metric) => !('counts' in metric));
    if (timeRange.durationSeconds === 0 && isOfGauges) return undefined;
    this.sequence += 1;
    const encoded = new EncodedInterval(timeRange, taken, history.last);
    history.add(encoded);
    this.hand(encoded, this.keepers);
    // Nobody waits for what nobody has asked for: as plain data it is five times as large, and takes as long again.
    const interval = this.listeners.size > 0 ? yield* encoded.decoding() : encoded;
    this.hand(interval, this.listeners);
    return interval;
  }

  private hand<Form>(interval: Form, listeners: ReadonlySet<(interval: Form) => void>): void {
    // A listener may end another subscription, or everything.
    for (const listener of [...listeners]) {
      if (listeners.has(listener)) this.settings.contain('listener', () => listener(interval));
    }
  }

  private timeRangeTo(end: Timestamps): Omit<Interval, 'metrics'> {
    const durationMs = this.millisecondsTo(end);
    return {
      version: 2,
      sequence: this.sequence,
      startedAtUnixMs: end.wallUnixMs - durationMs,
      endedAtUnixMs: end.wallUnixMs,
      durationSeconds: durationMs / 1000,
      wallClockJumpSeconds: (end.wallUnixMs - this.startedAt.wallUnixMs - durationMs) / 1000,
    };
  }

  /** Where the monotonic clock failed, the other one measures. A clock that goes back makes an interval that takes no time. */
  private millisecondsTo(end: Timestamps): number {
    const { monotonicMs, wallUnixMs } = this.startedAt;
    const measuredMs = end.monotonicMs - monotonicMs;
    return Math.max(0, Number.isFinite(measuredMs) ? measuredMs : end.wallUnixMs - wallUnixMs);
  }

  private timestamps(): Timestamps {
    const { clock } = this.settings;
    return { monotonicMs: clock.monotonicMs(), wallUnixMs: clock.wallUnixMs() };
  }
}

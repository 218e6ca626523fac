/** Cuts time into intervals: what each of them brought goes to the history and to whoever listens. */
import { requireFunction } from './checks.ts';
import type { History } from './history.ts';
import type { Interval } from './interval.ts';
import { PackedInterval } from './packed-interval.ts';
import type { Clock, Timer } from './ports.ts';
import type { Registry } from './registry.ts';
import { atOnce } from './slices.ts';

export interface CollectorSettings {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly history: History;
  readonly aggregationIntervalSeconds: number;
  /** Called before an interval ends: for gauges that are only read now and then. */
  readonly beforeEnd: () => void;
  readonly listenerFailed: (error: unknown) => void;
}

/** One reading of both clocks: the monotonic one measures, the other one stamps. */
interface Edge {
  readonly monotonicMs: number;
  readonly wallUnixMs: number;
}

/** The event loop gets its turn after so much work; 40,000 busy series take about thirty slices. */
const SLICE_MS = 4;

export class Collector {
  private readonly settings: CollectorSettings;
  private readonly listeners = new Set<(interval: Interval) => void>();
  private lengthMs: number;
  private begun: Edge;
  private sequence = 0;
  /**
   * The interval that is being taken out of the registry. What is recorded meanwhile belongs to it where its series
   * has not had its turn, and else to the next one.
   */
  private cut: Generator<void, Interval | undefined> | undefined;
  private cancel: (() => void) | undefined;

  constructor(settings: CollectorSettings) {
    this.settings = settings;
    this.lengthMs = settings.aggregationIntervalSeconds * 1000;
    this.begun = this.edge();
  }

  /** Whether intervals end by themselves. */
  get isRunning(): boolean {
    return this.cancel !== undefined;
  }

  /** Ends an interval every `aggregationIntervalSeconds`, from now on. Does nothing where it does so already. */
  start(): void {
    if (!this.isRunning) this.wait(this.lengthMs);
  }

  /** Lets no interval end by itself any more. Nothing is lost: what is recorded waits in the current interval. */
  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  /** Ends the current interval now. Undefined when it took no time and brought nothing. */
  flush(): Interval | undefined {
    // An interval whose time was up is ended first: what came after it is an interval of its own.
    const late = this.cut === undefined ? undefined : atOnce(this.cut);
    const interval = atOnce(this.begin()) ?? late;
    return interval instanceof PackedInterval ? interval.unpacked() : interval;
  }

  /** What the current interval brought so far; it goes on. */
  current(): Interval {
    if (this.cut !== undefined) atOnce(this.cut);
    return { ...this.stretchTo(this.edge()), metrics: this.settings.registry.delta() };
  }

  /**
   * Calls `listener` with every interval that ends. What it throws is counted, and does not reach anybody.
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

  /** @internal The options changed: the interval that runs ends when the new length says so. */
  reconfigure(aggregationIntervalSeconds: number): void {
    this.lengthMs = aggregationIntervalSeconds * 1000;
    if (!this.isRunning) return;
    this.stop();
    this.wait(Math.max(0, this.lengthMs - (this.edge().monotonicMs - this.begun.monotonicMs)));
  }

  /** @internal Stops for good; the registry is gone. */
  dispose(): void {
    this.stop();
    this.cut = undefined;
    this.listeners.clear();
  }

  /** Weakly: a timer does not keep telemetry alive that nobody refers to any more. */
  private wait(milliseconds: number): void {
    const self = new WeakRef(this);
    this.cancel = this.settings.timer.after(milliseconds, () => self.deref()?.elapsed());
  }

  /**
   * However late it comes, one interval ends: a machine that slept through a night has one long interval, not five
   * hundred empty ones.
   */
  private elapsed(): void {
    const { clock } = this.settings;
    const until = clock.monotonicMs() + SLICE_MS;
    const cut = this.cut ?? this.begin();
    let slice = cut.next();
    while (!slice.done && clock.monotonicMs() < until) slice = cut.next();
    this.wait(slice.done ? this.lengthMs : 0);
  }

  private begin(): Generator<void, Interval | undefined> {
    this.settings.beforeEnd();
    this.cut = this.cutting(this.edge());
    return this.cut;
  }

  /** Yields often: where it is driven by the timer, the event loop gets its turn. */
  private *cutting(edge: Edge): Generator<void, Interval | undefined> {
    const { registry, history, listenerFailed } = this.settings;
    const brought = yield* registry.fold();
    const stretch = this.stretchTo(edge);
    const isOfGauges = brought.every((metric) => !('counts' in metric));
    if (stretch.durationSeconds === 0 && isOfGauges) {
      this.cut = undefined;
      return undefined;
    }
    this.begun = edge;
    this.sequence += 1;
    const packed = new PackedInterval(stretch, brought, history.last);
    history.add(packed);
    // Nobody waits for what nobody has asked for: as plain data it is five times as large, and takes as long again.
    const interval = this.listeners.size > 0 ? yield* packed.unpacking() : packed;
    this.cut = undefined;
    for (const listener of this.listeners) {
      try {
        listener(interval);
      } catch (error) {
        listenerFailed(error);
      }
    }
    return interval;
  }

  private stretchTo(edge: Edge): Omit<Interval, 'metrics'> {
    // A clock that goes back is not one that telemetry may fail on; nor does such an interval take time.
    const durationMs = Math.max(0, edge.monotonicMs - this.begun.monotonicMs);
    return {
      version: 1,
      sequence: this.sequence,
      startedAtUnixMs: edge.wallUnixMs - durationMs,
      endedAtUnixMs: edge.wallUnixMs,
      durationSeconds: durationMs / 1000,
      wallClockJumpSeconds: (edge.wallUnixMs - this.begun.wallUnixMs - durationMs) / 1000,
    };
  }

  private edge(): Edge {
    const { clock } = this.settings;
    return { monotonicMs: clock.monotonicMs(), wallUnixMs: clock.wallUnixMs() };
  }
}

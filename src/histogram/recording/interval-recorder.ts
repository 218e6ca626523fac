import { wrongKind } from '../../errors.ts';
import { requireMethods } from '../base/options.ts';
import { type HistogramClock, platformClock } from './clock.ts';

/** What an interval is recorded in: any histogram of this library. */
export interface IntervalHistogram {
  record(value: number, times?: number): void;
  recordMany(values: Float64Array | readonly number[]): void;
  merge(other: this): this;
  snapshot(): unknown;
  reset(): void;
  dispose(): void;
}

/** What was recorded between two ticks. */
export interface Interval<Snapshot> {
  readonly snapshot: Snapshot;
  readonly startedAtUnixMs: number;
  /** By the monotonic clock, whatever was done to the wall clock meanwhile. */
  readonly durationMs: number;
}

/** The moment at which an interval begins, by both clocks. */
interface Moment {
  readonly monotonicMs: number;
  readonly unixMs: number;
}

/**
 * Records into the current interval and hands out the finished ones: every value belongs to one interval and to no
 * other. `tick` ends an interval at once; what is recorded from then on belongs to the next, however much later `take`
 * asks for the finished one. `take` alone does both.
 *
 * Two histograms take turns, so nothing is allocated for an interval but its snapshot.
 *
 * @example
 * using recorder = new IntervalRecorder(() => new Histogram());
 * recorder.record(0.0251);
 * setInterval(() => send(recorder.take().snapshot), 10_000);
 */
export class IntervalRecorder<H extends IntervalHistogram> {
  private readonly clock: HistogramClock;
  /** What is recorded now. */
  private current: H;
  /** What was recorded up to the last tick, and was not taken. */
  private finished: H;
  private currentSince: Moment;
  private finishedSince: Moment | undefined;

  /**
   * @param make Makes an empty histogram; called twice, and both are disposed of with the recorder.
   * @param clock The platform's clocks if left out. @throws HISTOGRAM_ARGUMENT_KIND
   */
  constructor(make: () => H, clock: HistogramClock = platformClock) {
    if (typeof make !== 'function') {
      const remedy = 'Pass () => new Histogram().';
      throw wrongKind('HISTOGRAM_ARGUMENT_KIND', 'make', 'a function that makes a histogram', make, remedy);
    }
    requireMethods('clock', clock, ['monotonicMs', 'wallUnixMs']);
    this.clock = clock;
    this.current = make();
    this.finished = make();
    requireMethods('make()', this.current, ['record', 'merge', 'snapshot', 'reset', 'dispose']);
    this.currentSince = this.now();
  }

  /** Records a value in the current interval, `times` times. Never throws; see the histogram's own `record`. */
  record(value: number, times?: number): void {
    this.current.record(value, times);
  }

  /** Records every value in the current interval. */
  recordMany(values: Float64Array | readonly number[]): void {
    this.current.recordMany(values);
  }

  /** Ends the interval here. Several ticks without a `take` between them make one longer interval. */
  tick(): void {
    if (this.finishedSince) {
      this.finished.merge(this.current);
      this.current.reset();
    } else {
      [this.finished, this.current] = [this.current, this.finished];
      this.finishedSince = this.currentSince;
    }
    this.currentSince = this.now();
  }

  /** What was recorded up to the last tick, and nothing after it; ticks itself where nothing is finished. */
  take(): Interval<ReturnType<H['snapshot']>> {
    if (!this.finishedSince) this.tick();
    const since = this.finishedSince as Moment;
    const snapshot = this.finished.snapshot() as ReturnType<H['snapshot']>;
    this.finished.reset();
    this.finishedSince = undefined;
    return Object.freeze({
      snapshot,
      startedAtUnixMs: since.unixMs,
      durationMs: this.currentSince.monotonicMs - since.monotonicMs,
    });
  }

  /** Gives the memory of both histograms back; what was not taken is gone. */
  dispose(): void {
    this.current.dispose();
    this.finished.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private now(): Moment {
    return { monotonicMs: this.clock.monotonicMs(), unixMs: this.clock.wallUnixMs() };
  }
}

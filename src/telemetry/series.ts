/**
 * One label set of a metric. Recording goes to the current interval; folding adds the interval to what was before
 * it and begins the next one. Every snapshot is made of these two, so that nothing is lost or counted twice between
 * cumulative readings and deltas.
 */
import { type ExponentialSnapshot, Histogram } from '../histogram/index.ts';
import type { Gate } from './gate.ts';
import type { Labels, SeriesSnapshot } from './snapshot.ts';

export abstract class Series {
  readonly labels: Labels;
  /** True for the one series that takes what comes after the metric's limit. */
  readonly overflow: boolean;
  protected readonly gate: Gate;

  constructor(gate: Gate, labels: Labels, overflow: boolean) {
    this.gate = gate;
    this.labels = labels;
    this.overflow = overflow;
  }

  /** Everything recorded so far; undefined while there is nothing to tell. */
  abstract snapshot(): SeriesSnapshot | undefined;

  /** What the current interval brought; of a gauge its value. Undefined if that is nothing. */
  abstract delta(): SeriesSnapshot | undefined;

  /** Ends the current interval. */
  abstract fold(): void;

  /** Gives back what is kept outside the JavaScript heap. */
  dispose(): void {}
}

/** Goes up. */
export class CounterSeries extends Series {
  /** Of the current interval. Trackers that have passed the gate add to it directly. */
  value = 0;
  private before = 0;

  /** Adds a finite amount, 0 or more; anything else is refused and counted. */
  add(amount = 1): void {
    if (!this.gate.open) return;
    if (!Number.isFinite(amount)) this.gate.refuse('not_finite');
    else if (amount < 0) this.gate.refuse('negative_amount');
    else this.value += amount;
  }

  snapshot(): SeriesSnapshot {
    return { labels: this.labels, overflow: this.overflow, value: this.before + this.value };
  }

  delta(): SeriesSnapshot | undefined {
    const { labels, overflow, value } = this;
    return value === 0 ? undefined : { labels, overflow, value };
  }

  fold(): void {
    this.before += this.value;
    this.value = 0;
  }
}

/** Has a last value. */
export class GaugeSeries extends Series {
  // A rate is kept as what was done and how long it took, and divided when somebody reads it: recording a
  // throughput costs two stores. NaN at first, so that V8 keeps both fields as doubles from the start.
  private amount = Number.NaN;
  private seconds = Number.NaN;
  private told: { readonly labels: Labels; readonly overflow: boolean; readonly value: number } | undefined;

  /** NaN until set. */
  get value(): number {
    return this.amount / this.seconds;
  }

  /** Sets a finite value; anything else is refused and counted. */
  set(value: number): void {
    if (!this.gate.open) return;
    if (Number.isFinite(value)) this.setRate(value, 1);
    else this.gate.refuse('not_finite');
  }

  /** For trackers that have passed the gate: `amount` per `seconds`, which are above 0. */
  setRate(amount: number, seconds: number): void {
    this.amount = amount;
    this.seconds = seconds;
  }

  snapshot(): SeriesSnapshot | undefined {
    const value = this.value;
    if (Number.isNaN(value)) return undefined;
    // The same object while the value is the same: a history of intervals holds it once.
    if (this.told?.value !== value) this.told = { labels: this.labels, overflow: this.overflow, value };
    return this.told;
  }

  delta(): SeriesSnapshot | undefined {
    return this.snapshot();
  }

  fold(): void {}
}

/** Has a distribution of values. */
export class HistogramSeries extends Series {
  /** Of the current interval. Trackers that have passed the gate record into it directly. */
  readonly histogram = new Histogram();
  private before: Histogram | undefined;

  /** Records a value; what is no finite number is refused and counted. */
  record(value: number): void {
    if (!this.gate.open) return;
    if (!Number.isFinite(value)) this.gate.refuse('not_finite');
    this.histogram.record(value);
  }

  snapshot(): SeriesSnapshot {
    return { labels: this.labels, overflow: this.overflow, histogram: this.whole() };
  }

  delta(): SeriesSnapshot | undefined {
    if (isEmpty(this.histogram)) return undefined;
    return { labels: this.labels, overflow: this.overflow, histogram: this.histogram.snapshot() };
  }

  fold(): void {
    if (isEmpty(this.histogram)) return;
    this.before ??= new Histogram();
    this.before.merge(this.histogram);
    this.histogram.reset();
  }

  override dispose(): void {
    this.histogram.dispose();
    this.before?.dispose();
  }

  private whole(): ExponentialSnapshot {
    if (this.before === undefined) return this.histogram.snapshot();
    if (isEmpty(this.histogram)) return this.before.snapshot();
    const whole = new Histogram();
    try {
      return whole.merge(this.before).merge(this.histogram).snapshot();
    } finally {
      whole.dispose();
    }
  }
}

function isEmpty(histogram: Histogram): boolean {
  return histogram.count === 0 && histogram.rejected === 0;
}

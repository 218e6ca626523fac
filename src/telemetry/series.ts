/** One label set of a metric: where values are kept until a snapshot is taken. */
import { Histogram } from '../histogram/index.ts';
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

  /** Undefined while there is nothing to tell. */
  abstract snapshot(): SeriesSnapshot | undefined;

  /** Gives back what is kept outside the JavaScript heap. */
  dispose(): void {}
}

/** Goes up. */
export class CounterSeries extends Series {
  /** Trackers that have passed the gate add to it directly. */
  value = 0;

  /** Adds a finite amount, 0 or more; anything else is refused and counted. */
  add(amount = 1): void {
    if (!this.gate.open) return;
    if (!Number.isFinite(amount)) this.gate.refuse('not_finite');
    else if (amount < 0) this.gate.refuse('negative_amount');
    else this.value += amount;
  }

  snapshot(): SeriesSnapshot {
    return { labels: this.labels, overflow: this.overflow, value: this.value };
  }
}

/** Has a last value. */
export class GaugeSeries extends Series {
  // A rate is kept as what was done and how long it took, and divided when somebody reads it: recording a
  // throughput costs two stores. NaN at first, so that V8 keeps both fields as doubles from the start.
  private amount = Number.NaN;
  private seconds = Number.NaN;

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
    return Number.isNaN(value) ? undefined : { labels: this.labels, overflow: this.overflow, value };
  }
}

/** Has a distribution of values. */
export class HistogramSeries extends Series {
  /** Trackers that have passed the gate record into it directly. */
  readonly histogram = new Histogram();

  /** Records a value; what is no finite number is refused and counted. */
  record(value: number): void {
    if (!this.gate.open) return;
    if (!Number.isFinite(value)) this.gate.refuse('not_finite');
    this.histogram.record(value);
  }

  snapshot(): SeriesSnapshot {
    return { labels: this.labels, overflow: this.overflow, histogram: this.histogram.snapshot() };
  }

  override dispose(): void {
    this.histogram.dispose();
  }
}

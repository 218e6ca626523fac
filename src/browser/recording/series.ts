/** What a page recorded for one set of labels since its last interval: nothing that was delivered is kept. */
import type { DataPoint, Instrument, Labels, RecordingSwitch, RejectReason } from '../../metrics/inner.ts';
import { Buckets } from './buckets.ts';

/** What it holds, as its data point has it. */
export type Content = { readonly value: number } | { readonly histogram: ReturnType<Buckets['snapshot']> };

export abstract class PageSeries {
  readonly labels: Labels;
  readonly overflow: boolean;
  protected readonly instrument: Instrument;
  /** @internal Brings it up to date before it is read, where something else adds up what it tells. */
  refresh: (() => void) | undefined = undefined;
  private readonly recording: RecordingSwitch;
  private readonly createdAtUnixMs = Date.now();

  constructor(recording: RecordingSwitch, instrument: Instrument, labels: Labels, overflow: boolean) {
    this.recording = recording;
    this.instrument = instrument;
    this.labels = labels;
    this.overflow = overflow;
  }

  /** Records a value; what is no finite number is refused and counted. */
  record(value: number): void {
    if (!this.recording.enabled) return;
    if (Number.isFinite(value)) this.take(value);
    else this.reject('not_finite', value);
  }

  /** @internal */
  reject(reason: RejectReason, value: unknown): void {
    this.recording.rejectValue(reason, this.instrument, value);
  }

  /** @internal What came since it was asked last; undefined for nothing. */
  delta(): DataPoint | undefined {
    this.refresh?.();
    const { labels, overflow, createdAtUnixMs } = this;
    const content = this.content();
    return content && { labels, overflow, createdAtUnixMs, ...content };
  }

  protected abstract take(value: number): void;
  protected abstract content(): Content | undefined;
}

/** Goes up. */
export class PageCounter extends PageSeries {
  private sum = 0;

  /** Adds a finite amount, 0 or more; anything else is refused and counted. */
  add(amount = 1): void {
    if (amount < 0 && this.instrument.kind === 'counter') this.reject('negative_amount', amount);
    else this.record(amount);
  }

  protected take(amount: number): void {
    this.sum += amount;
  }

  protected content(): Content | undefined {
    const { sum: value } = this;
    this.sum = 0;
    return value === 0 ? undefined : { value };
  }
}

/** A gauge of the catalogue: it says what goes on now, in one page of many, and is neither kept nor sent. */
export class UnsentGauge extends PageSeries {
  set(): void {}

  increment(): void {}

  recordRate(): void {}

  protected take(): void {}

  protected content(): undefined {}
}

/** Has a distribution of values. */
export class PageHistogram extends PageSeries {
  private buckets: Buckets | undefined = undefined;

  /** @internal */
  recordUntraced(value: number): void {
    this.record(value);
  }

  protected take(value: number): void {
    this.buckets ??= new Buckets(this.instrument.bucketBounds);
    this.buckets.record(value);
  }

  protected content(): Content | undefined {
    const { buckets } = this;
    this.buckets = undefined;
    return buckets && { histogram: buckets.snapshot() };
  }
}

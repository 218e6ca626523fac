/** What a page recorded for one set of labels since its last interval: nothing that was delivered is kept. */
import type { DataPoint, Instrument, Labels, RecordingSwitch, RejectReason } from '../../metrics/inner.ts';
import { Buckets } from './buckets.ts';

/** What the series of a page share. */
export interface SeriesContext {
  readonly recording: RecordingSwitch;
  /** Nobody traces in a page of this kind. */
  readonly traceContext?: undefined;
  readonly nowUnixMs: () => number;
}

export abstract class PageSeries {
  readonly labels: Labels;
  readonly overflow: boolean;
  protected readonly context: SeriesContext;
  protected readonly instrument: Instrument;
  /** @internal Brings it up to date before it is read, where something else adds up what it tells. */
  refresh: (() => void) | undefined = undefined;
  private readonly createdAtUnixMs: number;

  constructor(context: SeriesContext, instrument: Instrument, labels: Labels, overflow: boolean) {
    this.context = context;
    this.instrument = instrument;
    this.labels = labels;
    this.overflow = overflow;
    this.createdAtUnixMs = context.nowUnixMs();
  }

  /** Records a value; what is no finite number is refused and counted. */
  record(value: number): void {
    const { recording } = this.context;
    if (!recording.enabled) return;
    if (Number.isFinite(value)) this.take(value);
    else this.reject('not_finite', value);
  }

  /** @internal */
  reject(reason: RejectReason, value: unknown): void {
    this.context.recording.rejectValue(reason, this.instrument, value);
  }

  /** @internal What came since it was asked last; undefined for nothing. */
  delta(): DataPoint | undefined {
    this.refresh?.();
    const { labels, overflow, createdAtUnixMs } = this;
    const content = this.content();
    return content && { labels, overflow, createdAtUnixMs, ...content };
  }

  protected abstract take(value: number): void;
  protected abstract content():
    | { readonly value: number }
    | { readonly histogram: ReturnType<Buckets['snapshot']> }
    | undefined;
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

  protected content() {
    const { sum: value } = this;
    this.sum = 0;
    return value === 0 ? undefined : { value };
  }
}

/** Has a last value. */
export class PageGauge extends PageSeries {
  private last = Number.NaN;
  private isTold = true;

  /** Sets a finite value; anything else is refused and counted. */
  set(value: number): void {
    this.record(value);
  }

  /** NaN until set. */
  get value(): number {
    return this.last;
  }

  /** @internal */
  recordRate(amount: number, seconds: number): void {
    this.record(amount / seconds);
  }

  /** Moves it up, or down by less than 0, from 0 where it was never set. */
  increment(by = 1): void {
    this.record((this.last || 0) + by);
  }

  protected take(value: number): void {
    this.last = value;
    this.isTold = false;
  }

  protected content() {
    const { last: value, isTold } = this;
    this.isTold = true;
    return isTold ? undefined : { value };
  }
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

  protected content() {
    const { buckets } = this;
    this.buckets = undefined;
    return buckets && { histogram: buckets.snapshot() };
  }
}

/** Gauges: the last value. */
import type { DataPoint } from '../base/model.ts';
import { beforeNext, type CollectRequest, Series } from './series.ts';

/** Has a last value. */
export class GaugeSeries extends Series {
  // A rate is kept as what was done and how long it took, and divided when somebody reads it: recording a
  // throughput costs two stores. NaN at first, so that V8 keeps both fields as doubles from the start. Both are negated
  // when an interval ends: the value is the same, and whoever sets it next says so without a third store.
  private amount = Number.NaN;
  private seconds = Number.NaN;
  /** Whether it is moved up and down: what it says is true for as long as nobody moves it. */
  private isMoved = false;
  private lastPoint: (DataPoint & { readonly value: number }) | undefined;

  /** NaN until set. */
  get value(): number {
    return this.amount / this.seconds;
  }

  /** Sets a finite value; anything else is refused and counted. */
  set(value: number): void {
    const { recording } = this.context;
    if (!recording.enabled) return;
    if (Number.isFinite(value)) this.record(value);
    else this.reject('not_finite', value);
  }

  record(value: number): void {
    this.recordRate(value, 1);
  }

  /** As `record`, of `amount` per `seconds`, which are above 0. */
  recordRate(amount: number, seconds: number): void {
    this.amount = amount;
    this.seconds = seconds;
  }

  /**
   * Moves the gauge up, or down by less than 0, from 0 where it was never set. Also while nothing is recorded: what
   * ends meanwhile must not seem to be there for ever.
   */
  increment(by = 1): void {
    this.isMoved = true;
    if (!Number.isFinite(by)) this.reject('not_finite', by);
    else this.record((this.value || 0) + by);
  }

  /** As `set`; the callbacks of observable instruments are asked for the value. */
  observe(value: number): void {
    this.set(value);
  }

  /** The same object while the value is the same, unless it is borrowed: a history of intervals holds it once. */
  collect({ isBorrowed }: CollectRequest): DataPoint | undefined {
    this.refresh?.();
    const { value } = this;
    if (Number.isNaN(value) || !this.isReported) return undefined;
    if (this.lastPoint?.value === value) return this.lastPoint;
    const point = this.valuePoint(value);
    // What a page leaves behind would be all that outlives a scrape: work for the garbage collector.
    if (!isBorrowed) this.lastPoint = Object.freeze(point);
    return point;
  }

  get isIdle(): boolean {
    return !(this.seconds > 0);
  }

  endInterval(): void {
    if (!(this.isMoved && this.value !== 0)) this.rest();
  }

  override detach(keepsLevel: boolean, woken: () => void): void {
    super.detach(keepsLevel, woken);
    beforeNext(this, 'recordRate', woken);
    if (keepsLevel && this.isMoved) this.rest();
    else this.seconds = Number.NaN;
    this.lastPoint = undefined;
  }

  absorb(other: this): void {
    this.record(other.value);
    other.rest();
  }

  private rest(): void {
    if (this.isIdle) return;
    this.amount = -this.amount;
    this.seconds = -this.seconds;
  }
}

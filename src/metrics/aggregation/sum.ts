/** Sums: counters, which go up, and up-down counters. */
import type { SpanIds } from '../../ports.ts';
import type { DataPoint } from '../base/model.ts';
import { activeSpanOf, beforeNext, type CollectRequest, Series } from './series.ts';

abstract class SumSeries extends Series {
  /** Of the current interval. */
  protected sum = 0;
  protected before = 0;

  /** Of everything up to now. */
  get value(): number {
    return this.before + this.sum;
  }

  get isIdle(): boolean {
    return this.sum === 0 || this.value === 0;
  }

  override detach(keepsLevel: boolean, woken: () => void): void {
    super.detach(keepsLevel, woken);
    beforeNext(this, 'record', woken);
    // What the current interval has stays its own, and all together is zero.
    this.before = -this.sum;
  }

  absorb(other: this): void {
    const { value } = other;
    this.record(value);
    other.sum -= value;
  }

  record(amount: number, span?: SpanIds | null): void {
    this.sum += amount;
    if (span) this.exemplify(amount, span);
  }

  collect(request: CollectRequest): DataPoint | undefined {
    this.refresh?.();
    const { ofInterval } = request;
    if (ofInterval ? this.sum === 0 : !this.isReported) return undefined;
    const value = ofInterval ? this.sum : this.before + this.sum;
    return this.exemplars === undefined
      ? this.valuePoint(value)
      : this.valuePoint(value, this.exemplarsFor(request));
  }

  endInterval(): void {
    this.before += this.sum;
    this.sum = 0;
    this.exemplars?.endInterval();
  }

  protected recordGiven(amount: number): void {
    const { recording } = this.context;
    if (!recording.enabled) return;
    if (!Number.isFinite(amount)) this.reject('not_finite', amount);
    else this.record(amount, activeSpanOf(this.context));
  }
}

/** Goes up. */
export class CounterSeries extends SumSeries {
  /** Adds a finite amount, 0 or more; anything else is refused and counted. */
  add(amount = 1): void {
    if (amount < 0) this.reject('negative_amount', amount);
    else this.recordGiven(amount);
  }

  /** Takes a total that somebody else keeps; one that is lower than before began anew. */
  observe(total: number): void {
    if (total < 0) {
      this.reject('negative_amount', total);
      return;
    }
    if (total < this.before + this.sum) {
      // What was counted began anew, and so does the series: all of it came since.
      this.before = 0;
      this.createdAtUnixMs = this.context.clock.wallUnixMs();
    }
    this.sum = total - this.before;
  }
}

/** Goes up and down. */
export class UpDownCounterSeries extends SumSeries {
  /** Adds a finite amount; anything else is refused and counted. */
  add(amount: number): void {
    this.recordGiven(amount);
  }

  /** Takes a total that somebody else keeps. */
  observe(total: number): void {
    this.sum = total - this.before;
  }
}

/** Series whose values are asked for: they are what the callbacks said last, and nothing once none speaks of them. */
import { GaugeSeries, SumSeries } from '../../telemetry/series.ts';
import type { SeriesSnapshot } from '../../telemetry/snapshot.ts';

export interface ObservedSeries {
  /** Callbacks that spoke of it when they were last asked. */
  observers: number;
  /** Callbacks that speak of it now and are not done. */
  holders: number;
  /** Takes a finite value. */
  observe(value: number): void;
}

/** The sum itself is observed, and not what is added to it. */
export class ObservedUpDownCounterSeries extends SumSeries implements ObservedSeries {
  observers = 0;
  holders = 0;
  protected total = 0;

  observe(total: number): void {
    this.total = total;
    this.value = total - this.before;
  }

  override snapshot(): SeriesSnapshot | undefined {
    return this.observers > 0 ? this.valued(this.total) : undefined;
  }
}

export class ObservedCounterSeries extends ObservedUpDownCounterSeries {
  override observe(total: number): void {
    if (total < 0) {
      this.context.gate.refuse('negative_amount');
      return;
    }
    if (total < this.total) {
      // What was counted began anew, and so does the series: all of it came since.
      this.before = 0;
      this.createdAtUnixMs = this.context.clock.wallUnixMs();
    }
    super.observe(total);
  }
}

export class ObservedGaugeSeries extends GaugeSeries implements ObservedSeries {
  observers = 0;
  holders = 0;

  observe(value: number): void {
    this.set(value);
  }

  override snapshot(): SeriesSnapshot | undefined {
    return this.observers > 0 ? super.snapshot() : undefined;
  }
}

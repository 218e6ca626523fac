/**
 * The histogram of a series, which sleeps while nothing is recorded: it holds no kernel memory, and takes a block when a value
 * comes. That costs no value a check: its stage has room for one, so the first one fills it, and a full stage is drained.
 */
import { memory, useKernel } from '../../kernel/index.ts';
import { DEFAULT_MAX_BUCKETS, DEFAULT_SCALE, ExponentialRecorder, NO_BUCKETS } from './recorder.ts';
import type { ExponentialSnapshot } from './snapshot.ts';

/** Values come by `record` alone, and are read by `borrow` and `snapshot`. */
export class SeriesRecorder extends ExponentialRecorder {
  /** @param bounds of explicit buckets; one at least, if not undefined. */
  constructor(bounds?: readonly number[]) {
    super(bounds, DEFAULT_SCALE, DEFAULT_MAX_BUCKETS, true);
  }

  /** Whether nothing came since it fell asleep. */
  get isEmpty(): boolean {
    return this.isAsleep && this.late === 0;
  }

  /** Forgets everything, and gives the block back until a value comes. */
  sleep(): void {
    this.dispose();
    this.leave(1);
    this.late = 0;
  }

  override borrow(): ExponentialSnapshot {
    return this.isAsleep ? this.asleep() : super.borrow();
  }

  /** As `borrow`, without its exponential buckets: in a third of the time. */
  totals(): Pick<ExponentialSnapshot, 'count' | 'sum' | 'min' | 'max' | 'explicit'> {
    if (this.isAsleep) return this.asleep();
    const { count, sum, min, max, explicitBounds: bounds } = this;
    return bounds
      ? { count, sum, min, max, explicit: { bounds, counts: this.countsInBounds(bounds) } }
      : { count, sum, min, max };
  }

  protected override drain(): void {
    if (!this.isAsleep) super.drain();
    else if (this.next !== this.first) {
      const value = memory.f64[this.first] as number;
      this.next = this.first;
      if (this.wake()) this.record(value);
      else this.late += 1;
    }
  }

  private get isAsleep(): boolean {
    return this.last === this.first;
  }

  /** False where the kernel has no room: it sleeps on. */
  private wake(): boolean {
    const { explicitBounds, late } = this;
    try {
      this.take(useKernel().exponentialCreate(DEFAULT_SCALE, DEFAULT_MAX_BUCKETS));
      if (explicitBounds !== undefined) this.setBounds(explicitBounds);
      return true;
    } catch {
      this.sleep();
      this.late = late;
      return false;
    }
  }

  private asleep(): ExponentialSnapshot {
    const { explicitBounds: bounds } = this;
    return {
      layout: 'exponential',
      version: 1,
      scale: DEFAULT_SCALE,
      maxBuckets: DEFAULT_MAX_BUCKETS,
      count: 0,
      sum: 0,
      min: Number.NaN,
      max: Number.NaN,
      rejected: this.late,
      zeroCount: 0,
      zeroThreshold: 2 ** -1022,
      positive: NO_BUCKETS,
      negative: NO_BUCKETS,
      ...(bounds && { explicit: { bounds, counts: new Float64Array(bounds.length + 1) } }),
    };
  }
}

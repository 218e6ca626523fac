/** A figure over the steps of a process, in bounded memory. */

/** What was recorded of a figure over steps, epochs of a training say. */
export interface CurvePoints {
  /** Points recorded. The arrays hold fewer once the limit is reached: every 2nd, 4th, 8th ... point. */
  readonly count: number;
  /** Values that were no finite numbers: a loss that became NaN, say. They are in nothing else here. */
  readonly rejected: number;
  /** Over all recorded points; NaN when there is none. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** The first and the last point are always there. */
  readonly epochs: readonly number[];
  readonly values: readonly number[];
}

/**
 * Keeps at most `pointLimit` points however many are added: each time it is full it forgets every second one, so
 * that what is left is evenly spread over the whole run. The first and the last point are always kept.
 */
export class Curve {
  private readonly pointLimit: number;
  /** The points whose position among all is a multiple of `stride`. */
  private epochs: number[] = [];
  private values: number[] = [];
  /** A power of two. */
  private stride = 1;
  private count = 0;
  private rejected = 0;
  private sum = 0;
  private min = Infinity;
  private max = -Infinity;
  private lastEpoch = -1;
  private last: { epoch: number; value: number } | undefined;

  constructor(pointLimit: number) {
    this.pointLimit = pointLimit;
  }

  /**
   * Adds a point after all others; a value that is no finite number is only counted.
   *
   * @param epoch the last one plus 1 if undefined, from 0.
   */
  add(epoch: number | undefined, value: number): void {
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    if (!Number.isFinite(value)) {
      this.rejected += 1;
      return;
    }
    // One place stays free for the last point, which the stride may pass over.
    if (this.count % this.stride === 0 && this.values.length === this.pointLimit - 1) this.thin();
    if (this.count % this.stride === 0) {
      this.epochs.push(this.lastEpoch);
      this.values.push(value);
    }
    this.count += 1;
    this.sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.last = { epoch: this.lastEpoch, value };
  }

  snapshot(): CurvePoints {
    const { count, rejected, last } = this;
    const isEmpty = last === undefined;
    // The stride has passed over the last point unless its position, count - 1, is a multiple of it.
    const tail = isEmpty || (count - 1) % this.stride === 0 ? [] : [last];
    return {
      count,
      rejected,
      mean: this.sum / count,
      min: isEmpty ? Number.NaN : this.min,
      max: isEmpty ? Number.NaN : this.max,
      epochs: [...this.epochs, ...tail.map((point) => point.epoch)],
      values: [...this.values, ...tail.map((point) => point.value)],
    };
  }

  private thin(): void {
    this.epochs = this.epochs.filter((_, i) => i % 2 === 0);
    this.values = this.values.filter((_, i) => i % 2 === 0);
    this.stride *= 2;
  }
}

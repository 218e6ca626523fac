/** A figure over the epochs or the steps of a process, in bounded memory. */

/** What the points of a curve are: decided by the first one. */
export type CurveAxis = 'epoch' | 'step';

/** What was recorded of a figure, one point for each epoch or each step. */
export interface CurvePoints {
  /** Points recorded. The arrays hold fewer once the limit is reached: every 2nd, 4th, 8th ... point. */
  readonly count: number;
  /** Values that were no finite numbers: a loss that became NaN, say. They are in nothing else here. */
  readonly rejected: number;
  /** Of the rejected ones, those that came after the last point: 0 where the newest value was a finite number. */
  readonly rejectedAtEnd: number;
  /** Over all recorded points; NaN when there is none. */
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** The epoch of each point, ascending; empty where points are steps. */
  readonly epochs: readonly number[];
  /** The step of each point, ascending; empty where points are epochs. */
  readonly steps: readonly number[];
  /** The value of each point. The first and the last point are always there. */
  readonly values: readonly number[];
}

/**
 * Keeps at most `pointLimit` points however many are added: each time it is full it forgets every second one, so
 * that what is left is evenly spread over the whole. Points may come late: they are kept in order of their epochs or
 * steps, and the last value of one of these wins.
 */
export class Curve {
  readonly axis: CurveAxis;
  private readonly pointLimit: number;
  /** Ascending: the points whose position among all is a multiple of `stride`, and the last one. */
  private at: number[] = [];
  private values: number[] = [];
  /** A power of two. */
  private stride = 1;
  private count = 0;
  private rejected = 0;
  private rejectedAtEnd = 0;
  /** Of the points that are forgotten. */
  private sum = 0;
  private min = Infinity;
  private max = -Infinity;
  /** The furthest epoch or step, also where its value was rejected. */
  private furthest = -1;

  /** @param pointLimit 2 or more. */
  constructor(pointLimit: number, axis: CurveAxis) {
    this.pointLimit = pointLimit;
    this.axis = axis;
  }

  /** The epoch or step of its first point. */
  get first(): number | undefined {
    return this.at[0];
  }

  /**
   * Adds a point, or corrects the one of the same epoch or step; a value that is no finite number is only counted.
   *
   * @param at the furthest one plus 1 if undefined, from 0.
   */
  add(at: number = this.furthest + 1, value: number): void {
    const isFurthest = at >= this.furthest;
    if (isFurthest) this.furthest = at;
    if (!Number.isFinite(value)) {
      this.rejected += 1;
      if (isFurthest) this.rejectedAtEnd += 1;
      return;
    }
    if (isFurthest) this.rejectedAtEnd = 0;
    const last = this.at.length - 1;
    if (last === -1 || at > (this.at[last] as number)) this.append(at, value);
    else if (at === this.at[last]) this.values[last] = value;
    else this.insert(at, value);
  }

  snapshot(): CurvePoints {
    const { count, rejected, rejectedAtEnd, axis } = this;
    const isEmpty = count === 0;
    const at = [...this.at];
    return {
      count,
      rejected,
      rejectedAtEnd,
      mean: this.values.reduce((sum, value) => sum + value, this.sum) / count,
      min: isEmpty ? Number.NaN : this.values.reduce((min, value) => Math.min(min, value), this.min),
      max: isEmpty ? Number.NaN : this.values.reduce((max, value) => Math.max(max, value), this.max),
      epochs: axis === 'epoch' ? at : [],
      steps: axis === 'step' ? at : [],
      values: [...this.values],
    };
  }

  private append(at: number, value: number): void {
    // The last point is held whatever its position; once it is not the last one any more, the stride decides.
    if (this.count > 0 && (this.count - 1) % this.stride !== 0) {
      this.at.pop();
      this.forget(this.values.pop() as number);
    }
    this.at.push(at);
    this.values.push(value);
    this.count += 1;
    this.thin();
  }

  private insert(at: number, value: number): void {
    const i = this.at.findIndex((known) => known >= at);
    if (this.at[i] === at) {
      this.values[i] = value;
      return;
    }
    this.at.splice(i, 0, at);
    this.values.splice(i, 0, value);
    this.count += 1;
    this.thin();
  }

  private thin(): void {
    if (this.values.length <= this.pointLimit) return;
    const last = this.values.length - 1;
    const isHeld = (_: number, i: number) => i % 2 === 0 || i === last;
    for (const [i, value] of this.values.entries()) if (!isHeld(value, i)) this.forget(value);
    this.at = this.at.filter(isHeld);
    this.values = this.values.filter(isHeld);
    this.stride *= 2;
  }

  private forget(value: number): void {
    this.sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }
}

/**
 * What coordinated omission hides. Who measures every `interval` and waits for a value v has missed the measurements
 *
 *     v - interval, v - 2 interval, ... down to interval
 *
 * With r = v mod interval these are r + j * interval for j = 1, ..., floor(v / interval) - 1, and of them
 *
 *     floor(y / interval) + (r <= y mod interval ? 1 : 0) - 1
 *
 * are at or under y, for interval <= y < v. The remainder of a division is exact in doubles, so no missed value is
 * counted on the wrong side of a bucket's bound, and none needs to be looked at by itself.
 *
 *     Example: v = 1000, interval = 300, r = 100: missed were 400 and 700. Up to 500, whose remainder is 200, lies
 *     floor(500 / 300) + 1 - 1 = 1 of them.
 */

/** Below this share of a value an interval comes close to the value's own rounding, and the counts to 2^53. */
const MIN_SHARE = 2 ** -50;

/** floor(value / interval), without the rounding of a division. */
export function quotient(value: number, interval: number): number {
  return Math.round((value - (value % interval)) / interval);
}

/** How many values were missed while this one lasted; 0 for an interval that is no positive number, or too small. */
export function missedCount(value: number, interval: number): number {
  if (!(interval > 0 && value >= 2 * interval && interval >= value * MIN_SHARE)) return 0;
  return quotient(value, interval) - 1;
}

/** The sum of what was missed while a value lasted. */
export function missedSum(value: number, interval: number): number {
  const missed = missedCount(value, interval);
  return missed === 0 ? 0 : missed * (value - (interval * (missed + 1)) / 2);
}

/** How many of the values missed while one of remainder `r` lasted are at or under y, itself under that value. */
export function missedUpTo(y: number, r: number, interval: number): number {
  return y < interval ? 0 : quotient(y, interval) + (r <= y % interval ? 1 : 0) - 1;
}

/** A value, and how many there are of it. */
export interface Counted {
  readonly value: number;
  readonly count: number;
}

/**
 * What was missed while all of the values lasted, counted in buckets: the bucket of edge i holds what is above edge
 * i - 1 and up to it. For all values above a bucket together, the sum of the formula over their remainders is a
 * prefix sum; so the work is that of sorting, however small the interval is.
 *
 * @param values ascending, each at least twice the interval.
 * @param edges ascending, the last of them at or above all values.
 */
export function missedByBucket(
  values: readonly Counted[],
  edges: ArrayLike<number>,
  interval: number,
): Float64Array {
  const missed = new Float64Array(edges.length);
  const remainders = new Remainders(values.map(({ value }) => value % interval));
  let next = values.length - 1;
  let above = 0;
  const upTo = (y: number) =>
    y < interval ? 0 : above * (quotient(y, interval) - 1) + remainders.countUpTo(y % interval);
  for (let i = edges.length - 1; i >= 0; i--) {
    const lower = i > 0 ? (edges[i - 1] as number) : -Infinity;
    let sum = above > 0 ? upTo(edges[i] as number) - upTo(lower) : 0;
    for (let own = values[next]; own && own.value > lower; own = values[--next]) {
      const r = own.value % interval;
      sum += own.count * (missedCount(own.value, interval) - missedUpTo(lower, r, interval));
      remainders.add(r, own.count);
      above += own.count;
    }
    missed[i] = sum;
  }
  return missed;
}

/** How many of a growing set of remainders are at or under a given one: a Fenwick tree over those that can occur. */
class Remainders {
  private readonly sorted: Float64Array;
  private readonly sums: Float64Array;

  /** @param possible all remainders that will be added, in any order */
  constructor(possible: ArrayLike<number>) {
    this.sorted = Float64Array.from(possible).sort();
    this.sums = new Float64Array(possible.length + 1);
  }

  add(remainder: number, count: number): void {
    for (let i = this.rankOf(remainder); i < this.sums.length; i += i & -i) {
      this.sums[i] = (this.sums[i] as number) + count;
    }
  }

  countUpTo(remainder: number): number {
    let count = 0;
    for (let i = this.rankOf(remainder); i > 0; i -= i & -i) count += this.sums[i] as number;
    return count;
  }

  /** How many of the possible remainders are at or under this one. */
  private rankOf(remainder: number): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle] as number) <= remainder) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

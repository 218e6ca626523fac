/** How many of a growing set of remainders are at or under a given one: a Fenwick tree over those that can occur. */
export class Remainders {
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

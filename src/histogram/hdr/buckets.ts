/**
 * Which values share a count in an HDR histogram: the counts array of HdrHistogram's AbstractHistogram.java at
 * normalizing offset 0.
 *
 * The first 2 * half counts are one unit wide each, every further `half` counts twice as wide as those before.
 * With 3 significant digits and unit 1, half = 1024: counts 0 to 2047 hold one value each, counts 2048 to 3071 two
 * (2048-2049, 2050-2051, ...), counts 3072 to 4095 four. 1,000,003 lies at 9 * 1024 + 1953 = 11169, in
 * [999936, 1000447].
 */

/** What an HDR histogram is made with. */
export interface HdrRange {
  /** 1 to 5. */
  readonly significantDigits: number;
  /** The smallest difference to tell apart, at least 1; rounded down to a power of two, it is the unit. */
  readonly lowestDiscernible: number;
  /** The largest value that fits without resizing, at least twice lowestDiscernible. */
  readonly highestTrackable: number;
}

/** Java counts in 64 signed bits: no value reaches 2^63. */
const LARGEST_EXPONENT = 62;

/** log2 of the smallest power of two that holds 10^digits counts, for 1 to 5 digits. */
const HALF_EXPONENTS = [4, 7, 10, 14, 17];

export class HdrBuckets {
  /** The unit is 2^unitExponent. */
  readonly unitExponent: number;
  /** 2^halfExponent counts for each power of two. */
  readonly halfExponent: number;
  /** Powers of two covered, the first one twice as wide as its successors' pattern: Java's bucketCount. */
  readonly bucketCount: number;
  /** Counts in the array. */
  readonly length: number;
  private readonly half: number;

  constructor({ significantDigits, lowestDiscernible, highestTrackable }: HdrRange) {
    this.unitExponent = exponentOf(lowestDiscernible);
    this.halfExponent = HALF_EXPONENTS[significantDigits - 1] as number;
    this.half = 2 ** this.halfExponent;
    const top = Math.min(exponentOf(highestTrackable), LARGEST_EXPONENT);
    this.bucketCount = Math.max(1, top + 1 - this.unitExponent - this.halfExponent);
    this.length = (this.bucketCount + 1) * this.half;
  }

  /** The index of the count that holds `value`, 0 <= value < 2^64; may lie beyond the array. */
  indexOf(value: number): number {
    const bucket = Math.max(exponentOf(value) - this.halfExponent - this.unitExponent, 0);
    return bucket * this.half + Math.floor(value / 2 ** (bucket + this.unitExponent));
  }

  /** The smallest value counted at `index`. */
  lowestAt(index: number): number {
    const bucket = this.bucketAt(index);
    return (index - bucket * this.half) * 2 ** (bucket + this.unitExponent);
  }

  /** How many consecutive integers are counted at `index`. */
  widthAt(index: number): number {
    return 2 ** (this.bucketAt(index) + this.unitExponent);
  }

  /** The largest integer counted at `index`. */
  highestAt(index: number): number {
    return this.lowestAt(index) + this.widthAt(index) - 1;
  }

  /** The integer in the middle of those counted at `index`, which stands for all of them in sums. */
  medianAt(index: number): number {
    return this.lowestAt(index) + Math.floor(this.widthAt(index) / 2);
  }

  /** The sum of the values that `counts`, from the index `offset` on, hold: each as the middle of its range; added to what came before. */
  sumOf(offset: number, counts: Float64Array, before = 0): number {
    const end = offset + counts.length;
    let sum = before;
    for (let index = offset; index < end; ) {
      // Of equal width up to the next multiple of half, so the middles go up by it.
      const width = this.widthAt(index);
      const stop = Math.min(end, (Math.floor(index / this.half) + 1) * this.half);
      let middle = this.medianAt(index);
      for (; index < stop; index++, middle += width) sum += middle * (counts[index - offset] as number);
    }
    return sum;
  }

  private bucketAt(index: number): number {
    return Math.max(Math.floor(index / this.half) - 1, 0);
  }
}

/** floor(log2(value)) for 1 <= value < 2^64, from the bits; -1 under 1. A logarithm rounds up below powers of two. */
export function exponentOf(value: number): number {
  return value < 2 ** 32 ? 31 - Math.clz32(value) : 63 - Math.clz32(value / 2 ** 32);
}

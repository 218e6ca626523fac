/** The HDR histogram: whole values from 0 to 2^63, to so many significant decimal digits. */

import { wrongValue } from '../../errors.ts';
import { hdrKernel, memory, type Pointer, refreshViews, requireRoom, useKernel } from '../../kernel/index.ts';
import { quantilesIn, ranksIn } from '../base/bucket-queries.ts';
import { filledParts } from '../base/bucket-range.ts';
import type { BucketSeries } from '../base/bucket-series.ts';
import { fetchDoubles, lend } from '../base/doubles.ts';
import { snapshotOf } from '../base/snapshot-totals.ts';
import { type Layout, StagedHistogram } from '../base/staged-histogram.ts';
import { HdrBuckets } from './buckets.ts';
import { correctedSnapshot } from './corrected.ts';
import { completed, type HdrHistogramOptions } from './options.ts';
import { hdrSeries } from './series.ts';
import { type HdrSnapshot, validHdrSnapshot } from './snapshot.ts';

/** 2^63: values are below it, as Java's are. */
const BEYOND = 0x8000_0000_0000_0000;
/** The double next to it. */
const LARGEST_VALUE = 0x7fff_ffff_ffff_fc00;

let layout: Layout | undefined;

function layoutOf(kernel: ReturnType<typeof hdrKernel>): Layout {
  return {
    record: kernel.hdrRecord,
    recordWeighted: kernel.hdrRecordWeighted,
    merge: kernel.hdrMerge,
    reset: kernel.hdrReset,
    free: kernel.hdrFree,
  };
}

/**
 * Counts of values in the buckets of Gil Tene's HdrHistogram, index for index those of Java's AbstractHistogram.
 *
 * A value is any double from 0 to 2^63. It counts as the whole units in it, as if cast to a long: whole numbers
 * are exact to 2^53. What is negative or no finite number is counted in `rejected`.
 *
 * Quantiles follow Java's getValueAtPercentile: the largest value that shares a bucket with the one of nearest
 * rank, or the smallest for q = 0; so q = 1 gives the maximum as the buckets know it. `countsAtOrUnder` counts a
 * value that shares the bound's bucket as under it. `count`, `sum`, `min` and `max` are exact.
 *
 * @example
 * using latency = new HdrHistogram({ significantDigits: 3 });
 * latency.record(25_100); // microseconds
 * const [median, p99] = latency.quantiles([0.5, 0.99]);
 */
export class HdrHistogram extends StagedHistogram {
  readonly significantDigits: number;
  readonly lowestDiscernible: number;
  readonly autoResize: boolean;
  /** The range that the histogram was made with. */
  private readonly firstHighest: number;
  private readonly geometry: HdrBuckets;

  /** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND for an option out of its range or of the wrong kind; KERNEL_MEMORY. */
  constructor(options: HdrHistogramOptions = {}) {
    const range = completed(options);
    const geometry = new HdrBuckets(range);
    const { halfExponent, unitExponent, length } = geometry;
    super(hdrKernel().hdrCreate(halfExponent, unitExponent, length, range.autoResize ? 1 : 0));
    this.significantDigits = range.significantDigits;
    this.lowestDiscernible = range.lowestDiscernible;
    this.autoResize = range.autoResize;
    this.firstHighest = range.highestTrackable;
    this.geometry = geometry;
  }

  protected override get layout(): Layout {
    layout ??= layoutOf(hdrKernel());
    return layout;
  }

  /** A histogram with the content and the options of a snapshot. @throws HISTOGRAM_SNAPSHOT, KERNEL_MEMORY */
  static from(snapshot: HdrSnapshot): HdrHistogram {
    const { counts, count, rejected, sum, min, max, ...rest } = validHdrSnapshot(snapshot);
    const { significantDigits, lowestDiscernible, highestTrackable, autoResize } = rest;
    const range = { significantDigits, lowestDiscernible, highestTrackable, autoResize };
    const histogram = new HdrHistogram(range);
    const block = histogram.block;
    // Part by part: of a wide range most counts are zeros, and need not go through kernel memory.
    try {
      for (const { offset, counts: part } of filledParts(counts))
        lend([part], (at) => requireRoom(hdrKernel().hdrAddBuckets(block, offset, at, part.length)));
    } catch (error) {
      histogram.dispose();
      throw error;
    }
    const least = count > 0 ? min : Infinity;
    const most = count > 0 ? Math.min(max, LARGEST_VALUE) : -Infinity;
    useKernel().headerAdd(block, 0, rejected, sum, least, most); // the count came with the buckets
    return histogram;
  }

  /**
   * The largest value in range. With `autoResize` it grows by powers of two, as in Java: while every value fits
   * into the first range it stays what it was made with. @throws HISTOGRAM_DISPOSED
   */
  get highestTrackable(): number {
    const limit = memory.i32[(this.read() + hdrKernel().HDR_LIMIT.value) / 4] as number;
    if (limit === this.geometry.length) return this.firstHighest;
    const beyond = this.geometry.lowestAt(limit);
    // Between 2^53 and 2^63 (which stands for Java's 2^63 - 1) the double under it: still the same power of two.
    return beyond > 2 ** 53 && beyond < BEYOND ? beyond * (1 - 2 ** -53) : beyond - 1;
  }

  /**
   * Records a value and, where it is above the interval at which values were expected, also those that were missed
   * while it lasted: value - expectedInterval, value - 2 * expectedInterval, ... down to expectedInterval. Both
   * count as whole numbers; an interval under 1 corrects nothing. Never throws; see `record`.
   *
   * The work is bounded by the number of buckets under the value, whatever the interval.
   */
  recordWithExpectedInterval(value: number, expectedInterval: number): void {
    if (DEVELOPMENT) requireInterval(expectedInterval);
    if (!this.block || typeof value !== 'number' || typeof expectedInterval !== 'number') {
      this.record(value);
      return;
    }
    hdrKernel().hdrRecordCorrected(this.read(), value, expectedInterval);
    refreshViews();
  }

  /**
   * A copy corrected as if every value had been recorded with `recordWithExpectedInterval`, each as the largest of
   * its bucket. Correct once only: while recording, or afterwards.
   *
   * @param expectedInterval 0 or more; under 1 the copy equals the original.
   * @throws HISTOGRAM_INTERVAL, HISTOGRAM_DISPOSED
   */
  copyCorrectedForCoordinatedOmission(expectedInterval: number): HdrHistogram {
    requireInterval(expectedInterval);
    return HdrHistogram.from(correctedSnapshot(this.snapshot(), expectedInterval));
  }

  /**
   * Adds everything that another histogram, or a snapshot, holds. With the same digits and unit the outcome equals
   * recording it all here; otherwise each bucket of the other counts as its smallest value, as in Java. Counts are
   * exact either way. The other is unchanged.
   *
   * @throws HISTOGRAM_RANGE when the other holds values above a range that does not grow; then nothing is added.
   * @throws HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT
   */
  merge(other: HdrHistogram | HdrSnapshot): this {
    if (this.combine(other, hdrKernel().hdrMerge)) return this;
    throw wrongValue(
      'HISTOGRAM_RANGE',
      'other',
      `values up to ${this.highestTrackable}`,
      other.max,
      'Make this histogram with autoResize: true, or with a higher highestTrackable.',
    );
  }

  /**
   * Takes off everything that another histogram, or a snapshot, holds: what was recorded since that snapshot was
   * taken. `min` and `max` become the outer values of the outer buckets where those of the recorded ones are empty.
   *
   * @throws HISTOGRAM_DIFFERENCE when the other holds more somewhere than this one; then nothing is taken off.
   * @throws HISTOGRAM_DISPOSED, HISTOGRAM_SNAPSHOT
   */
  subtract(other: HdrHistogram | HdrSnapshot): this {
    if (this.combine(other, hdrKernel().hdrSubtract)) return this;
    throw wrongValue(
      'HISTOGRAM_DIFFERENCE',
      'other',
      'no count above that of this histogram',
      other,
      'Subtract an earlier state of the same histogram.',
    );
  }

  private combine(
    other: HdrHistogram | HdrSnapshot,
    operation: (target: Pointer, source: Pointer) => number,
  ): boolean {
    const target = this.read();
    const source = other instanceof HdrHistogram ? other : HdrHistogram.from(snapshotOf(other));
    const answer = operation(target, source.read());
    if (source !== other) source.dispose();
    refreshViews();
    requireRoom(answer + 1);
    return answer === 1;
  }

  /**
   * The value at a quantile, as exact as the class says. NaN for an empty histogram.
   *
   * @param q in [0, 1]. @throws HISTOGRAM_QUANTILE_RANGE, HISTOGRAM_DISPOSED
   */
  quantile(q: number): number {
    return this.quantiles([q])[0] as number;
  }

  /** Several quantiles in one pass over the buckets, in the order asked for. @throws as `quantile` */
  quantiles(qs: readonly number[]): number[] {
    return quantilesIn(this.read(), qs, hdrKernel().hdrQuantiles);
  }

  /**
   * How many values are at or under each bound, or share a bucket with it.
   *
   * @param bounds in any order; no NaN. @throws HISTOGRAM_BOUND, HISTOGRAM_DISPOSED
   */
  countsAtOrUnder(bounds: readonly number[]): number[] {
    return ranksIn(this.read(), bounds, hdrKernel().hdrRanks);
  }

  /** Java's mean: every value as the middle one of its bucket; sum / count is the exact one. NaN when empty. @throws HISTOGRAM_DISPOSED */
  override get mean(): number {
    return hdrKernel().hdrMean(this.read());
  }

  /** Java's standard deviation, of the population, every value as the middle one of its bucket; NaN when empty. @throws HISTOGRAM_DISPOSED */
  get stdDev(): number {
    return hdrKernel().hdrStandardDeviation(this.read());
  }

  /** How many values share a bucket with this one. @throws HISTOGRAM_VALUE, HISTOGRAM_DISPOSED */
  countAt(value: number): number {
    return this.countBetween(value, value);
  }

  /**
   * How many values there are from `low` to `high`, those that share a bucket with either included.
   *
   * @throws HISTOGRAM_VALUE, HISTOGRAM_DISPOSED
   */
  countBetween(low: number, high: number): number {
    const index = this.indexOf(low);
    const under = index > 0 ? this.geometry.lowestAt(index - 1) : -1;
    const [below, upTo] = this.countsAtOrUnder([under, high]) as [number, number];
    return Math.max(upTo - below, 0);
  }

  /** The smallest value that shares a bucket with this one. @throws HISTOGRAM_VALUE */
  lowestEquivalentValue(value: number): number {
    return this.geometry.lowestAt(this.indexOf(value));
  }

  /** The largest whole value that shares a bucket with this one. @throws HISTOGRAM_VALUE */
  highestEquivalentValue(value: number): number {
    return this.geometry.highestAt(this.indexOf(value));
  }

  /** The whole value in the middle of this one's bucket, rounded up. @throws HISTOGRAM_VALUE */
  medianEquivalentValue(value: number): number {
    return this.geometry.medianAt(this.indexOf(value));
  }

  /** The smallest value of the bucket after this one's. @throws HISTOGRAM_VALUE */
  nextNonEquivalentValue(value: number): number {
    return this.geometry.lowestAt(this.indexOf(value) + 1);
  }

  /** How many whole values share a bucket with this one, itself included. @throws HISTOGRAM_VALUE */
  sizeOfEquivalentValueRange(value: number): number {
    return this.geometry.widthAt(this.indexOf(value));
  }

  /** Whether two values share a bucket. @throws HISTOGRAM_VALUE */
  valuesAreEquivalent(value: number, other: number): boolean {
    return this.indexOf(value) === this.indexOf(other);
  }

  private indexOf(value: number): number {
    if (typeof value === 'number' && value >= 0 && value < BEYOND) return this.geometry.indexOf(value);
    throw wrongValue('HISTOGRAM_VALUE', 'value', 'a number from 0 to 2^63', value, 'Pass a value in range.');
  }

  /** The buckets as they are now, for iterators such as `percentiles`. @throws HISTOGRAM_DISPOSED */
  buckets(): BucketSeries {
    return hdrSeries(this.snapshot());
  }

  /** Plain data, equal for equal recordings; see HdrSnapshot. @throws HISTOGRAM_DISPOSED */
  snapshot(): HdrSnapshot {
    const kernel = hdrKernel();
    const block = this.read();
    const extent = kernel.hdrExtent(block);
    // Once: a window of millions of buckets is looked through for it.
    const offset = extent > 0 ? kernel.hdrOffset(block) : 0;
    return Object.freeze({
      layout: 'hdr',
      version: 1,
      significantDigits: this.significantDigits,
      lowestDiscernible: this.lowestDiscernible,
      highestTrackable: this.highestTrackable,
      autoResize: this.autoResize,
      count: this.count,
      sum: this.sum,
      min: this.min,
      max: this.max,
      rejected: this.rejected,
      counts: Object.freeze({
        offset,
        counts: fetchDoubles(extent, (from, n, at) => kernel.hdrCounts(block, offset + from, n, at)),
      }),
    });
  }
}

function requireInterval(expectedInterval: unknown): void {
  if (typeof expectedInterval === 'number' && expectedInterval >= 0) return;
  throw wrongValue(
    'HISTOGRAM_INTERVAL',
    'expectedInterval',
    'a number, 0 or more',
    expectedInterval,
    'Pass the time between two measurements, in the unit of the values.',
  );
}

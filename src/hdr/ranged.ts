import { InferometerError, wrongValue } from '../errors.ts';
import { HdrHistogram, type HdrSnapshot } from '../histogram/index.ts';
import { HdrBuckets } from '../histogram/inner.ts';

/** Header and stage of a histogram in the kernel, and the objects in front of it. */
const FIXED_BYTES = 1024;
/** The kernel keeps a count of 4 bytes and, once it was folded, one of 8, in at most twice as many places as are in use. */
const BYTES_PER_COUNT = 2 * (4 + 8);

/** No value reaches it, as in Java. */
const BEYOND = 2 ** 63;

/** Recording as hdr-histogram-js has it: whole numbers, in a range that grows while `autoResize` says so. */
export abstract class RangedHistogram {
  autoResize = false;
  readonly lowestDiscernibleValue: number;
  readonly numberOfSignificantValueDigits: number;
  /** Its range grows as it must; whether it may is decided here, where `autoResize` can change at any time. */
  protected kernel: HdrHistogram;
  protected buckets: HdrBuckets;
  protected readonly unit: number;
  private highest: number;
  /** The largest value in range; -1 once destroyed, so that nothing is. */
  private limit: number;
  /** Of the values from the unit on. */
  private least = Number.MAX_SAFE_INTEGER;

  /** @throws HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND */
  constructor(
    lowestDiscernibleValue: number,
    highestTrackableValue: number,
    numberOfSignificantValueDigits: number,
  ) {
    this.kernel = new HdrHistogram({
      significantDigits: numberOfSignificantValueDigits,
      lowestDiscernible: lowestDiscernibleValue,
      highestTrackable: highestTrackableValue,
      autoResize: true,
    });
    this.lowestDiscernibleValue = lowestDiscernibleValue;
    this.numberOfSignificantValueDigits = numberOfSignificantValueDigits;
    this.buckets = this.bucketsUpTo(highestTrackableValue);
    this.unit = 2 ** this.buckets.unitExponent;
    this.highest = highestTrackableValue;
    this.limit = this.buckets.highestAt(this.buckets.length - 1);
  }

  /**
   * Records a value, its fraction cut. NaN and the infinities are counted in `rejected`.
   *
   * @throws HISTOGRAM_VALUE for a negative value, and for one above a range that may not grow.
   */
  recordValue(value: number): void {
    const whole = Math.floor(value);
    if (!(whole >= 0 && whole <= this.limit) && !this.admit(value)) return;
    this.noteLeast(whole);
    this.kernel.record(whole);
  }

  /** Records a value `count` times. @throws HISTOGRAM_VALUE */
  recordValueWithCount(value: number, count: number): void {
    const whole = Math.floor(value);
    if (!(whole >= 0 && whole <= this.limit) && !this.admit(value)) return;
    if (count > 0) this.noteLeast(whole);
    this.kernel.record(whole, count);
  }

  /**
   * Records a value and, where it is above the interval at which values were expected, those that were missed
   * while it lasted: value - interval, value - 2 * interval, ... down to the interval.
   *
   * @throws HISTOGRAM_VALUE
   */
  recordValueWithExpectedInterval(value: number, expectedIntervalBetweenValueSamples: number): void {
    const whole = Math.floor(value);
    if (!(whole >= 0 && whole <= this.limit) && !this.admit(value)) return;
    const interval = Math.max(Math.floor(expectedIntervalBetweenValueSamples), 0);
    this.noteLeast(interval >= 1 && whole >= 2 * interval ? interval + (whole % interval) : whole);
    this.kernel.recordWithExpectedInterval(whole, interval);
  }

  get highestTrackableValue(): number {
    return this.highest;
  }

  get totalCount(): number {
    return this.kernel.count;
  }

  /** Values that were not recorded: negative, above the range, or no finite numbers. New here. */
  get rejected(): number {
    return this.kernel.rejected;
  }

  get minNonZeroValue(): number {
    const { least } = this;
    return least === Number.MAX_SAFE_INTEGER ? least : Math.floor(least / this.unit) * this.unit;
  }

  get estimatedFootprintInBytes(): number {
    return FIXED_BYTES + BYTES_PER_COUNT * this.kernel.snapshot().counts.counts.length;
  }

  /** Extends the range up to a value. @throws HISTOGRAM_VALUE when it may not grow, or the histogram is destroyed. */
  protected cover(value: number): void {
    if (value <= this.limit) return;
    if (this.limit < 0) {
      throw new InferometerError(
        'HISTOGRAM_DISPOSED',
        'Cannot use a destroyed histogram. Call destroy() last, or not at all: memory is also freed without it.',
      );
    }
    if (!this.autoResize || value >= BEYOND) {
      throw wrongValue(
        'HISTOGRAM_VALUE',
        'value',
        `a number up to ${this.autoResize ? '2^63' : this.limit}`,
        value,
        'Make the histogram with autoResize, or with a higher highestTrackableValue.',
      );
    }
    this.buckets = this.bucketsUpTo(value);
    this.limit = this.highest = this.buckets.highestAt(this.buckets.length - 1);
  }

  protected noteLeast(value: number): void {
    if (value < this.least && value >= this.unit) this.least = value;
  }

  /** Finds the smallest value from the unit on among those counted, after a change that did not go by values. @param known what there is, where that is at hand */
  protected findLeast(known?: HdrSnapshot): void {
    this.least = Number.MAX_SAFE_INTEGER;
    const { count, min } = this.kernel;
    if (count > 0) this.noteLeast(min);
    if (count === 0 || this.least !== Number.MAX_SAFE_INTEGER) return;
    const { counts } = known ?? this.kernel.snapshot();
    const i = counts.counts.findIndex((times, at) => times > 0 && counts.offset + at > 0);
    if (i >= 0) this.noteLeast(this.buckets.lowestAt(counts.offset + i));
  }

  protected forget(): void {
    this.kernel.reset();
    this.least = Number.MAX_SAFE_INTEGER;
  }

  protected free(): void {
    this.limit = -1;
    this.kernel.dispose();
  }

  /** Whether a value outside the range is recorded after all; what is not is counted. @throws HISTOGRAM_VALUE */
  private admit(value: number): boolean {
    if (value >= 0 && value < BEYOND && (this.autoResize || this.limit < 0)) {
      this.cover(value);
      return true;
    }
    this.kernel.record(Number.NaN);
    if (!Number.isFinite(value)) return false;
    if (value >= 0) this.cover(value);
    throw wrongValue(
      'HISTOGRAM_VALUE',
      'value',
      '0 or more',
      value,
      'HDR histograms hold no negative values.',
    );
  }

  private bucketsUpTo(highestTrackable: number): HdrBuckets {
    return new HdrBuckets({
      significantDigits: this.numberOfSignificantValueDigits,
      lowestDiscernible: this.lowestDiscernibleValue,
      highestTrackable,
    });
  }
}

import { encodeBase64 } from '../base64.ts';
import { wrongKind } from '../errors.ts';
import { HdrHistogram, type HdrSnapshot, percentiles, recordedValues } from '../histogram/index.ts';
import { hdrBytes } from '../histogram/inner.ts';
import { type CompressionLevel, compressHdr } from './compression.ts';
import { distributionCsv, distributionTable } from './distribution.ts';
import { RangedHistogram } from './ranged.ts';
import { type Histogram, type HistogramSummary, NO_TAG } from './surface.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Marks histograms of this kind, across copies of the library. */
const HISTOGRAM = /* @__PURE__ */ Symbol.for('inferometer.hdr-histogram');

/** How the classes of hdr-histogram-js are made. */
export type HistogramClass<H> = new (
  lowestDiscernibleValue: number,
  highestTrackableValue: number,
  numberOfSignificantValueDigits: number,
) => H;

/**
 * A histogram of hdr-histogram-js, on the HDR histogram of the kernel. What differs, and why, is in
 * docs/coming-from-hdr-histogram-js.md.
 */
export abstract class KernelHistogram extends RangedHistogram implements Histogram {
  startTimeStampMsec = Number.MAX_SAFE_INTEGER;
  endTimeStampMsec = 0;
  tag: string = NO_TAG;

  /** A histogram of this class with the content and the range of a snapshot. @throws HISTOGRAM_SNAPSHOT */
  static over<H extends KernelHistogram>(this: HistogramClass<H>, snapshot: HdrSnapshot): H {
    const { lowestDiscernible, highestTrackable, significantDigits } = snapshot;
    const histogram = new this(lowestDiscernible, highestTrackable, significantDigits);
    histogram.kernel.dispose();
    histogram.kernel = HdrHistogram.from({ ...snapshot, autoResize: true });
    histogram.findLeast(snapshot);
    return histogram;
  }

  /** Plain data, for `inferometer/histogram`. New here. */
  snapshot(): HdrSnapshot {
    const { autoResize, highestTrackableValue: highestTrackable } = this;
    return Object.freeze({ ...this.kernel.snapshot(), autoResize, highestTrackable });
  }

  get [HISTOGRAM](): this {
    return this;
  }

  get mean(): number {
    return this.kernel.mean || 0;
  }

  get stdDeviation(): number {
    return this.kernel.stdDev || 0;
  }

  get maxValue(): number {
    if (this.kernel.count === 0) return 0;
    const lastOfUnit = (Math.floor(this.kernel.max / this.unit) + 1) * this.unit - 1;
    // Values from a histogram of fewer digits are counted as the lowest that they may be.
    return Math.min(lastOfUnit, this.kernel.quantile(1));
  }

  /** By Java's rule: the highest value that shares a count with the one of nearest rank; the lowest for 0. 0 when empty. */
  getValueAtPercentile(percentile: number): number {
    const n = this.kernel.count;
    if (n === 0) return 0;
    // The double before it, so that rounding does not ask for one value more.
    const before = Math.min(Math.max(percentile - percentile * 2 ** -53, 0), 100);
    const rank = Math.max(1, Math.ceil((before * n) / 100));
    return this.kernel.quantile(percentile === 0 ? 0 : (rank - 0.5) / n);
  }

  /** @throws HISTOGRAM_STEP */
  outputPercentileDistribution(
    percentileTicksPerHalfDistance = 5,
    outputValueUnitScalingRatio = 1,
    useCsvFormat = false,
  ): string {
    const steps = percentiles(this.kernel.buckets(), percentileTicksPerHalfDistance);
    const { numberOfSignificantValueDigits: digits } = this;
    if (useCsvFormat) return distributionCsv(steps, outputValueUnitScalingRatio, digits);
    const { mean, stdDeviation, maxValue, totalCount } = this;
    const { bucketCount, halfExponent } = this.buckets;
    const subBucketCount = 2 ** (halfExponent + 1);
    const footer = { mean, stdDeviation, maxValue, totalCount, bucketCount, subBucketCount };
    return distributionTable(steps, footer, outputValueUnitScalingRatio, digits);
  }

  get summary(): HistogramSummary {
    return summaryOf(this);
  }

  toJSON(): HistogramSummary {
    return this.summary;
  }

  inspect(): string {
    return this.toString();
  }

  [INSPECT](): string {
    return this.toString();
  }

  /** Adds what another histogram holds, of whatever class. @throws HISTOGRAM_VALUE when it does not fit into the range. */
  add(otherHistogram: Histogram): void {
    const other = kernelHistogram('otherHistogram', otherHistogram);
    this.cover(other.maxValue);
    this.kernel.merge(other.kernel);
    if (other.unit === this.unit) this.noteLeast(other.minNonZeroValue);
    else this.findLeast();
    this.startTimeStampMsec = Math.min(this.startTimeStampMsec, other.startTimeStampMsec);
    this.endTimeStampMsec = Math.max(this.endTimeStampMsec, other.endTimeStampMsec);
  }

  /** Takes off what another histogram holds. @throws HISTOGRAM_DIFFERENCE when it holds more somewhere; then nothing is taken off. */
  subtract(otherHistogram: Histogram): void {
    this.kernel.subtract(kernelHistogram('otherHistogram', otherHistogram).kernel);
    if (this.kernel.countAt(this.minNonZeroValue) === 0) this.findLeast();
  }

  /** Adds what another histogram holds together with what was missed. @throws HISTOGRAM_VALUE, HISTOGRAM_INTERVAL */
  addWhileCorrectingForCoordinatedOmission(
    otherHistogram: Histogram,
    expectedIntervalBetweenValueSamples: number,
  ): void {
    const other = kernelHistogram('otherHistogram', otherHistogram);
    this.cover(other.maxValue);
    const { significantDigits, lowestDiscernible, highestTrackable } = this.kernel.snapshot();
    const range = { significantDigits, lowestDiscernible, highestTrackable };
    const values = new HdrHistogram({ ...range, autoResize: true });
    for (const { valueIteratedTo, countAtValueIteratedTo } of recordedValues(other.kernel.buckets()))
      values.record(valueIteratedTo, countAtValueIteratedTo);
    const corrected = values.copyCorrectedForCoordinatedOmission(expectedIntervalBetweenValueSamples);
    this.kernel.merge(corrected);
    this.findLeast();
    values.dispose();
    corrected.dispose();
  }

  /** @throws HISTOGRAM_INTERVAL */
  copyCorrectedForCoordinatedOmission(expectedIntervalBetweenValueSamples: number): this {
    const Class = this.constructor as HistogramClass<this>;
    const copy = new Class(
      this.lowestDiscernibleValue,
      this.highestTrackableValue,
      this.numberOfSignificantValueDigits,
    );
    copy.addWhileCorrectingForCoordinatedOmission(this, expectedIntervalBetweenValueSamples);
    return copy;
  }

  /** In the V2 encoding, not compressed. */
  encode(): Uint8Array {
    return hdrBytes(this.snapshot());
  }

  /** In the V2 encoding, compressed, as base64. */
  encodeIntoCompressedBase64(compressionLevel?: number): string {
    return encodeBase64(compressHdr(this.encode(), (compressionLevel || 9) as CompressionLevel));
  }

  reset(): void {
    this.forget();
    this.startTimeStampMsec = 0;
    this.endTimeStampMsec = 0;
    this.tag = NO_TAG;
  }

  /** Nothing needs to be done: memory is freed with the histogram. */
  destroy(): void {}

  abstract override toString(): string;
}

/** @throws HISTOGRAM_KIND for one of hdr-histogram-js */
export function kernelHistogram(label: string, histogram: Histogram): KernelHistogram {
  const found = (histogram as { readonly [HISTOGRAM]?: KernelHistogram } | undefined)?.[HISTOGRAM];
  if (found !== undefined) return found;
  const remedy = 'Make it with build(); import hdr-histogram-js nowhere any more, or hand over encodings.';
  throw wrongKind('HISTOGRAM_KIND', label, 'a histogram of inferometer/hdr', histogram, remedy);
}

const PERCENTILES = {
  p50: 50,
  p75: 75,
  p90: 90,
  p97_5: 97.5,
  p99: 99,
  p99_9: 99.9,
  p99_99: 99.99,
  p99_999: 99.999,
} as const;

/** What summaries show: percentiles cut to the significant digits, the maximum as it is. */
function summaryOf(histogram: {
  readonly numberOfSignificantValueDigits: number;
  readonly maxValue: number;
  readonly totalCount: number;
  getValueAtPercentile(percentile: number): number;
}): HistogramSummary {
  const digits = histogram.numberOfSignificantValueDigits;
  const percentiles = Object.entries(PERCENTILES).map(([name, percentile]) => [
    name,
    cut(histogram.getValueAtPercentile(percentile), digits),
  ]);
  return { ...Object.fromEntries(percentiles), max: histogram.maxValue, totalCount: histogram.totalCount };
}

/** 25042 at 3 digits is 25000. */
function cut(value: number, digits: number): number {
  const places = value < 1e21 ? String(value).length : Math.floor(Math.log10(value)) + 1;
  return places > digits ? value - (value % 10 ** (places - digits)) : value;
}

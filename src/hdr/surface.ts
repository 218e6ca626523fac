/** The types of hdr-histogram-js 3.0.1, name by name: code written for it compiles against `inferometer/hdr`. */

/**
 * How wide a count was there. Every histogram here counts in 64 bits and none wraps; the name of the class and its
 * text are all that is left of it.
 */
export type BitBucketSize = 8 | 16 | 32 | 64 | 'packed';

export interface BuildRequest {
  /** 32 if left out. */
  bitBucketSize?: BitBucketSize;
  /** Whether values above the range widen it; else they throw. True if left out. */
  autoResize?: boolean;
  /** The smallest difference to tell apart, at least 1; rounded down to a power of two. 1 if left out. */
  lowestDiscernibleValue?: number;
  /** At least twice lowestDiscernibleValue; 2 if left out. */
  highestTrackableValue?: number;
  /** 1 to 5; 3 if left out. */
  numberOfSignificantValueDigits?: 1 | 2 | 3 | 4 | 5;
  /** Chooses the class WasmHistogram. Every histogram here runs on Wasm. */
  useWebAssembly?: boolean;
}

export interface HistogramSummary {
  p50: number;
  p75: number;
  p90: number;
  p97_5: number;
  p99: number;
  p99_9: number;
  p99_99: number;
  p99_999: number;
  max: number;
  totalCount: number;
}

/** One step of an iterator. */
export interface HistogramIterationValue {
  /** The highest value counted up to this step. */
  readonly valueIteratedTo: number;
  /** The same of the step before; 0 at the first. */
  readonly valueIteratedFrom: number;
  readonly countAtValueIteratedTo: number;
  readonly countAddedInThisIterationStep: number;
  readonly totalCountToThisValue: number;
  /** The sum of the values counted so far, each as the highest that its count may stand for. */
  readonly totalValueToThisValue: number;
  /** The share of the values counted so far, 0 to 100. */
  readonly percentile: number;
  /** The percentile that the step was to reach, 0 to 100. */
  readonly percentileLevelIteratedTo: number;
}

export interface Histogram {
  autoResize: boolean;
  /** Grows when the histogram is resized. */
  readonly highestTrackableValue: number;
  readonly totalCount: number;
  /** From the middle of each count's range; 0 when empty. */
  readonly stdDeviation: number;
  /** From the middle of each count's range; 0 when empty. */
  readonly mean: number;
  readonly summary: HistogramSummary;
  readonly estimatedFootprintInBytes: number;
  /** 0 when empty. */
  readonly maxValue: number;
  /** Number.MAX_SAFE_INTEGER when nothing but zeros was recorded. */
  readonly minNonZeroValue: number;
  readonly numberOfSignificantValueDigits: number;
  /** Milliseconds since 1970. */
  startTimeStampMsec: number;
  /** Milliseconds since 1970. */
  endTimeStampMsec: number;
  /** 'NO TAG' if it has none. */
  tag: string;
  recordValue(value: number): void;
  recordValueWithCount(value: number, count: number): void;
  recordValueWithExpectedInterval(value: number, expectedIntervalBetweenValueSamples: number): void;
  getValueAtPercentile(percentile: number): number;
  outputPercentileDistribution(
    percentileTicksPerHalfDistance?: number,
    outputValueUnitScalingRatio?: number,
    useCsvFormat?: boolean,
  ): string;
  toJSON(): HistogramSummary;
  addWhileCorrectingForCoordinatedOmission(
    otherHistogram: Histogram,
    expectedIntervalBetweenValueSamples: number,
  ): void;
  copyCorrectedForCoordinatedOmission(expectedIntervalBetweenValueSamples: number): Histogram;
  add(otherHistogram: Histogram): void;
  subtract(otherHistogram: Histogram): void;
  reset(): void;
  destroy(): void;
}

export const NO_TAG = 'NO TAG';

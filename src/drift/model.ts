/** What detectors are made of, and what they answer. */
import type { Alternative, BucketSnapshot, Sample } from '../histogram/inner.ts';

/**
 * `ks`, `mann-whitney` and `chi-square` ask whether a difference is more than chance, and answer with a p-value;
 * `wasserstein`, `jensen-shannon` and `psi` how large it is, and answer with a distance.
 */
export type DriftTest = 'ks' | 'mann-whitney' | 'chi-square' | 'wasserstein' | 'jensen-shannon' | 'psi';

/** Words, one for each value; or how often each of them occurs. */
export type Categories = readonly (string | boolean)[] | Readonly<Record<string, number>>;

/** Values as models give them, in any order. */
export type NumberArray =
  | Sample
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Values, a histogram of them, or categories: what is compared, on either side. */
export type DriftData = NumberArray | BucketSnapshot | Categories;

export type DriftWarningCode =
  | 'not_a_number'
  | 'small_sample'
  | 'small_expected_counts'
  | 'new_categories'
  | 'coarse_histogram'
  | 'window_full';

/** What to keep in mind when the result is read. */
export interface DriftWarning {
  readonly code: DriftWarningCode;
  /** One sentence, with its figures. */
  readonly message: string;
}

/** How small a change would be found. */
export interface SmallestDetectable {
  /** What is found four times of five, about: smaller changes are missed more often than that. */
  readonly change: number;
  /** Of numbers, a shift of all of them in standard deviations of the reference; of categories, a share of the values. */
  readonly unit: 'standard_deviations' | 'share_of_values';
}

/** The stretch of a stream that a result is about. */
export interface DriftWindowFacts {
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  /** Values that were compared. */
  readonly count: number;
  /** Numbers that were not finite, and are not among them. */
  readonly rejected: number;
  /** The oldest of a window of time that found no room in it. */
  readonly dropped: number;
}

export interface DriftResult {
  /** The test that was made. */
  readonly test: DriftTest;
  /**
   * Whether the data have drifted: `pValue < alpha`, and, where the test is a distance, `statistic > threshold` too. False
   * where nothing can be said, because a value is NaN.
   */
  readonly drifted: boolean;
  /** The statistic of the test: KS's D, U of the reference, chi-square; else the distance. */
  readonly statistic: number;
  /**
   * Between what the statistic of the values themselves lies. The statistic twice, but of histograms, which do not know
   * where in a bucket values are.
   */
  readonly statisticRange: readonly [low: number, high: number];
  /** How probable such a statistic, or a larger one, is without drift; of a distance, that of `pValueOf`. */
  readonly pValue: number;
  readonly pValueOf: 'ks' | 'mann-whitney' | 'chi-square';
  /** `exact` where all orders of the values were counted. */
  readonly method: 'exact' | 'asymptotic';
  readonly alpha: number;
  /** What the distance is held against; undefined for tests that are none. */
  readonly threshold: number | undefined;
  /** What `data_drift_score` is set to: 1 - pValue, or the distance. Higher is more drift. */
  readonly score: number;
  /** Values on each side. */
  readonly counts: { readonly reference: number; readonly current: number };
  /** Of KS: where the distribution functions lie furthest apart. */
  readonly location?: number;
  /** Of KS: 1 where the current values are the larger ones there, else -1. */
  readonly sign?: number;
  /** Of Mann-Whitney: Cliff's delta, -1 to 1; above 0 where the current values tend to be the larger ones. */
  readonly cliffsDelta?: number;
  /** Of chi-square. */
  readonly degreesOfFreedom?: number;
  readonly smallestDetectable: SmallestDetectable;
  readonly warnings: readonly DriftWarning[];
  /** Of a stream. */
  readonly window?: DriftWindowFacts;
}

/** What a test is told beside the data. */
export interface ComparisonOptions {
  readonly alternative: Alternative;
  readonly method: 'auto' | 'exact' | 'asymptotic';
  readonly binCount: number;
}

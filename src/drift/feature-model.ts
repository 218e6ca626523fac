/** What a detector of many features is told, and what it answers. */
import type { Correction } from '../histogram/inner.ts';
import type { DriftData, DriftResult, DriftWindowFacts } from './model.ts';
import type { DetectorOptions, TestOptions } from './options.ts';

/** By the name of the feature. */
export type DriftFeatures = Readonly<Record<string, DriftData>>;

export interface FeatureDriftOptions extends TestOptions, DetectorOptions {
  /** `holm` if left out. */
  readonly correction?: Correction;
  /** Options of single features in place of those for all: `{ country: { test: 'psi', threshold: 0.2 } }`. */
  readonly features?: Readonly<Record<string, TestOptions>>;
}

export interface FeatureResult extends DriftResult {
  /** The p-value after the correction: what alpha is compared with. */
  readonly adjustedPValue: number;
}

export interface FeatureDriftResult {
  /** Whether any feature has drifted. */
  readonly drifted: boolean;
  /** Those that have, the least probable first. */
  readonly driftedFeatures: readonly string[];
  /** What `data_drift_score` is set to: 1 less the smallest adjusted p-value. */
  readonly score: number;
  readonly correction: Correction;
  readonly alpha: number;
  readonly features: Readonly<Record<string, FeatureResult>>;
  /** Of a stream. */
  readonly window?: DriftWindowFacts;
}

/** Data drift: whether what comes is still distributed as what came before. */
export { InferometerError } from '../errors.ts';
export {
  type Alternative,
  alignedBins,
  type Bins,
  type BucketSnapshot,
  binnedKolmogorovSmirnov,
  binnedKolmogorovSmirnovTest,
  binnedMannWhitneyTest,
  binnedWasserstein,
  type ChiSquareTest,
  type Correction,
  chiSquareQuantile,
  chiSquareSurvival,
  chiSquareTest,
  jensenShannonDistance,
  jensenShannonDivergence,
  type KolmogorovSmirnov,
  type KolmogorovSmirnovTest,
  type KolmogorovSmirnovTestOptions,
  kolmogorovSmirnov,
  kolmogorovSmirnovTest,
  kolmogorovSurvival,
  type MannWhitneyTest,
  type MannWhitneyTestOptions,
  mannWhitneyTest,
  normalQuantile,
  normalSurvival,
  populationStabilityIndex,
  type Sample,
  type Shares,
  wasserstein,
} from '../histogram/inner.ts';
export type { Clock } from '../ports.ts';
export { createDriftDetector, type DriftDetector, type DriftValue } from './detector.ts';
export { createFeatureDriftDetector, type DriftRow, type FeatureDriftDetector } from './feature-detector.ts';
export type {
  DriftFeatures,
  FeatureDriftOptions,
  FeatureDriftResult,
  FeatureResult,
} from './feature-model.ts';
export type {
  Categories,
  DriftData,
  DriftResult,
  DriftTest,
  DriftWarning,
  DriftWarningCode,
  DriftWindowFacts,
  NumberArray,
  SmallestDetectable,
} from './model.ts';
export type { DetectorOptions, DriftOptions, TestOptions } from './options.ts';
export { decodeDriftFeatures, decodeDriftReference, encodeDriftReference } from './reference-codec.ts';
export type { CountWindow, DriftWindow, TimeWindow } from './window.ts';

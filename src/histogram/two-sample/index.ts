export { alignedBins } from './align.ts';
export type { Bins, Shares } from './bins.ts';
export { type ChiSquareTest, chiSquareTest } from './chi-square-test.ts';
export { adjustedPValues, type Correction } from './corrections.ts';
export {
  chiSquareQuantile,
  chiSquareSurvival,
  normalQuantile,
  normalSurvival,
} from './distributions.ts';
export { kolmogorovSurvival } from './kolmogorov.ts';
export {
  binnedKolmogorovSmirnovTest,
  type KolmogorovSmirnovTest,
  type KolmogorovSmirnovTestOptions,
  kolmogorovSmirnovTest,
} from './kolmogorov-smirnov-test.ts';
export {
  binnedMannWhitneyTest,
  type MannWhitneyTest,
  type MannWhitneyTestOptions,
  mannWhitneyTest,
} from './mann-whitney-test.ts';
export { distinctCounts, type Sample } from './samples.ts';
export {
  type Alternative,
  binnedKolmogorovSmirnov,
  binnedWasserstein,
  jensenShannonDistance,
  jensenShannonDivergence,
  type KolmogorovSmirnov,
  kolmogorovSmirnov,
  populationStabilityIndex,
  wasserstein,
} from './statistics.ts';

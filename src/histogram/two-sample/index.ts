export { alignedBins } from './align.ts';
export type { Bins, Shares } from './bins.ts';
export { kolmogorovSurvival } from './kolmogorov.ts';
export {
  type BinnedKolmogorovSmirnovTest,
  binnedKolmogorovSmirnovTest,
  type KolmogorovSmirnovTest,
  type KolmogorovSmirnovTestOptions,
  kolmogorovSmirnovTest,
} from './kolmogorov-smirnov-test.ts';
export type { Sample } from './samples.ts';
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

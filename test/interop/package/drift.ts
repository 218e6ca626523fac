// Every export of `inferometer/drift`, called as a program would.
import * as drift from 'inferometer/drift';
import { Histogram } from 'inferometer/histogram';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

const before: drift.Sample = [1, 2, 3, 4, 5, 6, 7, 8];
const after: drift.Sample = [6, 7, 8, 9, 10, 11, 12, 13];
const shares: drift.Shares = { reference: [30, 20], current: [20, 30] };

function bins(): drift.Bins {
  const snapshotOf = (values: drift.Sample): drift.BucketSnapshot => {
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    return histogram.snapshot();
  };
  return drift.alignedBins(snapshotOf(before), snapshotOf(after));
}

export const calls = {
  InferometerError: () => {
    try {
      drift.createDriftDetector([]);
    } catch (error) {
      expect(error instanceof drift.InferometerError && error.code === 'DRIFT_SAMPLE_EMPTY');
    }
  },
  alignedBins: () => expect(drift.alignedBins.length === 2 && bins().points.length > 0),
  binnedKolmogorovSmirnov: () => expect(drift.binnedKolmogorovSmirnov(bins()).statistic > 0.5),
  binnedKolmogorovSmirnovTest: () => expect(drift.binnedKolmogorovSmirnovTest(bins()).pValue < 1),
  binnedMannWhitneyTest: () => expect(drift.binnedMannWhitneyTest(bins()).cliffsDelta > 0),
  binnedWasserstein: () => expect(drift.binnedWasserstein(bins()) > 4),
  chiSquareQuantile: () => expect(drift.chiSquareQuantile(0.05, 1) > 3.8),
  chiSquareSurvival: () => expect(drift.chiSquareSurvival(3.84, 1) < 0.051),
  chiSquareTest: () => {
    const found: drift.ChiSquareTest = drift.chiSquareTest(shares);
    expect(found.degreesOfFreedom === 1);
  },
  createDriftDetector: () => {
    const options: drift.DriftOptions = {
      test: 'ks' satisfies drift.DriftTest,
      // Of eight values on both sides p is 0.087.
      alpha: 0.1,
      window: { kind: 'tumbling', count: 3 },
    };
    const detector: drift.DriftDetector = drift.createDriftDetector(before, options);
    const result: drift.DriftResult = detector.detect(after);
    const warnings: readonly drift.DriftWarning[] = result.warnings;
    expect(result.drifted && warnings.length > 0);
    const value: drift.DriftValue = 1;
    detector.add(value);
    expect(detector.flush()?.window?.count === 1);
  },
  createFeatureDriftDetector: () => {
    const features: drift.DriftFeatures = {
      length: before,
      country: ['DE', 'FR'] satisfies drift.Categories,
    };
    const options: drift.FeatureDriftOptions = { alpha: 0.2, correction: 'holm' satisfies drift.Correction };
    const detector: drift.FeatureDriftDetector = drift.createFeatureDriftDetector(features, options);
    const result: drift.FeatureDriftResult = detector.detect({ length: after, country: ['DE', 'FR'] });
    const one: drift.FeatureResult | undefined = result.features.length;
    expect(result.driftedFeatures[0] === 'length' && one?.drifted === true);
  },
  decodeDriftFeatures: () => {
    const features = drift.decodeDriftFeatures(drift.encodeDriftReference({ length: before }));
    expect(features.length instanceof Float64Array);
  },
  decodeDriftReference: () => {
    const reference: drift.DriftData = drift.decodeDriftReference(drift.encodeDriftReference(before));
    expect(reference instanceof Float64Array && reference.length === 8);
  },
  encodeDriftReference: () => expect(drift.encodeDriftReference(before).length > 64),
  jensenShannonDistance: () => expect(drift.jensenShannonDistance(shares) > 0),
  jensenShannonDivergence: () => expect(drift.jensenShannonDivergence(shares) > 0),
  kolmogorovSmirnov: () => {
    const found: drift.KolmogorovSmirnov = drift.kolmogorovSmirnov(before, after);
    expect(found.sign === 1);
  },
  kolmogorovSmirnovTest: () => {
    const options: drift.KolmogorovSmirnovTestOptions = {
      alternative: 'greater' satisfies drift.Alternative,
    };
    const found: drift.KolmogorovSmirnovTest = drift.kolmogorovSmirnovTest(before, after, options);
    expect(found.method === 'exact');
  },
  kolmogorovSurvival: () => expect(drift.kolmogorovSurvival(10, 0.5) < 0.02),
  mannWhitneyTest: () => {
    const options: drift.MannWhitneyTestOptions = { method: 'asymptotic' };
    const found: drift.MannWhitneyTest = drift.mannWhitneyTest(before, after, options);
    expect(found.cliffsDelta > 0.7);
  },
  normalQuantile: () => expect(drift.normalQuantile(0.025) > 1.95),
  normalSurvival: () => expect(drift.normalSurvival(1.96) < 0.0251),
  populationStabilityIndex: () => expect(drift.populationStabilityIndex(shares) > 0.1),
  wasserstein: () => expect(drift.wasserstein(before, after) === 5),
} satisfies Record<keyof typeof drift, () => unknown>;

export type Named = [
  drift.Clock,
  drift.CountWindow,
  drift.DetectorOptions,
  drift.DriftRow,
  drift.DriftWarningCode,
  drift.DriftWindow,
  drift.DriftWindowFacts,
  drift.NumberArray,
  drift.SmallestDetectable,
  drift.TestOptions,
  drift.TimeWindow,
];

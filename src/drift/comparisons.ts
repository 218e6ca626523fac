/** The tests, in one table: which data each of them takes, and what it makes of them. */
import { wrongValue } from '../errors.ts';
import {
  type Bins,
  binnedKolmogorovSmirnovTest,
  binnedMannWhitneyTest,
  binnedWasserstein,
  chiSquareTest,
  distinctCounts,
  jensenShannonDistance,
  kolmogorovSmirnovTest,
  mannWhitneyTest,
  populationStabilityIndex,
  type Shares,
  wasserstein,
} from '../histogram/inner.ts';
import { type Pair, sumOf } from './data.ts';
import type { ComparisonOptions, DriftResult, DriftTest } from './model.ts';
import { binCountFor, quantileBins } from './quantile-bins.ts';

/** What a test has found. */
export interface Comparison
  extends Pick<
    DriftResult,
    | 'statistic'
    | 'statisticRange'
    | 'pValue'
    | 'method'
    | 'location'
    | 'sign'
    | 'cliffsDelta'
    | 'degreesOfFreedom'
  > {
  /** The smallest number of values that chi-square expects anywhere. */
  readonly smallestExpected?: number;
}

interface TestDefinition {
  /** The test that the p-value is of. */
  readonly pValueOf: DriftResult['pValueOf'];
  /** Of a distance, what it is held against unless the caller says so. */
  readonly threshold?: number;
  compare(pair: Pair, options: ComparisonOptions): Comparison;
}

/**
 * A distance says how large a difference is, not whether it is more than chance: of two samples of twenty values the
 * population stability index is 0.4 on average where nothing has changed. So each goes with a test that sees the same
 * things, and is drift only where that finds some.
 */
export const TESTS: Readonly<Record<DriftTest, TestDefinition>> = {
  ks: { pValueOf: 'ks', compare: compareKs },
  'mann-whitney': { pValueOf: 'mann-whitney', compare: compareMannWhitney },
  'chi-square': {
    pValueOf: 'chi-square',
    compare(pair) {
      if (pair.kind !== 'categories') throw formless('chi-square', 'categories', 'numbers');
      const { statistic, ...found } = chiSquareTest(pair.shares);
      return { ...exactly(statistic), ...found, method: 'asymptotic' };
    },
  },
  wasserstein: { pValueOf: 'ks', threshold: 0.1, compare: compareWasserstein },
  'jensen-shannon': { pValueOf: 'chi-square', threshold: 0.1, compare: binwise(jensenShannonDistance) },
  psi: { pValueOf: 'chi-square', threshold: 0.1, compare: binwise(populationStabilityIndex) },
};

export const DRIFT_TESTS = Object.keys(TESTS) as DriftTest[];

function compareKs(pair: Pair, { alternative, method }: ComparisonOptions): Comparison {
  const options = { alternative, method };
  if (pair.kind === 'categories') throw formless('ks', 'numbers', 'categories');
  if (pair.kind === 'values') {
    const { statistic, ...found } = kolmogorovSmirnovTest(pair.reference, pair.current, options);
    return { ...exactly(statistic), ...found };
  }
  const found = binnedKolmogorovSmirnovTest(pair.bins, options);
  return { ...found, statisticRange: [found.statistic, farthestInBins(pair.bins, alternative)] };
}

/** How far the distribution functions are apart where, in each bin, all values of one side come first. */
function farthestInBins({ reference, current }: Bins, alternative: ComparisonOptions['alternative']): number {
  const [n, m] = [sumOf(reference), sumOf(current)];
  let [difference, farthest] = [0, 0];
  for (let i = 0; i < reference.length; i++) {
    const [p, q] = [(reference[i] as number) / n, (current[i] as number) / m];
    if (alternative !== 'less') farthest = Math.max(farthest, difference + p);
    if (alternative !== 'greater') farthest = Math.max(farthest, q - difference);
    difference += p - q;
  }
  return Math.min(farthest, 1);
}

function compareMannWhitney(pair: Pair, { alternative, method }: ComparisonOptions): Comparison {
  const options = { alternative, method };
  if (pair.kind === 'categories') throw formless('mann-whitney', 'numbers', 'categories');
  if (pair.kind === 'values') {
    const { statistic, ...found } = mannWhitneyTest(pair.reference, pair.current, options);
    return { ...exactly(statistic), ...found };
  }
  const { reference, current } = pair.bins;
  const found = binnedMannWhitneyTest(pair.bins, options);
  // Pairs in one bin count by half, and may be anything.
  const error = sumOf(reference.map((count, i) => (count * (current[i] as number)) / 2));
  return { ...found, statisticRange: [found.statistic - error, found.statistic + error] };
}

/** By the standard deviation of the reference, so that one threshold is good for every unit. */
function compareWasserstein(pair: Pair, options: ComparisonOptions): Comparison {
  if (pair.kind === 'categories') throw formless('wasserstein', 'numbers', 'categories');
  const { pValue, method } = compareKs(pair, gateOptions(pair, options));
  if (pair.kind === 'values') {
    const distance = wasserstein(pair.reference, pair.current) / unitOf(pair.reference);
    return { ...exactly(distance), pValue, method };
  }
  const { reference, current, points, reaches } = pair.bins;
  const [n, m] = [sumOf(reference), sumOf(current)];
  const distance = binnedWasserstein(pair.bins);
  const unit = unitOf(points, reference);
  // A value is moved to the point of its bin by its reach at most, and both figures by the mean of such moves.
  const moved = reaches.map(
    (reach, i) => reach * ((reference[i] as number) / n + (current[i] as number) / m),
  );
  const error = sumOf(moved);
  const unitError = Math.sqrt(
    sumOf(reaches.map((reach, i) => (reach * reach * (reference[i] as number)) / n)),
  );
  const low = Math.max(0, distance - error) / (unit + unitError);
  const high = unit > unitError ? (distance + error) / (unit - unitError) : Infinity;
  return { statistic: distance / unit, statisticRange: [low, high], pValue, method };
}

/** Beyond so many pairs of values counting all orders holds the event loop, and the limit is as good. */
const LARGEST_EXACT_PAIRS = 1_000_000;

/** A shift either way is a distance. */
function gateOptions(
  pair: Exclude<Pair, { readonly kind: 'categories' }>,
  options: ComparisonOptions,
): ComparisonOptions {
  const pairs =
    pair.kind === 'values'
      ? pair.reference.length * pair.current.length
      : sumOf(pair.bins.reference) * sumOf(pair.bins.current);
  const method = options.method === 'auto' && pairs > LARGEST_EXACT_PAIRS ? 'asymptotic' : options.method;
  return { ...options, method, alternative: 'two-sided' };
}

/** What is constant has no deviation: a thousandth of it counts as one. */
const CONSTANT = 1e-3;

/** The standard deviation, of the population. */
function unitOf(values: Float64Array, weights?: Float64Array | readonly number[]): number {
  const weight = (i: number) => weights?.[i] ?? 1;
  const count = weights === undefined ? values.length : sumOf(weights);
  const mean = values.reduce((sum, value, i) => sum + (value * weight(i)) / count, 0);
  const square = values.reduce((sum, value, i) => sum + ((value - mean) ** 2 * weight(i)) / count, 0);
  // The square of what hardly differs may be 0 too; of what is equal, rounding may leave one.
  const isConstant = square === 0 || values[0] === values.at(-1);
  return isConstant ? Math.max(CONSTANT * Math.abs(mean), Number.MIN_VALUE) : Math.sqrt(square);
}

/** A distance of shares: of categories as they are, of numbers in bins by quantiles of the reference. */
function binwise(distanceOf: (shares: Shares) => number) {
  return (pair: Pair, { binCount }: ComparisonOptions): Comparison => {
    const shares = sharesOf(pair, binCount);
    if (shares === undefined) return { ...exactly(Number.NaN), pValue: Number.NaN, method: 'asymptotic' };
    const { pValue, smallestExpected } = chiSquareTest(shares);
    return { ...exactly(distanceOf(shares)), pValue, smallestExpected, method: 'asymptotic' };
  };
}

function sharesOf(pair: Pair, binCount: number): Shares | undefined {
  if (pair.kind === 'categories') return pair.shares;
  const counts = pair.kind === 'bins' ? pair.bins : distinctCounts(pair.reference, pair.current);
  if (counts === undefined) return undefined;
  const [n, m] = [sumOf(counts.reference), sumOf(counts.current)];
  return quantileBins(counts, binCountFor(binCount, n, m));
}

function exactly(statistic: number): Pick<Comparison, 'statistic' | 'statisticRange'> {
  return { statistic, statisticRange: [statistic, statistic] };
}

function formless(test: DriftTest, takes: string, got: string): Error {
  const others = takes === 'numbers' ? 'chi-square, jensen-shannon or psi' : 'any other';
  return wrongValue('DRIFT_FORM', 'test', `${takes} for ${test}`, got, `Use ${others} for ${got}.`);
}

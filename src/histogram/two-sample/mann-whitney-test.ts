/**
 * The Mann-Whitney U test: whether values of one sample tend to be larger than those of the other.
 *
 * H. B. Mann, D. R. Whitney, 1947, "On a test of whether one of two random variables is stochastically larger than
 * the other"; with corrections for ties and continuity as scipy.stats.mannwhitneyu has them.
 */
import type { Shares } from './bins.ts';
import { normalSurvival } from './distributions.ts';
import { distinctCounts, type Sample } from './samples.ts';
import { type Alternative, requireTestOptions } from './statistics.ts';

export interface MannWhitneyTest {
  /** U of the reference: pairs in which its value is the larger one, those of equal values by half. */
  readonly statistic: number;
  /** The probability of a U at least as far from the middle if both samples are from one distribution. */
  readonly pValue: number;
  /** How the p-value was found. */
  readonly method: 'exact' | 'asymptotic';
  /**
   * Cliff's delta, -1 to 1: how much more often the current value of a pair is the larger one than the smaller one. 0
   * where neither tends to be; 1 where all current values are above all of the reference.
   */
  readonly cliffsDelta: number;
}

export interface MannWhitneyTestOptions {
  /** `greater`: the reference's values are held to be the larger ones; `less`: the smaller ones. */
  readonly alternative?: Alternative;
  /** `auto` if left out: exact up to 8 values in the smaller sample, where no two values are equal. */
  readonly method?: 'auto' | 'exact' | 'asymptotic';
}

/** From there on the normal distribution is close enough, where nobody asks for more. */
const LARGEST_EXACT = 8;
/** Of the middle of all U, to which orders are counted: beyond it that takes seconds. */
const LARGEST_MIDDLE = 5_000_000;

/**
 * Whether the values of one sample tend to be larger; equal to scipy.stats.mannwhitneyu 1.17 in U, p-value and choice
 * of method. A NaN among the values makes the answer NaN.
 *
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION
 * @example
 * mannWhitneyTest([1, 2, 3], [4, 5, 6]);   // { statistic: 0, pValue: 0.1, method: 'exact', cliffsDelta: 1 }
 */
export function mannWhitneyTest(
  reference: Sample,
  current: Sample,
  options: MannWhitneyTestOptions = {},
): MannWhitneyTest {
  requireTestOptions(options);
  const counts = distinctCounts(reference, current);
  if (counts !== undefined) return binnedMannWhitneyTest(counts, options);
  return { statistic: Number.NaN, pValue: Number.NaN, method: 'asymptotic', cliffsDelta: Number.NaN };
}

/** The same of two histograms: values of one bin are taken to be equal. Exact up to half of the pairs in one bin. */
export function binnedMannWhitneyTest(shares: Shares, options: MannWhitneyTestOptions = {}): MannWhitneyTest {
  requireTestOptions(options);
  const { alternative = 'two-sided', method = 'auto' } = options;
  const { n, m, pairs, tieTerm } = ranked(shares);
  const other = n * m - pairs;
  const extreme = { greater: pairs, less: other, 'two-sided': Math.max(pairs, other) }[alternative];
  const sides = alternative === 'two-sided' ? 2 : 1;
  const isSmall = Math.min(n, m) <= LARGEST_EXACT && tieTerm === 0;
  const isExact = (method === 'exact' || (method === 'auto' && isSmall)) && (n * m) / 2 <= LARGEST_MIDDLE;
  const tail = isExact
    ? exactSurvival(n, m, Math.floor(extreme))
    : asymptoticSurvival(n, m, extreme, tieTerm);
  return {
    statistic: pairs,
    pValue: Math.min(sides * tail, 1),
    method: isExact ? 'exact' : 'asymptotic',
    cliffsDelta: (other - pairs) / (n * m),
  };
}

/** Both sizes, U of the reference, and the sum of t^3 - t over the numbers of equal values. */
function ranked({ reference, current }: Shares) {
  let [n, m, pairs, tieTerm] = [0, 0, 0, 0];
  for (let i = 0; i < reference.length; i++) {
    const [a, b] = [reference[i] as number, current[i] as number];
    pairs += a * (m + b / 2);
    tieTerm += (a + b) ** 3 - (a + b);
    n += a;
    m += b;
  }
  return { n, m, pairs, tieTerm };
}

/** P(U >= u), half a step nearer to the middle, by the normal distribution. */
function asymptoticSurvival(n: number, m: number, u: number, tieTerm: number): number {
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - tieTerm / (all * (all - 1)));
  return normalSurvival((u - (n * m) / 2 - 0.5) / Math.sqrt(variance));
}

/** P(U >= u) over all orders, from whichever end is nearer. */
function exactSurvival(n: number, m: number, u: number): number {
  const complement = n * m - u;
  if (complement <= u) return sharesOfOrders(n, m, complement).sum;
  const { sum, last } = sharesOfOrders(n, m, u);
  return 1 - sum + last;
}

/**
 * How many orders of n and m values have a U up to `most`, by all of them. Their numbers are the coefficients of the
 * Gaussian binomial, the product over i = 1 ... n of (1 - q^(m+i)) / (1 - q^i), n the smaller size: dividing adds to
 * each coefficient the one i before it, multiplying takes away the one m + i before it.
 */
function sharesOfOrders(n: number, m: number, most: number): { readonly sum: number; readonly last: number } {
  const [small, large] = [Math.min(n, m), Math.max(n, m)];
  const counts = new Float64Array(most + 1);
  counts[0] = 1;
  for (let i = 1; i <= small; i++) {
    // In shares of all orders of i values among the large ones, which are C(large + i, i): counts leave doubles.
    const share = i / (large + i);
    for (let u = i; u <= most; u++) counts[u] = (counts[u] as number) + (counts[u - i] as number);
    for (let u = most; u >= large + i; u--)
      counts[u] = (counts[u] as number) - (counts[u - large - i] as number);
    for (let u = 0; u <= most; u++) counts[u] = (counts[u] as number) * share;
  }
  return { sum: counts.reduce((sum, count) => sum + count), last: counts[most] as number };
}

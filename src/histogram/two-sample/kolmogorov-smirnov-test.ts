/** The two-sample Kolmogorov-Smirnov test: the statistic with its p-value. */
import type { Bins } from './bins.ts';
import { commonDivisor, exactProbability } from './exact-probability.ts';
import { kolmogorovSurvival } from './kolmogorov.ts';
import type { Sample } from './samples.ts';
import {
  type Alternative,
  binnedKolmogorovSmirnov,
  type KolmogorovSmirnov,
  kolmogorovSmirnov,
  requireTestOptions,
} from './statistics.ts';

export interface KolmogorovSmirnovTest extends KolmogorovSmirnov {
  /** The probability of a statistic at least as large if both samples are from one continuous distribution. */
  readonly pValue: number;
  /** How the p-value was found. */
  readonly method: 'exact' | 'asymptotic';
}

export interface KolmogorovSmirnovTestOptions {
  readonly alternative?: Alternative;
  /** `auto` if left out: exact up to 10,000 values in the larger sample. Exact may fall back to asymptotic. */
  readonly method?: 'auto' | 'exact' | 'asymptotic';
}

const LARGEST_EXACT = 10_000;
/** Of the paths, in units of the common divisor: scipy counts them in 32 bits. */
const LARGEST_GRID = 2 ** 31 - 1;

/**
 * Whether two samples are from one distribution; equal to scipy.stats.ks_2samp 1.17 in statistic, p-value,
 * location, sign, and choice of method. A NaN among the values makes the answer NaN.
 *
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION
 */
export function kolmogorovSmirnovTest(
  reference: Sample,
  current: Sample,
  options: KolmogorovSmirnovTestOptions = {},
): KolmogorovSmirnovTest {
  requireTestOptions(options);
  const found = kolmogorovSmirnov(reference, current, options.alternative);
  return judged(found, reference.length, current.length, options);
}

/**
 * The same of two histograms: the statistic is at most that of the values, so the p-value at least theirs, and no drift
 * is found where the values have none.
 *
 * @throws DRIFT_BINS, DRIFT_SAMPLE_EMPTY, DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION
 * @example
 * // Whether today's values are the larger ones.
 * binnedKolmogorovSmirnovTest(alignedBins(yesterday, today), { alternative: 'greater' }).pValue;
 */
export function binnedKolmogorovSmirnovTest(
  bins: Bins,
  options: KolmogorovSmirnovTestOptions = {},
): KolmogorovSmirnovTest {
  requireTestOptions(options);
  const sum = (counts: Bins['reference']) => Array.from(counts).reduce((all, count) => all + count, 0);
  const found = binnedKolmogorovSmirnov(bins, options.alternative);
  return judged(found, sum(bins.reference), sum(bins.current), options);
}

/** With the p-value of this statistic, of samples of n and m values. */
function judged(
  found: KolmogorovSmirnov,
  n: number,
  m: number,
  { alternative = 'two-sided', method = 'auto' }: KolmogorovSmirnovTestOptions,
): KolmogorovSmirnovTest {
  if (Number.isNaN(found.statistic)) return { ...found, pValue: Number.NaN, method: 'asymptotic' };
  const divisor = commonDivisor(n, m);
  const isTwoSided = alternative === 'two-sided';
  let { statistic } = found;
  const isExact = method === 'exact' || (method === 'auto' && Math.max(n, m) <= LARGEST_EXACT);
  if (isExact && (n / divisor) * (m / divisor) < LARGEST_GRID) {
    // A multiple of 1 / lcm(n, m), but for the rounding of the difference of two quotients.
    const commonMultiple = (n / divisor) * m;
    const h = Math.round(statistic * commonMultiple);
    statistic = h / commonMultiple;
    const exact = exactProbability(n, m, h, isTwoSided);
    if (exact !== undefined) return { ...found, statistic, pValue: within(exact), method: 'exact' };
  }
  const pValue = isTwoSided ? twoSided(n, m, statistic) : oneSided(n, m, statistic);
  return { ...found, statistic, pValue: within(pValue), method: 'asymptotic' };
}

function within(probability: number): number {
  return Math.min(Math.max(probability, 0), 1);
}

/** Kolmogorov's one-sample distribution, at the effective size, which is rounded half to even. */
function twoSided(n: number, m: number, statistic: number): number {
  const size = (n * m) / (n + m);
  const half = Math.floor(size) + 0.5;
  const rounded = size === half ? 2 * Math.round(size / 2) : Math.round(size);
  return kolmogorovSurvival(Math.max(rounded, 1), statistic);
}

/** J. L. Hodges, 1958, equation 5.3. */
function oneSided(n: number, m: number, statistic: number): number {
  const large = Math.max(n, m);
  const small = Math.min(n, m);
  const z = Math.sqrt((large * small) / (large + small)) * statistic;
  const correction = (large + 2 * small) / Math.sqrt(large * small * (large + small)) / 3;
  return Math.exp(-2 * z * z - 2 * z * correction);
}

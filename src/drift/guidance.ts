/** What samples of these sizes can show, and what else a reader of a result should know. */
import { chiSquareQuantile, chiSquareSurvival, normalQuantile } from '../histogram/inner.ts';
import { rounded } from '../telemetry/index.ts';
import type { Comparison } from './comparisons.ts';
import type { Pair } from './data.ts';
import type { ComparisonOptions, DriftTest, DriftWarning, SmallestDetectable } from './model.ts';
import { binCountFor } from './quantile-bins.ts';

/** What is called detectable is found in this share of cases. */
const POWER = 0.8;
/** J. Cohen, 1988: half a standard deviation is a medium effect. Where less is missed, a sample is small. */
const MEDIUM_SHIFT = 0.5;
const MEDIUM_SHARE = 0.1;
/** W. G. Cochran, 1954: below it chi-square's p-values are rough. */
const LEAST_EXPECTED = 5;

export interface Sizes {
  readonly reference: number;
  readonly current: number;
}

interface Judging extends ComparisonOptions {
  readonly alpha: number;
  readonly threshold: number | undefined;
}

/**
 * For values that are spread like normal ones, and categories that are about equally frequent: what the test finds four
 * times of five.
 */
export function smallestDetectable(
  test: DriftTest,
  sizes: Sizes,
  { alpha, threshold = 0, alternative, binCount }: Judging,
  categories: number | undefined,
): SmallestDetectable {
  const { reference: n, current: m } = sizes;
  const spread = Math.sqrt(1 / n + 1 / m);
  const tail = Math.min(Math.max(alternative === 'two-sided' ? alpha / 2 : alpha, 1e-12), 0.5);
  const power = normalQuantile(1 - POWER);
  if (categories !== undefined) {
    const noncentrality = noncentralityFor(Math.max(categories - 1, 1), alpha);
    const change = Math.sqrt(noncentrality / (2 * Math.max(categories, 2))) * spread;
    return { change, unit: 'share_of_values' };
  }
  const bins = binCountFor(binCount, n, m);
  const byBins = () => Math.sqrt(noncentralityFor(bins - 1, alpha) / efficiencyOf(bins)) * spread;
  // Of a shift by d the distribution functions lie 2 Phi(d / 2) - 1 apart; the statistic is larger by what it adds in the
  // other places, which makes up for the half that would be missed.
  const byKs = () => {
    const apart = Math.sqrt(-Math.log(tail) / 2) * spread;
    return apart < 1 ? 2 * normalQuantile((1 - apart) / 2) : Infinity;
  };
  // What must be found is the threshold and what chance takes off it.
  const byThreshold = (shift: number) => (threshold === 0 ? 0 : shift + power * spread);
  const changes: Readonly<Record<DriftTest, () => number>> = {
    ks: byKs,
    // As Student's test, at 3 / pi of its values.
    'mann-whitney': () => (normalQuantile(tail) + power) * spread * Math.sqrt(Math.PI / 3),
    'chi-square': byBins,
    // A shift by d is a Wasserstein distance of d, a stability index of d^2, a Jensen-Shannon distance of d / sqrt(8 ln 2);
    // less in bins.
    wasserstein: () => Math.max(byKs(), byThreshold(threshold)),
    'jensen-shannon': () =>
      Math.max(byBins(), byThreshold(threshold * Math.sqrt((8 * Math.LN2) / efficiencyOf(bins)))),
    psi: () => Math.max(byBins(), byThreshold(Math.sqrt(threshold / efficiencyOf(bins)))),
  };
  return { change: changes[test](), unit: 'standard_deviations' };
}

/**
 * How much of what normal values tell about a shift is left in so many bins of equal shares: the sum over bins of
 * (phi(z_i) - phi(z_i+1))^2 by their share. 0.64 of two, 0.86 of four, 0.95 of ten.
 */
function efficiencyOf(bins: number): number {
  const density = (i: number) => {
    if (i === 0 || i === bins) return 0;
    return Math.exp(-(normalQuantile(i / bins) ** 2) / 2) / Math.sqrt(2 * Math.PI);
  };
  let efficiency = 0;
  for (let i = 0; i < bins; i++) efficiency += bins * (density(i) - density(i + 1)) ** 2;
  return efficiency;
}

/**
 * Of a chi-square statistic that exceeds its quantile four times of five, by P. B. Patnaik's approximation, 1949: a
 * noncentral one with k degrees of freedom is (k + 2 l) / (k + l) times a central one with (k + l)^2 / (k + 2 l).
 */
function noncentralityFor(k: number, alpha: number): number {
  const quantile = chiSquareQuantile(Math.min(Math.max(alpha, 1e-12), 1 - 1e-9), k);
  const powerAt = (l: number) => {
    const scale = (k + 2 * l) / (k + l);
    const freedom = (k + l) ** 2 / (k + 2 * l);
    // Between whole degrees of freedom by a straight line.
    const [whole, rest] = [Math.floor(freedom), freedom % 1];
    const at = (degrees: number) => chiSquareSurvival(quantile / scale, degrees);
    return (1 - rest) * at(whole) + rest * at(whole + 1);
  };
  let [low, high] = [0, 4 * (quantile + 10)];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (powerAt(middle) < POWER) low = middle;
    else high = middle;
  }
  return high;
}

export function warningsOf(
  test: DriftTest,
  pair: Pair,
  found: Comparison,
  detectable: SmallestDetectable,
  threshold: number | undefined,
): DriftWarning[] {
  const warnings: DriftWarning[] = [];
  const warn = (code: DriftWarning['code'], message: string) => warnings.push({ code, message });
  if (Number.isNaN(found.statistic)) {
    warn('not_a_number', 'A value is NaN, so nothing can be said. Leave out what is missing.');
  }
  const { change, unit } = detectable;
  const isShift = unit === 'standard_deviations';
  if (change > (isShift ? MEDIUM_SHIFT : MEDIUM_SHARE)) {
    const size = isShift
      ? `a shift by ${rounded(change)} standard deviations`
      : `${rounded(100 * change)} % of the values`;
    warn(
      'small_sample',
      `There are too few values for ${test}: less than ${size} is missed more often than one time of five.`,
    );
  }
  if (found.smallestExpected !== undefined && found.smallestExpected < LEAST_EXPECTED) {
    warn(
      'small_expected_counts',
      `Only ${rounded(found.smallestExpected)} values are expected in a bin or category: the p-value is rough.`,
    );
  }
  if (pair.kind === 'categories' && pair.added.length > 0) {
    const shown = pair.added.slice(0, 5).join(', ');
    warn(
      'new_categories',
      `${pair.added.length} categories that the reference does not have: ${shown}${pair.added.length > 5 ? ' ...' : ''}.`,
    );
  }
  const [low, high] = found.statisticRange;
  if (threshold !== undefined && low <= threshold && high > threshold && low < high) {
    warn(
      'coarse_histogram',
      `The distance is between ${rounded(low)} and ${rounded(high)}, on either side of the threshold.`,
    );
  }
  return warnings;
}

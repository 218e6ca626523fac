/**
 * How far two samples, or two histograms, lie apart. Each statistic is 0 for equal distributions; what counts
 * as drift is not decided here.
 */
import { driftKernel, memory, requireRoom, useKernel } from '../../kernel/index.ts';
import { type Codes, requireFields, requireOneOf } from '../../validate.ts';
import { type Bins, ofBins, type Shares } from './bins.ts';
import { ofSorted, type Sample } from './samples.ts';

/** Which way the reference's distribution function is held to differ: it is `greater`, or `less`, somewhere. */
export type Alternative = 'two-sided' | 'less' | 'greater';

const ALTERNATIVES: readonly Alternative[] = ['two-sided', 'less', 'greater'];

const CODES: Codes = {
  kind: 'DRIFT_OPTION_KIND',
  range: 'DRIFT_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

/** Of a test with a p-value. @throws DRIFT_OPTION_KIND, DRIFT_OPTION_RANGE, DRIFT_UNKNOWN_OPTION */
export function requireTestOptions(options: {
  readonly alternative?: unknown;
  readonly method?: unknown;
}): void {
  requireFields('DRIFT_OPTION_KIND', 'DRIFT_UNKNOWN_OPTION', options, ['alternative', 'method']);
  const { alternative = 'two-sided', method = 'auto' } = options;
  requireOneOf(CODES, 'alternative', alternative, ALTERNATIVES);
  requireOneOf(CODES, 'method', method, ['auto', 'exact', 'asymptotic']);
}

export interface KolmogorovSmirnov {
  /** The greatest distance of the two distribution functions, in [0, 1]. */
  readonly statistic: number;
  /** The value at which they lie so far apart. */
  readonly location: number;
  /** 1 where the reference's function is above the current's, so that its values are smaller; else -1. */
  readonly sign: number;
}

const UNKNOWN: KolmogorovSmirnov = /* @__PURE__ */ Object.freeze({
  statistic: Number.NaN,
  location: Number.NaN,
  sign: Number.NaN,
});

/**
 * The two-sample Kolmogorov-Smirnov statistic, as scipy.stats.ks_2samp gives it: distance, location and sign.
 * A NaN among the values makes all of them NaN.
 *
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY
 * @example
 * kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]);   // { statistic: 0.5, location: 2, sign: 1 }
 */
export function kolmogorovSmirnov(
  reference: Sample,
  current: Sample,
  alternative: Alternative = 'two-sided',
): KolmogorovSmirnov {
  return ofSorted(reference, current, UNKNOWN, (x, n, y, m) => {
    const to = useKernel().batchRegion();
    driftKernel().driftKolmogorovSmirnov(x, n, y, m, to);
    return farther(alternative);
  });
}

/**
 * The same of two histograms, at the upper ends of their bins: at most the statistic of the values
 * themselves, and less only by what lies inside one bin.
 */
export function binnedKolmogorovSmirnov(
  bins: Bins,
  alternative: Alternative = 'two-sided',
): KolmogorovSmirnov {
  return ofBins(bins, (p, q, n, ofP, ofQ) => {
    const to = useKernel().batchRegion();
    driftKernel().driftBinnedKolmogorovSmirnov(p, q, n, ofP, ofQ, to);
    const { statistic, location, sign } = farther(alternative);
    return { statistic, location: bins.uppers[location] as number, sign };
  });
}

/** What the kernel has found on both sides, as one answer. */
function farther(alternative: Alternative): KolmogorovSmirnov {
  const at = useKernel().batchRegion() / 8;
  const [most, mostAt, least, leastAt] = memory.f64.subarray(at, at + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const below = Math.min(Math.max(-least, 0), 1);
  const isBelow = alternative === 'less' || (alternative === 'two-sided' && below > most);
  return isBelow
    ? { statistic: below, location: leastAt, sign: -1 }
    : { statistic: most, location: mostAt, sign: 1 };
}

/**
 * The Wasserstein distance of order 1 of two samples, in the unit of the values: how far values are to be
 * moved, on average, to make one of the other (scipy.stats.wasserstein_distance). NaN if a value is NaN.
 *
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY
 */
export function wasserstein(reference: Sample, current: Sample): number {
  return ofSorted(reference, current, Number.NaN, (x, n, y, m) =>
    distance(driftKernel().driftWasserstein(x, n, y, m)),
  );
}

/**
 * The same of two histograms, each bin's values taken to be where the bin is; so within a bin's width of the
 * samples'.
 */
export function binnedWasserstein(bins: Bins): number {
  return ofBins(
    bins,
    (p, q, n, ofP, ofQ, points) => distance(driftKernel().driftBinnedWasserstein(points, p, q, n, ofP, ofQ)),
    bins.points,
  );
}

/** @param found by the kernel: -1 where there was no room. @throws KERNEL_MEMORY */
function distance(found: number): number {
  requireRoom(found + 1);
  return found;
}

/**
 * The share that an empty bin counts as, since the index would be infinite: Evidently's, unless it has smaller
 * shares beside it.
 */
const EMPTY_SHARE = 1e-4;

/**
 * The population stability index, the sum of (p - q) ln(p / q) over the bins' shares. Symmetric, not bounded;
 * by custom, under 0.1 is stable and from 0.25 on is drift. An empty bin counts as 1e-4 of all values.
 */
export function populationStabilityIndex(shares: Shares): number {
  return ofBins(shares, (p, q, n, ofP, ofQ) =>
    driftKernel().driftPopulationStability(p, q, n, ofP, ofQ, EMPTY_SHARE),
  );
}

/** The Jensen-Shannon divergence to base 2, in bits: 0 for equal shares, 1 where no bin is in common. */
export function jensenShannonDivergence(shares: Shares): number {
  return ofBins(shares, (p, q, n, ofP, ofQ) => driftKernel().driftJensenShannon(p, q, n, ofP, ofQ));
}

/**
 * The square root of that divergence, in [0, 1], which is a metric (D. M. Endres, J. E. Schindelin, 2003):
 * scipy.spatial.distance.jensenshannon with base 2.
 */
export function jensenShannonDistance(shares: Shares): number {
  return Math.sqrt(jensenShannonDivergence(shares));
}

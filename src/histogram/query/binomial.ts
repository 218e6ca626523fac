/** Tails of the binomial distribution: how many of n values lie under a quantile. */

/** Above this variance the normal approximation is off by less than a thousandth of a standard deviation. */
const MAX_EXACT_VARIANCE = 1e6;
/** Probabilities below it do not change a sum of the others. */
const NEGLIGIBLE = 1e-18;

export interface BinomialRange {
  /** The largest l with P(B < l) <= tail. */
  readonly lower: number;
  /** The smallest u with P(B >= u) <= tail. */
  readonly upper: number;
  /** P(lower <= B < upper). */
  readonly probability: number;
}

/** The central range of B, binomial of n trials with probability p: at most `tail`, below 0.5, lies on either side. */
export function binomialRange(n: number, p: number, tail: number): BinomialRange {
  return n * p * (1 - p) <= MAX_EXACT_VARIANCE ? exactRange(n, p, tail) : normalRange(n, p, tail);
}

/**
 * Sums the distribution inwards from both ends. Its terms follow from one another, starting with 1 at the mode, so
 * no factorial is needed; those too small to matter are left out, which leaves some 20 standard deviations.
 */
function exactRange(n: number, p: number, tail: number): BinomialRange {
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const below: number[] = [];
  for (let k = mode, term = 1; k > 0 && term > NEGLIGIBLE; k--) {
    term *= k / ((n - k + 1) * odds);
    below.push(term);
  }
  const above: number[] = [];
  for (let k = mode, term = 1; k < n && term > NEGLIGIBLE; k++) {
    term *= ((n - k) * odds) / (k + 1);
    above.push(term);
  }
  const first = mode - below.length;
  const terms = [...below.reverse(), 1, ...above];
  const all = terms.reduce((sum, term) => sum + term, 0);

  let i = 0;
  let under = 0;
  while (under + (terms[i] as number) <= tail * all) under += terms[i++] as number;
  let j = terms.length;
  let over = 0;
  while (over + (terms[j - 1] as number) <= tail * all) over += terms[--j] as number;
  return { lower: first + i, upper: first + j, probability: 1 - (under + over) / all };
}

/** By the normal distribution, with the correction for skewness and for whole numbers (Cornish and Fisher, 1938). */
function normalRange(n: number, p: number, tail: number): BinomialRange {
  const z = normalQuantile(tail);
  const deviation = Math.sqrt(n * p * (1 - p));
  const middle = n * p + ((1 - 2 * p) * (z * z - 1)) / 6 + 0.5;
  return {
    lower: Math.floor(middle - z * deviation),
    upper: Math.ceil(middle + z * deviation),
    probability: 1 - 2 * tail,
  };
}

/** The z that a normal value exceeds with probability `tail`, at most 9e-4 too large (Abramowitz and Stegun, 26.2.23). */
function normalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const fraction =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return t - fraction + 4.5e-4;
}

/**
 * Exact p-values of the two-sample Kolmogorov-Smirnov statistic: the share of all orders of n and m values in
 * which the distribution functions get at least so far apart. An order is a path over a grid of n by m steps;
 * the statistic is h / lcm(n, m), h being the greatest distance of the path from the diagonal.
 *
 * J. L. Hodges, 1958, "The significance probability of the Smirnov two-sample test"; for equal sizes B. V.
 * Gnedenko, V. S. Korolyuk, 1951. In doubles throughout, since the counts of paths are beyond them: shares
 * are, not counts.
 */

/**
 * Both sides, equal sizes: 2 sum over k of (-1)^(k-1) C(2n, n - kh) / C(2n, n), from the innermost ratio
 * outwards.
 */
function equalTwoSided(n: number, h: number): number {
  let share = 0;
  for (let k = Math.floor(n / h); k >= 1; k--) share = binomialRatio(n, (k - 1) * h, h) * (1 - share);
  return 2 * share;
}

/** C(2n, n - from - h) / C(2n, n - from). */
function binomialRatio(n: number, from: number, h: number): number {
  let ratio = 1;
  for (let j = from; j < from + h; j++) ratio *= (n - j) / (n + j + 1);
  return ratio;
}

/**
 * Any sizes: the share of paths to (i, j) that have been outside is (i P(i-1, j) + j P(i, j-1)) / (i + j),
 * since the last step is of either kind in proportion to i and j; it is 1 outside. One row of the band at a
 * time.
 */
function byPaths(n: number, m: number, divisor: number, h: number, isTwoSided: boolean): number {
  const stepI = m / divisor;
  const stepJ = n / divisor;
  const shares = new Float64Array(m + 1).fill(1);
  for (let i = 0; i <= n; i++) {
    const first = Math.max(Math.floor((i * stepI - h) / stepJ) + 1, 0);
    const last = isTwoSided ? Math.min(Math.ceil((i * stepI + h) / stepJ) - 1, m) : m;
    let left = first > 0 ? 1 : 0;
    for (let j = first; j <= last; j++) {
      const sum = i * (shares[j] as number) + j * left;
      const share = sum < SMALLEST_NORMAL ? 0 : sum / (i + j);
      shares[j] = share;
      left = share;
    }
  }
  return shares[m] as number;
}

/** Subnormal numbers take a hundred times as long, and add nothing to a p-value that is one. */
const SMALLEST_NORMAL = 2 ** -1000;

/** e^-760 is a millionth of the smallest double. */
const LARGEST_EXPONENT = 760;

/** C(n + m, n) in doubles, so perhaps Infinity. */
function paths(n: number, m: number): number {
  let count = 1;
  for (let k = 1; k <= Math.min(n, m); k++) count = (count / k) * (n + m - k + 1);
  return count;
}

/** The two sizes' greatest common divisor. */
export function commonDivisor(n: number, m: number): number {
  return m === 0 ? n : commonDivisor(m, n % m);
}

/**
 * The probability of a statistic of h / lcm(n, m) or more if both samples are from one distribution;
 * undefined where scipy gives the exact computation up as well, so that answers agree.
 */
export function exactProbability(n: number, m: number, h: number, isTwoSided: boolean): number | undefined {
  if (h === 0) return 1;
  if (n === m) return isTwoSided ? equalTwoSided(n, h) : binomialRatio(n, 0, h);
  if (!isTwoSided && paths(n, m) === Infinity) return undefined;
  const divisor = commonDivisor(n, m);
  const d = (h * divisor) / (n * m);
  // By the inequality of A. Dvoretzky, J. Kiefer and J. Wolfowitz, 1956, it is below all doubles: counting would take
  // seconds to find 0.
  if (((2 * n * m) / (n + m)) * d * d > LARGEST_EXPONENT) return 0;
  return byPaths(n, m, divisor, h, isTwoSided);
}

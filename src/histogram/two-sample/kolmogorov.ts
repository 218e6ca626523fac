/**
 * The distribution of Kolmogorov's one-sample statistic D_n for finite n, which the two-sample test uses with
 * the effective size n m / (n + m). Which method answers where: R. Simard, P. L'Ecuyer, 2011, "Computing the
 * two-sided Kolmogorov-Smirnov distribution", Journal of Statistical Software 39(11), as scipy.stats.kstwo
 * has it.
 */

/** P(D_n >= d), n whole and 1 or more. */
export function kolmogorovSurvival(n: number, d: number): number {
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  // H. Ruben, J. Gambino, 1982: closed forms at both ends.
  if (t <= 1) return 1 - lowest(n, 2 * t - 1);
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5) return Math.min(2 * smirnovSurvival(n, d), 1);
  const ndd = t * d;
  if (n <= 140) return ndd <= 4 ? 1 - clamped(durbin(n, d)) : Math.min(2 * smirnovSurvival(n, d), 1);
  if (ndd >= 370) return 0;
  if (ndd >= 2.2) return Math.min(2 * smirnovSurvival(n, d), 1);
  return 1 - clamped(n <= 100_000 && n * d ** 1.5 <= 1.4 ? durbin(n, d) : pelzGood(n, d));
}

function clamped(probability: number): number {
  return Math.min(Math.max(probability, 0), 1);
}

/** n! (x / n)^n */
function lowest(n: number, x: number): number {
  let product = 1;
  for (let i = 1; i <= n; i++) product *= (i * x) / n;
  return product;
}

/** Beyond it the sum takes too long, and scipy takes the limit of U. R. Maag and G. Dicaire, 1971, as well. */
const LARGEST_SUM = 1_000_000;

/**
 * P(D_n+ >= d), one-sided, by N. V. Smirnov's sum over j <= n (1 - d),
 *
 *     d sum C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j)
 *
 * in logarithms; that of the binomial coefficient is summed with compensation.
 */
function smirnovSurvival(n: number, d: number): number {
  if (n > LARGEST_SUM) return Math.exp(-((6 * n * d + 1) ** 2) / (18 * n));
  let sum = 0;
  let logBinomial = 0;
  let rest = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    if (j > 0) {
      const term = Math.log((n - j + 1) / j) - rest;
      const next = logBinomial + term;
      rest = next - logBinomial - term;
      logBinomial = next;
    }
    const above = 1 - d - j / n;
    const tail = j === n ? 0 : (n - j) * Math.log(above);
    if (above > 0) sum += Math.exp(logBinomial + (j - 1) * Math.log(d + j / n) + tail);
  }
  return Math.min(d * sum, 1);
}

/** 2^128, for powers that leave the range of doubles on their way. */
const FACTOR = 2 ** 128;

/**
 * P(D_n <= d), exactly: J. Durbin's matrix, 1968, raised as G. Marsaglia, W. W. Tsang, J. Wang, 2003, do.
 * With n d = k - h, 0 <= h < 1, the answer is n!/n^n times the middle element of a (2k-1)-square matrix to
 * the power n.
 */
function durbin(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  let base = durbinMatrix(size, k - n * d);
  let baseExponent = 0;
  let power = new Float64Array(size * size);
  let exponent = 0;
  for (let i = 0; i < size; i++) power[i * size + i] = 1;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = product(power, base, size);
      exponent += baseExponent;
    }
    base = product(base, base, size);
    baseExponent *= 2;
    if ((base[(k - 1) * size + k - 1] as number) > FACTOR) {
      base = base.map((element) => element / FACTOR);
      baseExponent += 1;
    }
  }
  let probability = power[(k - 1) * size + k - 1] as number;
  for (let i = 1; i <= n; i++) {
    probability *= i / n;
    if (probability < 1 / FACTOR) {
      probability *= FACTOR;
      exponent -= 1;
    }
  }
  return probability * FACTOR ** exponent;
}

/**
 * Elements 1 / (i - j + 1)! on and under the diagonal's neighbour; the first column and the last row less a
 * share of h.
 */
function durbinMatrix(size: number, h: number): Float64Array<ArrayBuffer> {
  const matrix = new Float64Array(size * size);
  const inverseFactorial = new Float64Array(size + 1).fill(1);
  for (let i = 1; i <= size; i++) inverseFactorial[i] = (inverseFactorial[i - 1] as number) / i;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= Math.min(i + 1, size - 1); j++)
      matrix[i * size + j] = inverseFactorial[i - j + 1] as number;
  }
  for (let i = 0; i < size; i++) {
    const corner = i === size - 1 ? 2 * h ** size - Math.max(2 * h - 1, 0) ** size : h ** (i + 1);
    const element = (1 - corner) * (inverseFactorial[i + 1] as number);
    matrix[i * size] = element;
    matrix[(size - 1) * size + size - 1 - i] = element;
  }
  return matrix;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const c = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++)
        c[i * size + j] = (c[i * size + j] as number) + factor * (b[k * size + j] as number);
    }
  }
  return c;
}

/**
 * P(D_n <= d) by the expansion of Li-Chien and Korolyuk, with z = sqrt n d,
 *
 *     K0(z) + K1(z) / sqrt n + K2(z) / n + K3(z) / n^1.5
 *
 * in the form of W. Pelz and I. J. Good, 1976, whose sums run over powers of exp(-pi^2 / 2 z^2).
 */
function pelzGood(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const zz = z * z;
  const pp = Math.PI * Math.PI;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  for (let k = Math.ceil((16 * z) / Math.PI); k >= 1; k--) {
    const odd = (2 * k - 1) ** 2;
    const q = Math.exp((-pp * odd) / (8 * zz));
    const p = (pp * odd) / 4;
    k0 += q;
    k1 += q * (p - zz);
    k2 += q * (6 * zz ** 3 + 2 * zz ** 2 + p * (2 * zz ** 2 - 5 * zz) + p * p * (1 - 2 * zz));
    k3 +=
      q *
      (-30 * zz ** 3 -
        90 * zz ** 4 +
        p * (135 * zz ** 2 - 96 * zz ** 3) +
        p * p * (212 * zz ** 2 - 60 * zz) +
        p ** 3 * (5 - 30 * zz));
    const even = pp * k * k;
    const r = Math.exp(-even / (2 * zz));
    k2 -= r * even * 2 * z ** 4;
    k3 += r * even * (3 * zz - even) * 30 * z ** 4;
  }
  const root = Math.sqrt(2 * Math.PI);
  const terms = [k0 / z, k1 / (6 * z ** 4), k2 / (72 * z ** 7), k3 / (6480 * z ** 10)];
  return terms.reduce((sum, term, i) => sum + (root * term) / n ** (i / 2), 0);
}

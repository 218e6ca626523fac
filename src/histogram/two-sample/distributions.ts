/** Tails of the normal and of the chi-square distribution, each to a relative error of about 1e-13. */

/** P(Z >= z) of a standard normal Z: 0.025 at 1.96. */
export function normalSurvival(z: number): number {
  return z < 0 ? 1 - normalSurvival(-z) : complementaryError(z / Math.SQRT2) / 2;
}

/** The z that a standard normal value exceeds with this probability: 1.96 for 0.025. In (0, 1). */
export function normalQuantile(probability: number): number {
  return whereFalling((z) => normalSurvival(z), probability, -40, 40);
}

/**
 * P(X >= x) of a chi-square X with so many degrees of freedom, k, whole and 1 or more. With y = x / 2 it is a sum of
 * positive terms, so nothing cancels:
 *
 *     k even:  sum over j = 0 ... k/2 - 1 of          e^-y y^j / j!
 *     k odd:   erfc(sqrt y) + the same over j = 1/2, 3/2 ... k/2 - 1
 */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? x : 1;
  const y = x / 2;
  const last = degreesOfFreedom / 2 - 1;
  const first = degreesOfFreedom % 2 === 0 ? 0 : 0.5;
  let sum = first === 0 ? 0 : complementaryError(Math.sqrt(y));
  if (last >= first) {
    // From the largest term outwards: the outermost ones may be below the range of doubles.
    const from = Math.min(last, first + Math.floor(y));
    const largest = poissonTerm(from, y);
    sum += largest;
    for (let j = from, term = largest; j > first && term > 0; j--) {
      term *= j / y;
      sum += term;
    }
    for (let j = from + 1, term = largest; j <= last && term > 0; j++) {
      term *= y / j;
      sum += term;
    }
  }
  return Math.min(sum, 1);
}

/** The x that a chi-square value exceeds with this probability. In (0, 1). */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  const most = degreesOfFreedom + 60 * Math.sqrt(degreesOfFreedom) + 1500;
  return whereFalling((x) => chiSquareSurvival(x, degreesOfFreedom), probability, 0, most);
}

/** e^-y y^j / Gamma(j + 1), j whole or half. */
function poissonTerm(j: number, y: number): number {
  if (j < 16) {
    let term = Math.exp(-y) * (j % 1 === 0 ? 1 : 1 / Math.sqrt(Math.PI * y));
    for (let i = j % 1 === 0 ? 1 : 0.5; i <= j; i++) term *= y / i;
    return term;
  }
  // C. Loader, 2000: Stirling's series takes what would cancel out of the exponent.
  const series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * j * j)) / (j * j)) / (j * j)) / j;
  return Math.exp(j * Math.log(y / j) + (j - y) - series) / Math.sqrt(2 * Math.PI * j);
}

/** 1 - erf(x), x 0 or more: the series of erf below 2, the continued fraction of Laplace from there on. */
function complementaryError(x: number): number {
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = x;
  for (let n = 120; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** Where a falling function has this value, by halving. */
function whereFalling(of: (x: number) => number, value: number, low: number, high: number): number {
  let [below, above] = [low, high];
  for (let i = 0; i < 100 && above - below > 1e-12 * Math.max(1, Math.abs(above)); i++) {
    const middle = (below + above) / 2;
    if (of(middle) > value) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

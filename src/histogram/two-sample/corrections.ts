/** P-values of many tests at once, so that all of them together keep what one alone promises. */

/**
 * What is done about many tests at once: of twenty features without drift one is below 0.05 by chance. `holm` keeps the
 * probability of any false alarm below alpha; `benjamini-hochberg` the share of false ones among those that are called
 * different, and finds more.
 */
export type Correction = 'holm' | 'benjamini-hochberg' | 'none';

/**
 * By S. Holm, 1979, the i-th smallest of n p-values times n - i + 1, and no smaller than those before it; by Y. Benjamini
 * and Y. Hochberg, 1995, times n / i, and no larger than those after it: [0.01, 0.02, 0.04] becomes [0.03, 0.04, 0.04],
 * or [0.03, 0.03, 0.04]. NaN is no test, and stays NaN.
 */
export function adjustedPValues(correction: Correction, pValues: readonly number[]): number[] {
  if (correction === 'none') return [...pValues];
  const order = pValues.map((_, i) => i).filter((i) => !Number.isNaN(pValues[i]));
  order.sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const n = order.length;
  const answers = pValues.map(() => Number.NaN);
  const isHolm = correction === 'holm';
  let bound = isHolm ? 0 : 1;
  for (let step = 0; step < n; step++) {
    const rank = isHolm ? step : n - 1 - step;
    const at = order[rank] as number;
    const scaled = (pValues[at] as number) * (isHolm ? n - rank : n / (rank + 1));
    bound = isHolm ? Math.max(bound, scaled) : Math.min(bound, scaled);
    answers[at] = Math.min(bound, 1);
  }
  return answers;
}

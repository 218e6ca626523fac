/** One comparison, from data to a result. */
import { TESTS } from './comparisons.ts';
import { countOf, type Data, pairOf } from './data.ts';
import { smallestDetectable, warningsOf } from './guidance.ts';
import type { DriftResult } from './model.ts';
import type { TestSettings } from './options.ts';

/** @throws DRIFT_FORM, HISTOGRAM_LAYOUT */
export function compare(reference: Data, current: Data, settings: TestSettings, alpha: number): DriftResult {
  const { test, threshold } = settings;
  const pair = pairOf(reference, current);
  const { smallestExpected, ...found } = TESTS[test].compare(pair, settings);
  const counts = { reference: countOf(reference), current: countOf(current) };
  const categories = pair.kind === 'categories' ? pair.shares.reference.length : undefined;
  const detectable = smallestDetectable(test, counts, { ...settings, alpha }, categories);
  const measured = smallestExpected === undefined ? found : { ...found, smallestExpected };
  const result: DriftResult = {
    test,
    drifted: false,
    ...found,
    pValueOf: TESTS[test].pValueOf,
    alpha,
    threshold,
    score: threshold === undefined ? 1 - found.pValue : found.statistic,
    counts,
    smallestDetectable: detectable,
    warnings: warningsOf(test, pair, measured, detectable, threshold),
  };
  return { ...result, drifted: hasDrifted(result, found.pValue) };
}

/** @param pValue of the result, or what a correction made of it */
export function hasDrifted({ alpha, threshold, statistic }: DriftResult, pValue: number): boolean {
  // At 1 nothing is left to chance, nor to a p-value that is 1.
  const isSignificant = pValue < alpha || (alpha === 1 && !Number.isNaN(pValue));
  return isSignificant && (threshold === undefined || statistic > threshold);
}

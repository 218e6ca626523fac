/**
 * What the cases know about a histogram library: how it is opened, and the line of code that does each thing
 * with it. CommonJS libraries come as the `default` of their import in every runtime. A line sees `histogram` and, where it makes sense, `value`, `q`, `qs` or `other`.
 *
 * @typedef {object} Subject
 * @property {string} name as printed.
 * @property {'seconds' | 'microseconds'} unit microseconds, whole, for libraries that take integers only.
 * @property {number} [relativeError] what the library promises for its quantiles.
 * @property {() => Promise<(index: number) => any>} open imports the library; gives the maker of its series.
 * @property {string} record a statement.
 * @property {string} [count] an expression, as are the following.
 * @property {string} [quantile]
 * @property {string} [quantiles] of `qs`; one `quantile` after the other if the library has nothing better.
 * @property {string} [merge] a statement: `other` into `histogram`.
 * @property {(histogram: any) => object | Promise<object>} [facts] where quantile and count cannot give them.
 * @property {(histograms: any[]) => number | Promise<number>} [total] where the sum of `count` is no way.
 */
import { expression } from '../worker/compile.mjs';

/** Quantiles that every contender with quantiles is checked at. */
export const CHECKED_QUANTILES = [0.5, 0.9, 0.99];

/** What a histogram has recorded, in seconds. */
export async function factsOf(subject, histogram) {
  if (subject.facts) return subject.facts(histogram);
  const at = expression(subject.quantile, 'histogram', 'q');
  const seconds = subject.unit === 'microseconds' ? 1e-6 : 1;
  return {
    count: totalOf(subject, [histogram]),
    relativeError: subject.relativeError,
    quantiles: Object.fromEntries(CHECKED_QUANTILES.map((q) => [q, at(histogram, q) * seconds])),
  };
}

/** Values recorded in all of the histograms. */
export function totalOf(subject, histograms) {
  if (subject.total) return subject.total(histograms);
  const count = expression(subject.count, 'histogram');
  return histograms.reduce((total, histogram) => total + Number(count(histogram)), 0);
}

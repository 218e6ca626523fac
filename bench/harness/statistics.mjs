/** Samples are summarised by our own histogram: whoever measures it uses it. */
import { Histogram } from '../../dist/histogram/index.js';

/**
 * Median and quartiles, nearest rank, within 0.14 % (scale 8).
 *
 * @param {readonly number[]} samples at least one.
 * @returns {{ median: number, low: number, high: number }} low and high are the quartiles.
 */
export function summarise(samples) {
  const histogram = new Histogram({ scale: 8 });
  histogram.recordMany(samples);
  const [low, median, high] = histogram.quantiles([0.25, 0.5, 0.75]);
  histogram.dispose();
  return { median, low, high };
}

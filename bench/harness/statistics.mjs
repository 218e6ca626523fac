/** Samples are summarised by our own histogram: whoever measures it uses it. */
import { Histogram, quantileInterval } from '../../dist/histogram/index.js';

const PERCENTILES = [5, 10, 25, 50, 75, 90, 95];
const CONFIDENCE = 0.95;

/**
 * @typedef {object} Summary
 * @property {number} median
 * @property {{ lower: number | null, upper: number | null }} interval holds the median of all the samples that could
 *   be taken, with a confidence of 95 %; null where they are too few to say (under six).
 * @property {number} min
 * @property {number} max
 * @property {Record<string, number>} percentiles p5, p10, p25, p50, p75, p90, p95, nearest rank.
 */

/**
 * Median, its confidence interval by order statistics, and percentiles, within 0.14 % (scale 8).
 *
 * @param {readonly number[]} samples at least one.
 * @returns {Summary}
 */
export function summarise(samples) {
  const histogram = new Histogram({ scale: 8 });
  histogram.recordMany(samples);
  const values = histogram.quantiles(PERCENTILES.map((percentile) => percentile / 100));
  const percentiles = Object.fromEntries(PERCENTILES.map((percentile, i) => [`p${percentile}`, values[i]]));
  const { lower, upper } = quantileInterval(histogram.snapshot(), 0.5, { confidence: CONFIDENCE });
  const { min, max } = histogram;
  histogram.dispose();
  return {
    median: percentiles.p50,
    interval: { lower: finiteOrNull(lower), upper: finiteOrNull(upper) },
    min,
    max,
    percentiles,
  };
}

/** JSON has no infinities. */
function finiteOrNull(value) {
  return Number.isFinite(value) ? value : null;
}

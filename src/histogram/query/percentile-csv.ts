import type { BucketSnapshot } from '../layouts.ts';
import { type PercentileDistributionOptions, percentileRows } from './percentile-rows.ts';

/**
 * The distribution as comma-separated values with a line of headings, in the format of HdrHistogram: value,
 * percentile over 100, values up to there, 1 / (1 - percentile), where 1 / 0 is written as Infinity.
 *
 * @throws HISTOGRAM_STEP, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND, HISTOGRAM_SNAPSHOT
 * @example
 * await writeFile('latency.csv', percentileCsv(latency.snapshot()));
 */
export function percentileCsv(snapshot: BucketSnapshot, options: PercentileDistributionOptions = {}): string {
  const lines = ['"Value","Percentile","TotalCount","1/(1-Percentile)"'];
  for (const { value, share, count } of percentileRows(snapshot, options).rows) {
    const inverse = share < 1 ? (1 / (1 - share)).toFixed(2) : 'Infinity';
    lines.push(`${value},${share.toFixed(12)},${count},${inverse}`);
  }
  return `${lines.join('\n')}\n`;
}

import { HdrBuckets } from '../hdr/buckets.ts';
import type { BucketSnapshot } from '../layouts.ts';
import { type PercentileDistributionOptions, percentileRows } from './percentile-rows.ts';
import { stdDev } from './std-dev.ts';

/**
 * The distribution as a table of ever higher percentiles, in the text format of HdrHistogram, which its plotters
 * read: value, percentile over 100, values up to there, 1 / (1 - percentile). NaN is printed for what an empty
 * snapshot does not have.
 *
 * @throws HISTOGRAM_STEP, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND, HISTOGRAM_SNAPSHOT
 * @example
 * console.log(percentileText(latency.snapshot(), { valueUnit: 0.001 })); // milliseconds out of seconds
 */
export function percentileText(
  snapshot: BucketSnapshot,
  options: PercentileDistributionOptions = {},
): string {
  const { rows, format } = percentileRows(snapshot, options);
  const column = (value: number) => format(value).padStart(12);
  const whole = (count: number) => String(count).padStart(12);
  const lines = ['       Value     Percentile TotalCount 1/(1-Percentile)', ''];
  for (const { value, share, count } of rows) {
    const line = `${value.padStart(12)} ${share.toFixed(12)} ${String(count).padStart(10)}`;
    lines.push(share < 1 ? `${line} ${(1 / (1 - share)).toFixed(2).padStart(14)}` : line);
  }
  const { sum, count, max } = snapshot;
  lines.push(
    `#[Mean    = ${column(sum / count)}, StdDeviation   = ${column(stdDev(snapshot))}]`,
    `#[Max     = ${column(max)}, Total count    = ${whole(count)}]`,
  );
  if (snapshot.layout === 'hdr') {
    const { bucketCount, halfExponent } = new HdrBuckets(snapshot);
    lines.push(`#[Buckets = ${whole(bucketCount)}, SubBuckets     = ${whole(2 ** (halfExponent + 1))}]`);
  }
  return `${lines.join('\n')}\n`;
}

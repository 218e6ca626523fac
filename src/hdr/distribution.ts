import type { IterationStep } from '../histogram/index.ts';
import { fixedPoint } from './fixed-point.ts';

export interface DistributionFooter {
  readonly mean: number;
  readonly stdDeviation: number;
  readonly maxValue: number;
  readonly totalCount: number;
  readonly bucketCount: number;
  readonly subBucketCount: number;
}

/**
 * The percentile distribution as a table, as Java's outputPercentileDistribution prints it.
 *
 * @param ratio Values are divided by it.
 * @param digits Digits after the point of values.
 */
export function distributionTable(
  steps: Iterable<IterationStep>,
  footer: DistributionFooter,
  ratio: number,
  digits: number,
): string {
  const [valueText, shareText, inverseText] = [fixedPoint(digits), fixedPoint(12), fixedPoint(2)];
  const scaled = (value: number) => valueText(value / ratio).padStart(12);
  const lines = ['       Value     Percentile TotalCount 1/(1-Percentile)', ''];
  for (const step of steps) {
    const share = step.percentileLevelIteratedTo / 100;
    const fields = [
      scaled(step.valueIteratedTo),
      shareText(share),
      String(step.totalCountToThisValue).padStart(10),
    ];
    if (share < 1) fields.push(inverseText(1 / (1 - share)).padStart(14));
    lines.push(fields.join(' '));
  }
  const whole = (count: number) => String(count).padStart(12);
  lines.push(
    `#[Mean    = ${scaled(footer.mean)}, StdDeviation   = ${scaled(footer.stdDeviation)}]`,
    `#[Max     = ${scaled(footer.maxValue)}, Total count    = ${whole(footer.totalCount)}]`,
    `#[Buckets = ${whole(footer.bucketCount)}, SubBuckets     = ${whole(footer.subBucketCount)}]`,
  );
  return `${lines.join('\n')}\n`;
}

/** The same steps as comma-separated values with a line of headings. */
export function distributionCsv(steps: Iterable<IterationStep>, ratio: number, digits: number): string {
  const [valueText, shareText, inverseText] = [fixedPoint(digits), fixedPoint(12), fixedPoint(2)];
  const lines = ['"Value","Percentile","TotalCount","1/(1-Percentile)"'];
  for (const step of steps) {
    const share = step.percentileLevelIteratedTo / 100;
    const fields = [
      valueText(step.valueIteratedTo / ratio),
      shareText(share),
      step.totalCountToThisValue,
      share < 1 ? inverseText(1 / (1 - share)) : 'Infinity',
    ];
    lines.push(fields.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** The lines of a percentile distribution, before they are text. */
import { wrongValue } from '../../errors.ts';
import { integerOption, requireOptionNames } from '../base/options.ts';
import { type BucketSnapshot, validOf } from '../layouts.ts';
import { percentiles } from './iterate.ts';
import { seriesOf } from './series.ts';

export interface PercentileDistributionOptions {
  /** Lines on the way from 0 to 50 %, from 50 to 75 %, and so on. Above 0; 5 if left out. */
  readonly ticksPerHalfDistance?: number;
  /** What values are divided by: 0.001 for milliseconds out of seconds. Above 0; 1 if left out. */
  readonly valueUnit?: number;
  /** Digits after the point of values, 0 to 20. The significant digits of an HDR snapshot if left out, else three of the smallest value. */
  readonly digits?: number;
}

export interface PercentileRow {
  /** In units of `valueUnit`, as text. */
  readonly value: string;
  /** The percentile over 100. */
  readonly share: number;
  /** Values up to here. */
  readonly count: number;
}

export interface PercentileRows {
  readonly rows: readonly PercentileRow[];
  /** A value as text. */
  format(value: number): string;
}

/** @throws HISTOGRAM_STEP, HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND, HISTOGRAM_SNAPSHOT */
export function percentileRows(
  snapshot: BucketSnapshot,
  options: PercentileDistributionOptions,
): PercentileRows {
  requireOptionNames(options, ['ticksPerHalfDistance', 'valueUnit', 'digits']);
  const { ticksPerHalfDistance = 5, valueUnit = 1, digits } = options;
  if (!(valueUnit > 0 && valueUnit < Infinity)) {
    throw wrongValue(
      'HISTOGRAM_OPTION_RANGE',
      'valueUnit',
      'a number above 0',
      valueUnit,
      'Pass 0.001 for milliseconds out of seconds.',
    );
  }
  const valid = validOf(snapshot);
  const steps = [...percentiles(seriesOf(valid), ticksPerHalfDistance)];
  // An HDR histogram reports the largest value of a bucket, as its peers do; the others know their maximum.
  const most = valid.layout === 'hdr' ? Infinity : valid.max;
  const values = steps.map(({ valueIteratedTo }) => Math.min(valueIteratedTo, most) / valueUnit);
  const places =
    digits === undefined
      ? valid.layout === 'hdr'
        ? valid.significantDigits
        : placesFor(values)
      : integerOption('digits', digits, 0, 20);
  const format = (value: number) => value.toFixed(places);
  return {
    rows: steps.map(({ percentileLevelIteratedTo, totalCountToThisValue }, i) => ({
      value: format(values[i] as number),
      share: percentileLevelIteratedTo / 100,
      count: totalCountToThisValue,
    })),
    format: (value) => format(value / valueUnit),
  };
}

/** Three significant digits of the smallest magnitude, within what a column holds. */
function placesFor(values: readonly number[]): number {
  const magnitudes = values.map(Math.abs).filter((magnitude) => magnitude > 0);
  const least = Math.min(...magnitudes, 1);
  return Math.min(9, 2 - Math.floor(Math.log10(least)));
}

/** The options of an HDR histogram, and what holds where they are left out. */
import { wrongKind } from '../../errors.ts';
import { integerOption, requireOptionNames } from '../base/options.ts';
import type { HdrRange } from './buckets.ts';
import { maxDiscernible } from './snapshot.ts';

export interface HdrHistogramOptions {
  /** Decimal digits to which values are told apart; 3 means within 0.1 %. Whole, 1 to 5; 3 if left out. */
  readonly significantDigits?: number;
  /**
   * The smallest difference to tell apart, rounded down to a power of two: the unit. Set it when values come in
   * finer units than matter, 1000 for nanoseconds where microseconds do: fewer buckets. Whole, from 1; 1 if left out.
   */
  readonly lowestDiscernible?: number;
  /**
   * The largest value to be tracked, at least 2 * lowestDiscernible and at most 2^63. With `autoResize` it is
   * where the range begins to grow: 2 * lowestDiscernible if left out.
   */
  readonly highestTrackable?: number;
  /**
   * Whether the range grows with the values. Without it, a value above the range is counted in `rejected`. True if
   * `highestTrackable` is left out, else false.
   */
  readonly autoResize?: boolean;
}

const NAMES = [
  'significantDigits',
  'lowestDiscernible',
  'highestTrackable',
  'autoResize',
] as const satisfies readonly (keyof HdrHistogramOptions)[];

/** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_RANGE, HISTOGRAM_OPTION_KIND */
export function completed(options: HdrHistogramOptions): HdrRange & { readonly autoResize: boolean } {
  requireOptionNames(options, NAMES);
  const significantDigits = integerOption('significantDigits', options.significantDigits ?? 3, 1, 5);
  const coarsest = maxDiscernible(significantDigits);
  const lowestDiscernible = integerOption('lowestDiscernible', options.lowestDiscernible ?? 1, 1, coarsest);
  const least = 2 * lowestDiscernible;
  const highestTrackable = integerOption(
    'highestTrackable',
    options.highestTrackable ?? least,
    least,
    2 ** 63,
  );
  const autoResize = options.autoResize ?? options.highestTrackable === undefined;
  if (typeof autoResize !== 'boolean') {
    throw wrongKind('HISTOGRAM_OPTION_KIND', 'autoResize', 'a boolean', autoResize, 'Pass true or false.');
  }
  return { significantDigits, lowestDiscernible, highestTrackable, autoResize };
}

/** Options of histograms that are numbers. */
import { wrongKind } from '../../errors.ts';
import { type Codes, requireFields, requireNumberThat } from '../../validate.ts';

export const OPTION: Codes = {
  kind: 'HISTOGRAM_OPTION_KIND',
  range: 'HISTOGRAM_OPTION_RANGE',
  remedy: 'Correct it, or leave it out.',
};

/** One object with no other options than these. @throws HISTOGRAM_UNKNOWN_OPTION */
export function requireOptionNames(options: object, known: readonly string[]): void {
  requireFields('HISTOGRAM_UNKNOWN_OPTION', 'HISTOGRAM_UNKNOWN_OPTION', options, known);
}

/** What may be asked of the decoders of histograms. */
export interface HistogramDecodingOptions {
  /**
   * Most buckets, from the first with a count to the last, that an HDR histogram may have: 8 bytes of memory each, however
   * few bytes they are encoded in. Whole, 1 to 8388608; 4194304 if left out, which is five digits of everything from under
   * 2^18 to 2^48, as nanoseconds of three days. Set too low, it refuses what is sound; raised for bytes of strangers, each
   * line of a log may cost 64 MB.
   */
  readonly countsLimit?: number;
}

const DEFAULT_COUNTS_LIMIT = 2 ** 22;
/** More than five digits over 63 bits have. */
export const LARGEST_COUNTS_LIMIT = 2 ** 23;

/** @throws HISTOGRAM_UNKNOWN_OPTION, HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
export function countsLimitOf(options: HistogramDecodingOptions): number {
  requireOptionNames(options, ['countsLimit']);
  const { countsLimit = DEFAULT_COUNTS_LIMIT } = options;
  return integerOption('countsLimit', countsLimit, 1, LARGEST_COUNTS_LIMIT);
}

/** Something that can do this, whatever it is. @throws HISTOGRAM_ARGUMENT_KIND */
export function requireMethods(label: string, value: unknown, names: readonly string[]): void {
  const methods = value as Readonly<Record<string, unknown>> | null | undefined;
  if (names.every((name) => typeof methods?.[name] === 'function')) return;
  const expected = `an object with ${names.map((name) => `${name}()`).join(' and ')}`;
  throw wrongKind('HISTOGRAM_ARGUMENT_KIND', label, expected, value, 'Pass an object of this kind.');
}

/** A whole number in [least, most]. @throws HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
export function integerOption(label: string, value: unknown, least: number, most: number): number {
  const expected = `a whole number from ${least} to ${most}`;
  return requireNumberThat(OPTION, label, value, expected, (number) => isWhole(number, least, most));
}

export function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** A power of two in [least, most]. @throws HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
export function powerOfTwo(label: string, value: unknown, least: number, most: number): number {
  const expected = `a power of two from ${least} to ${most}`;
  return requireNumberThat(OPTION, label, value, expected, (number) => {
    return isWhole(number, least, most) && (number & (number - 1)) === 0;
  });
}

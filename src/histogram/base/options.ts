/** Options of histograms that are numbers. */
import { wrongValue } from '../../errors.ts';
import { type Codes, requireNumberThat } from '../../validate.ts';

const OPTION: Codes = {
  kind: 'HISTOGRAM_OPTION_KIND',
  range: 'HISTOGRAM_OPTION_RANGE',
  remedy: 'Correct it, or leave it out.',
};

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
  const number = integerOption(label, value, least, most);
  if ((number & (number - 1)) === 0) return number;
  const lower = 2 ** Math.floor(Math.log2(number));
  throw wrongValue('HISTOGRAM_OPTION_RANGE', label, 'a power of two', value, `Use ${lower} or ${2 * lower}.`);
}

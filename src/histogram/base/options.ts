import { wrongKind, wrongValue } from '../../errors.ts';

/** A whole number in [least, most]. @throws HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
export function integerOption(label: string, value: unknown, least: number, most: number): number {
  const expected = `a whole number from ${least} to ${most}`;
  if (typeof value !== 'number') {
    throw wrongKind(
      'HISTOGRAM_OPTION_KIND',
      label,
      expected,
      value,
      'Pass a number, or leave the option out.',
    );
  }
  if (!Number.isInteger(value) || value < least || value > most) {
    throw wrongValue(
      'HISTOGRAM_OPTION_RANGE',
      label,
      expected,
      value,
      'Choose a value in that range, or leave the option out.',
    );
  }
  return value;
}

/** A power of two in [least, most]. @throws HISTOGRAM_OPTION_KIND, HISTOGRAM_OPTION_RANGE */
export function powerOfTwo(label: string, value: unknown, least: number, most: number): number {
  const number = integerOption(label, value, least, most);
  if ((number & (number - 1)) === 0) return number;
  const lower = 2 ** Math.floor(Math.log2(number));
  throw wrongValue('HISTOGRAM_OPTION_RANGE', label, 'a power of two', value, `Use ${lower} or ${2 * lower}.`);
}

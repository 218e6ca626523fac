/** Checks of options that several groups of them need. */
import { wrongKind, wrongValue } from '../errors.ts';
import { type Codes, requireText } from '../validate.ts';

export const OPTION: Codes = {
  kind: 'HTTP_OPTION_KIND',
  range: 'HTTP_OPTION_RANGE',
  remedy: 'Correct it, or leave it out for the default.',
};

/** @throws HTTP_OPTION_KIND */
export function textsIn(label: string, list: unknown): readonly string[] {
  if (!Array.isArray(list))
    throw wrongKind('HTTP_OPTION_KIND', label, 'a list of texts', list, 'Pass a list: [].');
  return list.map((one, i) => requireText(OPTION, `${label}[${i}]`, one));
}

/** @throws HTTP_OPTION_RANGE */
export function originIn(label: string, origin: string): string {
  if (/^https?:\/\/[^/?#\s]+$/i.test(origin)) return origin;
  const remedy = 'Write scheme, host and port alone: https://grafana.example.';
  throw wrongValue('HTTP_OPTION_RANGE', label, 'origins', origin, remedy);
}

/** Checks of what callers hand in; misuse throws here, before anything has been recorded or called. */
import { wrongKind, wrongValue } from '../errors.ts';

/** An object with fields, no list of things. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws TELEMETRY_ARGUMENT_KIND */
export function requireObject(label: string, value: unknown): void {
  if (isRecord(value)) return;
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', label, 'an object', value, 'Pass the options as one object.');
}

/** @throws TELEMETRY_ARGUMENT_KIND */
export function requireFunction(label: string, value: unknown, remedy = FUNCTION_REMEDY): void {
  if (typeof value === 'function') return;
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', label, 'a function', value, remedy);
}

const FUNCTION_REMEDY =
  'Pass the function to track; without one, use start() and end the operation yourself.';

/** A label value. @throws TELEMETRY_LABEL_KIND */
export function requireLabel(label: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongKind(
    'TELEMETRY_LABEL_KIND',
    label,
    'a string',
    value,
    'Pass a string; convert ids with String(id).',
  );
}

/** A label value that may be left out. @throws TELEMETRY_LABEL_KIND */
export function optionalLabel(label: string, value: unknown, otherwise: string): string {
  return value === undefined ? otherwise : requireLabel(label, value);
}

/** @throws TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
export function requireWhole(label: string, value: unknown, least: number, remedy: string): number {
  const whole = requireNumber(label, value, `a whole number, ${least} or more`, remedy);
  if (Number.isSafeInteger(whole) && whole >= least) return whole;
  throw wrongValue('TELEMETRY_ATTRIBUTE_RANGE', label, `a whole number, ${least} or more`, value, remedy);
}

/** @throws TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
export function requireBetween(
  label: string,
  value: unknown,
  least: number,
  most: number,
  remedy: string,
): number {
  const expected =
    most === Infinity ? `a finite number, ${least} or more` : `a number from ${least} to ${most}`;
  const number = requireNumber(label, value, expected, remedy);
  if (number >= least && number <= most && number !== Infinity) return number;
  throw wrongValue('TELEMETRY_ATTRIBUTE_RANGE', label, expected, value, remedy);
}

function requireNumber(label: string, value: unknown, expected: string, remedy: string): number {
  if (typeof value === 'number') return value;
  throw wrongKind('TELEMETRY_ATTRIBUTE_KIND', label, expected, value, remedy);
}

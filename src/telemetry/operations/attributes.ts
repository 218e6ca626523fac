/**
 * What tracked calls are handed. A wrong name or a wrong kind is a fault of the program, and throws before anything runs. A
 * number that makes no sense comes out of data: it is counted, and what it came with is recorded without it.
 */
import { wrongKind } from '../../errors.ts';
import type { RecordingSwitch, RejectReason } from '../../metrics/inner.ts';
import { requireKnownKeys, requireObject } from '../../validate.ts';

/** The names of all fields: a table without one of them does not compile. */
export function namesOf<Attributes extends object>(
  names: Readonly<Record<keyof Required<Attributes>, true>>,
): ReadonlySet<string> {
  return new Set(Object.keys(names));
}

/**
 * One object, with no other fields than these. It runs at every call: names are looked up one by one, without a list
 * of them.
 *
 * @throws TELEMETRY_ARGUMENT_KIND, TELEMETRY_UNKNOWN_OPTION
 */
export function requireAttributes(label: string, given: object, known: ReadonlySet<string>): void {
  requireObject(label, given);
  for (const name in given) {
    if (!known.has(name)) requireKnownKeys('TELEMETRY_UNKNOWN_OPTION', label, given, [...known]);
  }
}

/** What a number must be, and what is counted where it is not. */
export interface NumberRule {
  readonly reason: RejectReason;
  readonly least?: number;
  readonly most?: number;
  readonly isWhole?: boolean;
}

/** Sums and quotients of parts miss their whole by less than this. */
const ROUNDING = 1e-6;

/**
 * The number, if it is one that makes sense; what lies outside of its bounds by rounding alone is the bound. Undefined, and
 * counted, where it is another number or null. Undefined stays undefined: it was left out.
 *
 * @throws TELEMETRY_ATTRIBUTE_KIND for what is no number at all
 */
export function admittedNumber(
  recording: RecordingSwitch,
  label: string,
  value: unknown,
  { reason, least = 0, most = Number.MAX_VALUE, isWhole = false }: NumberRule,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') {
    const nearest = Math.min(Math.max(value, least), most);
    const number = Math.abs(value - nearest) <= ROUNDING ? nearest : value;
    if (number >= least && number <= most && (!isWhole || Number.isSafeInteger(number))) return number;
  } else if (value !== null) {
    const remedy = 'Pass a number, or leave it out.';
    throw wrongKind('TELEMETRY_ATTRIBUTE_KIND', label, 'a number', value, remedy);
  }
  recording.reject(reason);
  return undefined;
}

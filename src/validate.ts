/**
 * Checks of what callers hand in: misuse throws here, before anything has been recorded or called. Every room checks
 * with these, under codes of its own.
 */
import { InferometerError, isOfKind, wrongKind, wrongValue } from './errors.ts';

/** Under which codes a room refuses what it is handed, and what to do about it. */
export interface Codes {
  /** For a value of the wrong kind. */
  readonly kind: string;
  /** For a value of the right kind that is not allowed. */
  readonly range: string;
  readonly remedy: string;
}

/** A part of an option that is not what it must be. */
export interface ValidationIssue {
  /** `thresholds.modelLoadSeconds.high` */
  readonly label: string;
  readonly expected: string;
  readonly got: unknown;
}

const ATTRIBUTE: Codes = {
  kind: 'TELEMETRY_ATTRIBUTE_KIND',
  range: 'TELEMETRY_ATTRIBUTE_RANGE',
  remedy: 'Correct it, or leave it out.',
};

/**
 * What to throw where reading what a caller handed in threw: misuse as it is, and for what one of its getters threw an
 * error of ours, with that as its cause.
 */
export function unreadable(label: string, cause: unknown): unknown {
  if (cause instanceof InferometerError) return cause;
  const code = 'TELEMETRY_ARGUMENT_KIND';
  const error = wrongKind(code, label, 'plain data', 'a getter that throws', 'See the cause.');
  error.cause = cause;
  return error;
}

/** What `read` makes of what a caller handed in. @throws TELEMETRY_ARGUMENT_KIND where a getter of it throws */
export function readable<T>(label: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw unreadable(label, error);
  }
}

/**
 * A copy of options, each read once; what is no object, as it is.
 *
 * @param names of options, which the object may have from its class, as getters: a copy of its own fields is without them
 * @throws TELEMETRY_ARGUMENT_KIND where a getter throws
 */
export function readOnce<T>(label: string, given: T, names: Iterable<string> = []): T {
  return readable(label, () => (isRecord(given) ? withFields(given, names, given) : given));
}

/** A copy of `fields`, and of what the object has of these names besides, be it from its class, as getters. */
export function withFields<Given extends object, Fields extends object>(
  given: Given,
  names: Iterable<string>,
  fields: Fields,
): Given & Fields {
  const all: Partial<Record<string, unknown>> = { ...(fields as object) };
  for (const name of names) {
    if (name in given && !Object.hasOwn(all, name)) all[name] = given[name as keyof Given];
  }
  return all as Given & Fields;
}

/** An object with fields, no list of things. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of this name, if the record has it itself: foreign names may be `constructor` or `__proto__`. */
export function ownValue<V>(record: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
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

/** An attribute that is a number within these bounds. @throws TELEMETRY_ATTRIBUTE_KIND, TELEMETRY_ATTRIBUTE_RANGE */
export function requireNumberAttribute(
  label: string,
  value: unknown,
  min: number,
  max: number,
  remedy: string,
): number {
  return requireNumber({ ...ATTRIBUTE, remedy }, label, value, min, max);
}

/** @throws the codes: for no number their kind, for another number their range */
export function requireInteger(
  codes: Codes,
  label: string,
  value: unknown,
  min: number,
  max = Infinity,
): number {
  const expected =
    max === Infinity ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`;
  return requireNumberThat(codes, label, value, expected, (number) => {
    return Number.isSafeInteger(number) && number >= min && number <= max;
  });
}

/** A finite number within these bounds. @throws as requireInteger */
export function requireNumber(
  codes: Codes,
  label: string,
  value: unknown,
  min: number,
  max = Infinity,
): number {
  const expected = max === Infinity ? `a finite number, ${min} or more` : `a number from ${min} to ${max}`;
  return requireNumberThat(codes, label, value, expected, (number) => {
    return number >= min && number <= max && number !== Infinity;
  });
}

/** A number of which this holds. @throws as requireInteger */
export function requireNumberThat(
  { kind, range, remedy }: Codes,
  label: string,
  value: unknown,
  expected: string,
  holds: (number: number) => boolean,
): number {
  if (typeof value !== 'number') throw wrongKind(kind, label, expected, value, remedy);
  if (holds(value)) return value;
  throw wrongValue(range, label, expected, value, remedy);
}

/** @throws the code of the kind */
export function requireBoolean({ kind, remedy }: Codes, label: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw wrongKind(kind, label, 'true or false', value, remedy);
}

/** A string that is not empty. @throws as requireInteger */
export function requireText({ kind, range, remedy }: Codes, label: string, value: unknown): string {
  const expected = 'a string that is not empty';
  if (typeof value !== 'string') throw wrongKind(kind, label, expected, value, remedy);
  if (value !== '') return value;
  throw wrongValue(range, label, expected, value, remedy);
}

/** One of these words. @throws as requireInteger */
export function requireOneOf<Word extends string>(
  { kind, range, remedy }: Codes,
  label: string,
  value: unknown,
  words: readonly Word[],
): Word {
  const expected = `one of ${words.join(', ')}`;
  if (typeof value !== 'string') throw wrongKind(kind, label, expected, value, remedy);
  if ((words as readonly string[]).includes(value)) return value as Word;
  throw wrongValue(range, label, expected, value, remedy);
}

/** An address for fetch, which refuses user names and passwords: these belong into a header. @throws as requireInteger */
export function requireHttpUrl({ kind, range, remedy }: Codes, label: string, value: unknown): URL {
  const expected = 'an http or https URL';
  if (typeof value !== 'string' && !isOfKind(value, 'URL'))
    throw wrongKind(kind, label, expected, value, remedy);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  // Without the password.
  const got = url ? `${url.protocol}//${url.host}` : String(value);
  throw wrongValue(range, label, `${expected} without a password`, got, remedy);
}

/** Headers as one object, their names in lower case. @throws as requireInteger */
export function requireHeaders({ kind, range, remedy }: Codes, value: unknown): Record<string, string> {
  const expected = 'an object with names and values of headers';
  if (!isRecord(value)) throw wrongKind(kind, 'headers', expected, value, remedy);
  try {
    return Object.fromEntries(new Headers(value as Record<string, string>));
  } catch {
    // The value may be a secret: only the names are shown.
    throw wrongValue(range, 'headers', expected, Object.keys(value).join(', '), remedy);
  }
}

/** Options as one object with no other fields than these. @throws the codes: `kind` for no object, `unknown` for another field */
export function requireFields(
  kind: string,
  unknown: string,
  options: unknown,
  known: readonly string[],
): void {
  if (!isRecord(options)) {
    const remedy = 'Pass the options as one object, or leave it out.';
    throw wrongKind(kind, 'options', `an object with ${known.join(', ')}`, options, remedy);
  }
  requireKnownKeys(unknown, 'options', options, known);
}

/** No other fields than these: a misspelt option would be swallowed. @throws the code */
export function requireKnownKeys(code: string, label: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const remedy = `Did you mean ${closestName(unknown, known)}?`;
  throw wrongValue(code, label, `only ${known.join(', ')}`, unknown, remedy);
}

/**
 * Which known name somebody probably meant: the candidate that shares the most pairs of adjacent letters with `name`
 * (Dice's coefficient). Unlike an edit distance it does not mind the order of words: `loading_model` is closest to
 * `model_load`.
 */
export function closestName(name: string, candidates: readonly string[]): string {
  return closest(name, candidates).name;
}

/** The closest name, if it is so much like this one that it may well be what was meant. */
export function likelyName(name: string, candidates: readonly string[]): string | undefined {
  const { name: best, score } = closest(name, candidates);
  return score >= LIKELY ? best : undefined;
}

/** `metircs` has 0.5 in common with `metrics`, `foo` nothing with any. */
const LIKELY = 0.3;

function closest(
  name: string,
  candidates: readonly string[],
): { readonly name: string; readonly score: number } {
  let best = { name: '', score: -1 };
  for (const candidate of candidates) {
    const score = likeness(name.toLowerCase(), candidate.toLowerCase());
    if (score > best.score) best = { name: candidate, score };
  }
  return best;
}

function likeness(a: string, b: string): number {
  const left = pairsOf(a);
  const right = pairsOf(b);
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared += 1;
  return (2 * shared) / (left.size + right.size);
}

/** `load` gives lo, oa, ad. Set, not count: names are short. */
function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < text.length; i++) pairs.add(text.slice(i, i + 2));
  return pairs;
}

/**
 * The one error of the library: a stable `code`, and a message that ends with the remedy.
 *
 * Misuse is thrown as a `TypeError` (a value of the wrong kind) or a `RangeError` (a wrong value), so that
 * the usual checks work; `instanceof InferometerError` is true for every one of them.
 *
 * @example
 * try { new Histogram({ scale: 99 }); } catch (error) {
 *   if (error instanceof InferometerError && error.code === 'HISTOGRAM_OPTION_RANGE') …
 * }
 */

/** Marks our errors, across copies of the library and across realms. */
const BRAND = Symbol.for('inferometer.error');

export class InferometerError extends Error {
  override readonly name: string = 'InferometerError';
  /** Stable, e.g. `TELEMETRY_UNKNOWN_OPERATION`; listed in docs/errors.md. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
    brand(this);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    try {
      return typeof value === 'object' && value !== null && BRAND in value;
    } catch {
      // A proxy, which may not be looked at.
      return false;
    }
  }
}

/** What is known by its kind. */
type Kind =
  | ('ArrayBuffer' | 'DataView' | 'BigInt64Array' | 'BigUint64Array' | 'Float64Array' | 'Uint8Array')
  | ('Date' | 'DOMException' | 'Error' | 'Promise' | 'RegExp')
  | ('Headers' | 'Request' | 'Response' | 'URL');

/** @internal By what it is, not by its class: another realm (a frame, a context of `vm`, as any test of Jest) has classes of its own. */
export function isOfKind<K extends Kind>(
  value: unknown,
  kind: K,
): value is InstanceType<(typeof globalThis)[K]> {
  return {}.toString.call(value) === `[object ${kind}]`;
}

/** @internal Also of another realm. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || isOfKind(value, 'Error') || isOfKind(value, 'DOMException');
}

/** @internal Of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message : String(thrown);
}

/** A value of the wrong kind: `label` expected `expected`, got `got`. */
export function wrongKind(
  code: string,
  label: string,
  expected: string,
  got: unknown,
  remedy: string,
): Error {
  return coded(new TypeError(`${code}: "${label}" expected ${expected}, got ${show(got)}. ${remedy}`), code);
}

/** A value of the right kind that is not allowed: `label` expected `expected`, got `got`. */
export function wrongValue(
  code: string,
  label: string,
  expected: string,
  got: unknown,
  remedy: string,
): Error {
  return coded(new RangeError(`${code}: "${label}" expected ${expected}, got ${show(got)}. ${remedy}`), code);
}

function coded(error: Error, code: string): Error {
  Object.defineProperty(error, 'code', { value: code, enumerable: true });
  return brand(error);
}

function brand<E extends Error>(error: E): E {
  Object.defineProperty(error, BRAND, { value: true });
  return error;
}

/** What was got, short enough for one line of a message. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return Array.isArray(value) ? 'an array' : `an object (${value.constructor?.name ?? 'no prototype'})`;
  } catch {
    return 'an object';
  }
}

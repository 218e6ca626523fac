/** Any value as JSON, also what JSON has no spelling for: circles, big integers, errors, numbers that are none. */
import { isError } from '../errors.ts';

/** @throws what reading the value throws */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, spelt());
}

function spelt(): (this: unknown, key: string, value: unknown) => unknown {
  const path: unknown[] = [];
  return function (_, value) {
    if (typeof value === 'bigint') return `${value}`;
    if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`;
    if (isError(value)) return errorText(value);
    if (typeof value !== 'object' || value === null) return value;
    // `this` holds the value: whatever was below it before has been left.
    while (path.length > 0 && path.at(-1) !== this) path.pop();
    if (path.includes(value)) return '[circular]';
    path.push(value);
    return value;
  };
}

/**
 * The stack, and those of its causes: of so many, since they may be a circle. Not every engine's stack begins with what
 * the error says.
 */
export function errorText(error: Error, causes = 8): string {
  const { stack = '', message, cause } = error;
  const own = stack.includes(message) ? stack : `${error}\n${stack}`;
  if (cause === undefined || causes === 0) return own;
  return `${own}\nCaused by: ${isError(cause) ? errorText(cause, causes - 1) : jsonText(cause)}`;
}

/** What is made of the fields of an event. Where one of them throws when it is read, the others are still worth a line. */
export function madeOfFields<T>(
  fields: Readonly<Record<string, unknown>>,
  make: (fields: Readonly<Record<string, unknown>>) => T,
): T {
  try {
    return make(fields);
  } catch {
    return make(readableFields(fields));
  }
}

/** Each by itself, as JSON has it. */
function readableFields(fields: object): Record<string, unknown> {
  // Without a prototype: `__proto__` is a field like any other.
  const readable: Record<string, unknown> = Object.create(null);
  try {
    for (const name of Object.keys(fields)) readable[name] = readableField(fields, name);
  } catch {
    // A proxy that refuses to be looked at.
    readable.err = 'the fields of this event cannot be read';
  }
  return readable;
}

function readableField(fields: object, name: string): unknown {
  try {
    const text = jsonText((fields as Record<string, unknown>)[name]) as string | undefined;
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return 'this cannot be read';
  }
}

/** Content, what people wrote and models answered, stays out unless somebody asked for it. */
import { isRecord } from '../../validate.ts';

/** What stands in its place. */
export const WITHHELD = '[withheld: recordContent is off]';

/**
 * Fields that hold content, by the last part of their name: those of the OpenTelemetry GenAI conventions
 * (gen_ai.input.messages, gen_ai.output.messages, gen_ai.system_instructions, gen_ai.prompt, gen_ai.completion) and
 * what they are usually called elsewhere.
 */
const CONTENT =
  /(^|[._-])(prompts?|completions?|messages?|contents?|system_?instructions?|(input|output)_?texts?|responses?_?texts?)$/i;

/** A copy without content, nested records and lists included. */
export function withoutContent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return cleanedRecord(fields, 0);
}

/** Deeper than this is not looked at, and so not shown. */
const DEEPEST = 8;

function cleanedRecord(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      CONTENT.test(name) ? WITHHELD : cleaned(value, depth),
    ]),
  );
}

function cleaned(value: unknown, depth: number): unknown {
  if (depth === DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1));
  // A date, an error, a typed array: what is no plain record has no fields of the caller's naming.
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return cleanedRecord(value, depth + 1);
}

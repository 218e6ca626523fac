/** What every answer in JSON has. */
import { type Json, record, type Schema, text } from '../openapi.ts';
import { ERROR_TYPES } from '../words.ts';

/** A group of schemas, and an example for each that is an answer or a body. */
export interface Described<Name extends string = string> {
  readonly schemas: Readonly<Record<Name, Schema>>;
  readonly examples: { readonly [N in Name]?: Json };
}

export const UNIX_SECONDS: Schema = { type: 'number', description: 'Seconds since 1970.' };
export const UNIX_SECONDS_OR_NULL: Schema = { type: ['number', 'null'], description: 'Seconds since 1970.' };

/** That of the source document's examples. */
export const TIMESTAMP = 1714953237.4568963;

/** A successful answer: what was asked for, when it was answered, and these. */
export function answer(
  operation: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
) {
  const all = {
    success: { const: true },
    operation: { const: operation, description: 'What was asked for.' },
    timestamp: { type: 'number', description: 'When it was answered, in seconds since 1970.' },
    ...properties,
  } as const satisfies Readonly<Record<string, Schema>>;
  return record(all, { required: Object.keys(all).filter((name) => !optional.includes(name)) });
}

/** An example of `answer`. */
export function answered<const Fields extends { readonly [name: string]: Json }>(
  operation: string,
  fields: Fields,
) {
  return { success: true, operation, timestamp: TIMESTAMP, ...fields } as const;
}

const FAULT = {
  parameter: text('Which parameter, header or field of the body.'),
  allowed: {
    type: 'array',
    items: { type: 'string' },
    description: 'The values that there are, or in words what is allowed.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

export const ERROR = {
  schemas: {
    ErrorAnswer: record(
      {
        success: { const: false },
        operation: text('What was asked for.'),
        timestamp: { type: 'number', description: 'When it was answered, in seconds since 1970.' },
        error: text('What is wrong, and what to do about it.'),
        error_type: {
          type: 'string',
          description: `What programs tell errors by: ${ERROR_TYPES.join(', ')}, or the code of the library's error.`,
        },
        ...FAULT,
        errors: {
          type: 'array',
          description: 'Where several fields are wrong, each of them.',
          items: record({ error: text('What is wrong.'), ...FAULT }),
        },
      },
      { required: ['success', 'operation', 'timestamp', 'error', 'error_type'] },
    ),
  },
  examples: {},
} as const satisfies Described;

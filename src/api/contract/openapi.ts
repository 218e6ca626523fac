/** As much of OpenAPI 3.1 as the contract is written in. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Of JSON Schema 2020-12, what the contract uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly description?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly default?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly description: string;
  /** Of the path always. */
  readonly required?: boolean;
  readonly style?: 'form';
  /** A list: repeated where true, else its values with commas between. An object: its fields as parameters of their own. */
  readonly explode?: boolean;
  readonly schema: Schema;
  readonly example?: Json;
}

export interface MediaType {
  readonly schema?: Schema;
  readonly example?: Json;
}

export type Content = Readonly<Record<string, MediaType>>;

export interface Answer {
  readonly description: string;
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
}

export interface Reference {
  readonly $ref: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly description?: string;
    readonly required: boolean;
    readonly content: Content;
  };
  readonly responses: Readonly<Record<string, Answer | Reference>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  /** Parameters that the contract does not name are passed over, not refused: where others' programs add their own. */
  readonly 'x-ignores-other-parameters'?: true;
}

export type Method = 'get' | 'post';

export type Paths = Readonly<Record<`/${string}`, { readonly [M in Method]?: Operation }>>;

export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: Readonly<Record<'title' | 'version' | 'summary' | 'description', string>> & {
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Answer>>;
    readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

export function schemaRef(name: string, description?: string): Schema {
  return { $ref: `#/components/schemas/${name}`, ...(description !== undefined && { description }) };
}

export function parameterRef(name: string): Reference {
  return { $ref: `#/components/parameters/${name}` };
}

/** An object of exactly these fields, all of them there. */
export function record(
  properties: Readonly<Record<string, Schema>>,
  about: Omit<Schema, 'type'> = {},
): Schema {
  return {
    type: 'object',
    required: Object.keys(properties),
    additionalProperties: false,
    ...about,
    properties,
  };
}

/** As `record`, where fields may be missing. */
export function partial(
  properties: Readonly<Record<string, Schema>>,
  about: Omit<Schema, 'type'> = {},
): Schema {
  return record(properties, { ...about, required: about.required ?? [] });
}

/** An object with names of their own for its fields. */
export function mapOf(values: Schema, description?: string): Schema {
  return { type: 'object', ...(description !== undefined && { description }), additionalProperties: values };
}

export function listOf(items: Schema, about: Omit<Schema, 'type' | 'items'> = {}): Schema {
  return { type: 'array', ...about, items };
}

export function text(description?: string): Schema {
  return { type: 'string', ...(description !== undefined && { description }) };
}

export function number(description?: string): Schema {
  return { type: 'number', ...(description !== undefined && { description }) };
}

export function count(description?: string): Schema {
  return { type: 'integer', minimum: 0, ...(description !== undefined && { description }) };
}

/** A number, or null where nothing is known, which is not 0. */
export function numberOrNull(description?: string): Schema {
  return { type: ['number', 'null'], ...(description !== undefined && { description }) };
}

export function oneOf(words: readonly string[], description?: string): Schema {
  return { type: 'string', ...(description !== undefined && { description }), enum: words };
}

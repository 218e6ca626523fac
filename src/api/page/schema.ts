/** Schemas for readers: types in words, fields as lists that unfold. */
import { between } from '../allowed.ts';
import type { Schema } from '../contract/openapi.ts';
import { openApi } from '../operations.ts';
import { type Html, html, prose } from './html.ts';

/** The type of a value in a few words: `number or null`, `list of Finding`. */
export function typeWords(schema: Schema): string {
  const { $ref, oneOf, const: constant, enum: words, type, items, additionalProperties } = schema;
  if ($ref !== undefined) return isWords(target($ref)) ? 'text' : nameIn($ref);
  if (oneOf !== undefined) return oneOf.map(typeWords).join(' or ');
  if (constant !== undefined) return JSON.stringify(constant);
  if (words !== undefined) return 'text';
  if (typeof type === 'object') return type.map((one) => WORDS[one]).join(' or ');
  if (type === 'array') return `list of ${typeWords(items ?? {})}`;
  if (type === 'object' && typeof additionalProperties === 'object')
    return `map of ${typeWords(additionalProperties)}`;
  return type === undefined ? 'anything' : WORDS[type];
}

const WORDS = {
  null: 'null',
  boolean: 'true or false',
  integer: 'whole number',
  number: 'number',
  string: 'text',
  array: 'list',
  object: 'object',
} as const;

/** What of a value is allowed, where that is more than its type. */
export function limits(schema: Schema): string | undefined {
  const { minimum, maximum, items } = schema;
  if (items !== undefined) return limits(items);
  return minimum === undefined && maximum === undefined ? undefined : between(minimum, maximum).trim();
}

/** The words that a value is one of. */
export function choices(schema: Schema): readonly string[] {
  const { $ref, enum: words, items } = schema;
  if ($ref !== undefined) return choices(target($ref));
  return words?.map(String) ?? (items === undefined ? [] : choices(items));
}

/** The fields of an answer; nothing for what has none. */
export function fieldsOf(schema: Schema, open: readonly string[] = []): Html | undefined {
  const { $ref, oneOf, items, additionalProperties, properties } = schema;
  if ($ref !== undefined) {
    // What holds itself is written once.
    return open.includes($ref) ? undefined : fieldsOf(target($ref), [...open, $ref]);
  }
  if (oneOf !== undefined) {
    const all = oneOf
      .map((one) => ({ one, fields: fieldsOf(one, open) }))
      .filter(({ fields }) => fields !== undefined);
    if (all.length < 2) return all[0]?.fields;
    return html`${all.map(({ one, fields }) => html`<details class="fields"><summary>${headingOf(one)}</summary>${fields}</details>`)}`;
  }
  if (items !== undefined) return fieldsOf(items, open);
  if (typeof additionalProperties === 'object') return fieldsOf(additionalProperties, open);
  if (properties === undefined) return undefined;
  const rows = Object.entries(properties).map(([name, field]) => fieldRow(name, field, schema, open));
  return html`<ul class="fields">${rows}</ul>`;
}

function fieldRow(name: string, schema: Schema, { required = [] }: Schema, open: readonly string[]): Html {
  const inner = fieldsOf(schema, open);
  const description = schema.description ?? (schema.$ref && target(schema.$ref).description);
  const words = choices(schema);
  return html`<li><code class="name">${name}</code> <span class="type">${typeWords(schema)}${!required.includes(name) && ', may be missing'}</span>
    ${description !== undefined && html`<span class="about">${prose(description)}</span>`}
    ${words.length > 0 && wordList(words)}
    ${inner !== undefined && html`<details><summary>its fields</summary>${inner}</details>`}</li>`;
}

export function wordList(words: readonly string[]): Html {
  const items = words.map((word) => html`<code>${word}</code> `);
  if (words.length <= 12) return html`<span class="words">${items}</span>`;
  return html`<details class="words"><summary>one of ${words.length}</summary>${items}</details>`;
}

/** `LineChart`, or what tells it apart: `table`. */
function headingOf(schema: Schema): string {
  const { kind } = schema.properties ?? {};
  return typeof kind?.const === 'string' ? kind.const : typeWords(schema);
}

function isWords({ enum: words }: Schema): boolean {
  return words !== undefined;
}

function target($ref: string): Schema {
  return openApi.components.schemas[nameIn($ref)] as Schema;
}

function nameIn($ref: string): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

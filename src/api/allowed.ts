/** What a schema allows, in words. */
import type { Schema } from './contract/openapi.ts';

/** The values, where they are listed; else one description of them. */
export function allowedBy(schema: Schema): string[] {
  const { type, enum: values, items, minItems = 0, maxItems } = schema;
  if (values !== undefined) return values.map(String);
  if (type !== 'array') return [described(schema)];
  const each = allowedBy(items ?? {});
  if (each.length > 1) return each;
  return [`${minItems} to ${maxItems} values, each ${each[0]}`];
}

function described(schema: Schema): string {
  const { type, minimum, maximum, pattern, minLength = 0, maxLength, properties = {} } = schema;
  switch (type) {
    case 'object':
      return `an object with ${Object.keys(properties).join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'number':
    case 'integer':
      return `a ${type === 'integer' ? 'whole ' : ''}number${between(minimum, maximum)}`;
    default:
      if (pattern !== undefined) return `a text that matches ${pattern}`;
      return `a text${between(minLength, maxLength)}${maxLength === undefined ? '' : ' characters long'}`;
  }
}

/** ` from 1 to 40` */
export function between(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` of ${least} or more`;
  return most === undefined ? '' : ` up to ${most}`;
}

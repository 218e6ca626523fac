/**
 * Snapshots that went through JSON. JSON knows no typed arrays, which become objects with a field for each index, and
 * neither NaN nor the infinities, which become null.
 */
import { isOfKind } from '../../errors.ts';

/** What null was in a field of this name, or that it held a Float64Array, or an object with such fields. */
export interface JsonFields {
  readonly [field: string]: number | 'doubles' | JsonFields;
}

const TOTALS: JsonFields = { min: Number.NaN, max: Number.NaN };

/**
 * The snapshot as it was before `JSON.parse(JSON.stringify(snapshot))`; the same where it did not go through JSON. A sum
 * that had left the range of doubles is given the side of zero on which the values reach furthest.
 *
 * @param fields what its layout has beside the totals
 */
export function restored<S extends object>(snapshot: S, fields: JsonFields): S {
  if (typeof snapshot !== 'object' || snapshot === null) return snapshot;
  const whole = withFields(withFields(snapshot, fields), TOTALS);
  const { sum, min, max } = whole as S & { sum: number | null; min: number; max: number };
  return sum === null ? { ...whole, sum: Infinity * (min + max) } : whole;
}

/** A copy with what differs, or the same. */
function withFields<T extends object>(given: T, fields: JsonFields): T {
  let changed: Record<string, unknown> | undefined;
  for (const field in fields) {
    const value: unknown = given[field as keyof T];
    const was = wasOf(value, fields[field] as JsonFields[string]);
    if (!Object.is(was, value)) changed = { ...changed, [field]: was };
  }
  return changed === undefined ? given : { ...given, ...changed };
}

function wasOf(value: unknown, field: JsonFields[string]): unknown {
  if (typeof field === 'number') return value === null ? field : value;
  if (typeof value !== 'object' || value === null) return value;
  return field === 'doubles' ? doublesOf(value) : withFields(value, field);
}

/** What JSON does not make of a Float64Array is left as it is, and refused where the snapshot is checked. */
function doublesOf(value: object): object {
  if (isOfKind(value, 'Float64Array') || Array.isArray(value)) return value;
  const numbers = Object.values(value);
  const isList = Object.keys(value).every((key, i) => key === String(i));
  return isList && numbers.every((one) => typeof one === 'number') ? Float64Array.from(numbers) : value;
}

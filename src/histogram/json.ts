/**
 * Snapshots that went through JSON. JSON knows no typed arrays, which become objects with a field for each index, and
 * neither NaN nor the infinities, which become null. Here is what each was, by its layout.
 */

/** What null was in a field of this name, or that it held a Float64Array, or an object with such fields. */
interface Fields {
  readonly [field: string]: number | 'doubles' | Fields;
}

const RANGE: Fields = { counts: 'doubles' };

/** A new layout is a new row. */
const FIELDS: Readonly<Record<string, Fields>> = {
  exponential: { positive: RANGE, negative: RANGE, explicit: RANGE },
  explicit: { bounds: 'doubles', counts: 'doubles' },
  hdr: { counts: RANGE },
  summary: { mean: Number.NaN, m2: Infinity, m3: Number.NaN, m4: Number.NaN },
};

const TOTALS: Fields = { min: Number.NaN, max: Number.NaN };

/**
 * The snapshot of any layout as it was before `JSON.parse(JSON.stringify(snapshot))`; any other value, and a snapshot
 * that did not go through JSON, as it is. All functions that take snapshots take such ones too: this is for who reads
 * their fields. A sum that had left the range of doubles is given the side of zero on which the values reach furthest.
 */
export function restoreSnapshot<S extends { readonly layout: string }>(snapshot: S): S {
  const isKnown = typeof snapshot?.layout === 'string' && Object.hasOwn(FIELDS, snapshot.layout);
  if (!isKnown) return snapshot;
  const whole = restored(restored(snapshot, FIELDS[snapshot.layout] as Fields), TOTALS);
  const { sum, min, max } = whole as S & { sum: number | null; min: number; max: number };
  return sum === null ? { ...whole, sum: Infinity * (min + max) } : whole;
}

/** A copy with what differs, or the same. */
function restored<T extends object>(given: T, fields: Fields): T {
  let changed: Record<string, unknown> | undefined;
  for (const field in fields) {
    const value: unknown = given[field as keyof T];
    const was = wasOf(value, fields[field] as Fields[string]);
    if (!Object.is(was, value)) changed = { ...changed, [field]: was };
  }
  return changed === undefined ? given : { ...given, ...changed };
}

function wasOf(value: unknown, field: Fields[string]): unknown {
  if (typeof field === 'number') return value === null ? field : value;
  if (typeof value !== 'object' || value === null) return value;
  return field === 'doubles' ? doublesOf(value) : restored(value, field);
}

/** What JSON does not make of a Float64Array is left as it is, and refused where the snapshot is checked. */
function doublesOf(value: object): object {
  if (value instanceof Float64Array || Array.isArray(value)) return value;
  const numbers = Object.values(value);
  const isList = Object.keys(value).every((key, i) => key === String(i));
  return isList && numbers.every((one) => typeof one === 'number') ? Float64Array.from(numbers) : value;
}

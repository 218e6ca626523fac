/** Labels as JSON, with their types and whatever numbers are among them; and as the strings that engines ask for. */
import type { Labels, LabelValue } from '../../../metrics/inner.ts';

/** What JSON cannot hold, by its name. */
interface OtherNumber {
  readonly number: 'NaN' | 'Infinity' | '-Infinity' | '-0';
}

type Scalar = string | number | boolean | null;
type EncodedValue = Scalar | OtherNumber | readonly (Scalar | OtherNumber)[];

/** Pairs, since a label may have any name. */
export type EncodedLabels = readonly (readonly [name: string, value: EncodedValue])[];

export function encodeLabels(labels: Labels): EncodedLabels {
  return Object.entries(labels).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(encodeScalar) : encodeScalar(value as Scalar),
  ]);
}

export function decodeLabels(encoded: EncodedLabels): Labels {
  const labels = encoded.map(([name, value]) => [
    name,
    Array.isArray(value) ? Object.freeze(value.map(decodeScalar)) : decodeScalar(value as Scalar),
  ]);
  return Object.freeze(Object.fromEntries(labels)) as Labels;
}

/** The same text for the same labels, in whatever order they are. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify([...encodeLabels(labels)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a column of strings holds of it. */
export function labelText(value: LabelValue): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : `${value}`;
}

function encodeScalar(value: Scalar): Scalar | OtherNumber {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return { number: (Object.is(value, -0) ? '-0' : `${value}`) as OtherNumber['number'] };
}

function decodeScalar(value: Scalar | OtherNumber): Scalar {
  return typeof value === 'object' && value !== null ? Number(value.number) : value;
}

/** What is handed in, in the form that it is compared in. */
import { isOfKind, wrongKind, wrongValue } from '../errors.ts';
import {
  alignedBins,
  type Bins,
  type BucketSnapshot,
  Histogram,
  restoreSnapshot,
  type Shares,
} from '../histogram/inner.ts';
import { isRecord, readable } from '../validate.ts';
import type { DriftData, NumberArray } from './model.ts';

/** Ascending, with a NaN at the end if there is one. */
export interface Values {
  readonly kind: 'values';
  readonly values: Float64Array;
}

export interface Distribution {
  readonly kind: 'histogram';
  readonly snapshot: BucketSnapshot;
}

export interface Counts {
  readonly kind: 'categories';
  readonly counts: ReadonlyMap<string, number>;
}

export type Data = Values | Distribution | Counts;

/** Two sides, ready to be compared. */
export type Pair =
  | { readonly kind: 'values'; readonly reference: Float64Array; readonly current: Float64Array }
  | { readonly kind: 'bins'; readonly bins: Bins }
  | { readonly kind: 'categories'; readonly shares: Shares; readonly added: readonly string[] };

/** What is continuous has as many categories as values; nobody means that. */
const MOST_CATEGORIES = 10_000;

/**
 * @param areCategories whether numbers are names of categories
 * @throws DRIFT_SAMPLE, DRIFT_SAMPLE_EMPTY, DRIFT_CATEGORIES, HISTOGRAM_SNAPSHOT, TELEMETRY_ARGUMENT_KIND
 */
export function dataOf(label: string, given: DriftData, areCategories = false): Data {
  return readable(label, () => read(label, given, areCategories));
}

function read(label: string, given: DriftData, areCategories: boolean): Data {
  if (isSnapshot(given)) return histogramOf(label, given);
  if (isTyped(given)) return areCategories ? listed(label, Array.from(given)) : sorted(label, given);
  if (Array.isArray(given)) {
    const isNumeric = given.every((value) => typeof value === 'number');
    return isNumeric && !areCategories ? sorted(label, given) : listed(label, given);
  }
  if (isRecord(given) && !ArrayBuffer.isView(given)) return counted(label, Object.entries(given));
  const expected = 'numbers, a histogram snapshot, words, or counts by word';
  throw wrongKind('DRIFT_SAMPLE', label, expected, given, 'Use Float64Array.from(values) for other lists.');
}

export function isSnapshot(given: unknown): given is BucketSnapshot {
  return isRecord(given) && typeof given.layout === 'string';
}

/** Those of big integers and of raw bytes are none. */
function isTyped(given: unknown): given is Extract<NumberArray, ArrayBufferView> {
  if (!ArrayBuffer.isView(given) || isOfKind(given, 'DataView')) return false;
  return !(isOfKind(given, 'BigInt64Array') || isOfKind(given, 'BigUint64Array'));
}

export function countOf(data: Data): number {
  if (data.kind === 'values') return data.values.length;
  if (data.kind === 'histogram') return data.snapshot.count;
  return sumOf(data.counts.values());
}

/** Data as they may be handed in again: a copy, since lists are used again by those who handed them in. */
export function plainOf(data: Data): DriftData {
  if (data.kind === 'values') return data.values.slice();
  return data.kind === 'histogram' ? data.snapshot : Object.fromEntries(data.counts);
}

export function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** @throws DRIFT_FORM where numbers meet words; HISTOGRAM_LAYOUT where the buckets of histograms do */
export function pairOf(reference: Data, current: Data): Pair {
  if (reference.kind === 'categories' || current.kind === 'categories')
    return categoryPair(reference, current);
  if (reference.kind === 'values' && current.kind === 'values') {
    return { kind: 'values', reference: reference.values, current: current.values };
  }
  return { kind: 'bins', bins: alignedBins(snapshotOf(reference), snapshotOf(current)) };
}

function categoryPair(reference: Data, current: Data): Pair {
  if (reference.kind !== 'categories' || current.kind !== 'categories') {
    const [got, wanted] = reference.kind === 'categories' ? ['numbers', 'words'] : ['words', 'numbers'];
    throw wrongValue('DRIFT_FORM', 'current', `${wanted}, as the reference`, got, 'Compare like with like.');
  }
  const names = new Set([...reference.counts.keys(), ...current.counts.keys()]);
  const of = ({ counts }: Counts) => Float64Array.from(names, (name) => counts.get(name) ?? 0);
  return {
    kind: 'categories',
    shares: { reference: of(reference), current: of(current) },
    added: [...current.counts.keys()].filter((name) => !reference.counts.get(name)),
  };
}

/** Values beside a histogram are counted as it counts. */
function snapshotOf(data: Values | Distribution): BucketSnapshot {
  if (data.kind === 'histogram') return data.snapshot;
  using histogram = new Histogram();
  for (const value of data.values) histogram.record(value);
  return histogram.snapshot();
}

function sorted(label: string, given: NumberArray): Values {
  if (given.length === 0) throw empty(label);
  return { kind: 'values', values: Float64Array.from(given).sort() };
}

function histogramOf(label: string, given: BucketSnapshot): Distribution {
  const snapshot = restoreSnapshot(given);
  // Asks every question that a snapshot must answer, so that a detector is not made of one that is none.
  alignedBins(snapshot, snapshot);
  if (snapshot.count === 0) throw empty(label);
  return { kind: 'histogram', snapshot };
}

function listed(label: string, given: readonly unknown[]): Counts {
  const counts = new Map<string, number>();
  for (const [i, value] of given.entries()) {
    const isWord = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
    if (!isWord) {
      const remedy = 'Leave out what is missing, or name it: `unknown`.';
      throw wrongKind('DRIFT_SAMPLE', `${label}[${i}]`, 'a word, or only numbers', value, remedy);
    }
    const name = String(value);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return withCategories(label, counts);
}

function counted(label: string, entries: readonly [string, unknown][]): Counts {
  for (const [name, count] of entries) {
    if (typeof count === 'number' && count >= 0 && count < Infinity) continue;
    const remedy = 'Pass how often each category occurs, or a list of words.';
    throw wrongKind('DRIFT_SAMPLE', `${label}.${name}`, 'a count, 0 or more', count, remedy);
  }
  return withCategories(label, new Map(entries as [string, number][]));
}

function withCategories(label: string, counts: ReadonlyMap<string, number>): Counts {
  if (!(sumOf(counts.values()) > 0)) throw empty(label);
  if (counts.size <= MOST_CATEGORIES) {
    // In one order, whatever came first, so that equal data give equal results and equal bytes.
    const ordered = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return { kind: 'categories', counts: new Map(ordered) };
  }
  const remedy = 'Group the rare ones, or compare numbers by another test.';
  throw wrongValue('DRIFT_CATEGORIES', label, `${MOST_CATEGORIES} categories at most`, counts.size, remedy);
}

function empty(label: string): Error {
  const remedy = 'Compare once both are recorded.';
  return wrongValue('DRIFT_SAMPLE_EMPTY', label, 'one value or more', 'none', remedy);
}

/**
 * What the validation of every snapshot has in common: whoever hands one in may have read it from a file or a
 * socket.
 */
import { InferometerError } from '../../errors.ts';
import { type JsonFields, restored } from './json.ts';

/** The fields that every snapshot has. */
export interface SnapshotTotals {
  readonly layout: string;
  readonly version: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly rejected: number;
}

/**
 * What is handed in where a histogram or its snapshot may be: one that is no instance of this copy's class is of another
 * copy of the library, and is told by what it holds.
 */
export function snapshotOf<S>(given: { snapshot(): S } | S): S {
  const live = given as { snapshot?(): S } | null | undefined;
  return typeof live?.snapshot === 'function' ? live.snapshot() : (given as S);
}

/** The snapshot, as it was if it went through JSON, and if nothing is wrong with it. @throws HISTOGRAM_SNAPSHOT */
export function faultless<S extends SnapshotTotals>(
  layout: S['layout'],
  json: JsonFields,
  given: S,
  faultOf: (snapshot: S) => string | undefined,
): S {
  const snapshot = restored(given, json);
  const fault = faultOfTotals(layout, snapshot) ?? faultOf(snapshot);
  if (fault === undefined) return snapshot;
  throw new InferometerError(
    'HISTOGRAM_SNAPSHOT',
    `no ${layout} snapshot: ${fault}. Pass what snapshot() returned, unchanged.`,
  );
}

function faultOfTotals(layout: string, snapshot: SnapshotTotals): string | undefined {
  if (typeof snapshot !== 'object' || snapshot === null) return 'no object';
  const { version, count, sum, min, max, rejected } = snapshot;
  if (snapshot.layout !== layout) return `layout ${named(snapshot.layout)}`;
  if (version !== 1) return `version ${named(version)}, this library reads 1`;
  if (!isCount(count)) return 'count is no count';
  if (!isCount(rejected)) return 'rejected is no count';
  if (typeof sum !== 'number') return 'sum is no number';
  if (count > 0 && !(Number.isFinite(min) && Number.isFinite(max) && min <= max)) {
    return 'min and max are no range';
  }
  return undefined;
}

/** A value in a message: an object may have a toString of its own making. */
export function named(value: unknown): string {
  return typeof value === 'object' ? 'that is an object' : String(value);
}

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** What two snapshots are whose buckets are not the same. */
export function incompatible(): InferometerError {
  return new InferometerError(
    'HISTOGRAM_LAYOUT',
    'the two snapshots have different layouts or buckets. Pass snapshots of one layout, made with the same options.',
  );
}

/** The smaller of two minima; NaN is that of no values. Of maxima: `-lesser(-a, -b)`. */
export function lesser(a: number, b: number): number {
  return a <= b || Number.isNaN(b) ? a : b;
}

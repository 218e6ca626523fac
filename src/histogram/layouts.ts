/** The table of layouts. A new one is a folder with a layout.ts, and a line at the end of the table. */
import { InferometerError } from '../errors.ts';
import { restored } from './base/json.ts';
import type { BucketSnapshotLayout, SnapshotLayout } from './base/layout.ts';
import { incompatible, named, type SnapshotTotals } from './base/snapshot-totals.ts';
import { explicit } from './explicit/layout.ts';
import { exponential } from './exponential/layout.ts';
import { hdr } from './hdr/layout.ts';
import { summary } from './summary/layout.ts';

export const LAYOUTS = [
  // The place of each is its tag in `encodeSnapshot`: new ones come last.
  exponential,
  explicit,
  hdr,
  summary,
] as const;

type SnapshotOf<L> = L extends SnapshotLayout<infer S> ? S : never;

/** A snapshot of any layout; `layout` tells which. */
export type Snapshot = SnapshotOf<(typeof LAYOUTS)[number]>;

/** A snapshot whose values are counted in buckets. */
export type BucketSnapshot = SnapshotOf<Extract<(typeof LAYOUTS)[number], { readonly filled: unknown }>>;

/** The layout of a snapshot. @throws HISTOGRAM_SNAPSHOT for what has none of ours */
export function layoutOf<S extends Snapshot>(snapshot: S): SnapshotLayout<S> {
  const name: unknown = (snapshot as SnapshotTotals | undefined)?.layout;
  const layout = LAYOUTS.find((known) => known.name === name);
  if (layout !== undefined) return layout as unknown as SnapshotLayout<S>;
  throw new InferometerError(
    'HISTOGRAM_SNAPSHOT',
    `no snapshot: layout ${named(name)}. Pass what snapshot() returned, unchanged.`,
  );
}

/** The snapshot, once it is known to be one, as it was if it went through JSON. @throws HISTOGRAM_SNAPSHOT */
export function validOf<S extends Snapshot>(snapshot: S): S {
  return layoutOf(snapshot).valid(snapshot);
}

/**
 * The snapshot of any layout as it was before `JSON.parse(JSON.stringify(snapshot))`; any other value, and a snapshot
 * that did not go through JSON, as it is. All functions that take snapshots take such ones too: this is for who reads
 * their fields. A sum that had left the range of doubles is given the side of zero on which the values reach furthest.
 */
export function restoreSnapshot<S extends { readonly layout: string }>(snapshot: S): S {
  const layout = LAYOUTS.find(({ name }) => name === snapshot?.layout);
  return layout === undefined ? snapshot : restored(snapshot, layout.json);
}

/** The layout of a snapshot with buckets. @throws HISTOGRAM_SNAPSHOT for any other */
export function bucketLayoutOf<S extends BucketSnapshot>(snapshot: S): BucketSnapshotLayout<S> {
  const layout = layoutOf(snapshot);
  if ('filled' in layout) return layout as BucketSnapshotLayout<S>;
  throw new InferometerError(
    'HISTOGRAM_SNAPSHOT',
    `a ${layout.name} snapshot has no buckets. Pass one of a histogram.`,
  );
}

/** Two snapshots with the same buckets, exactly. @throws HISTOGRAM_SNAPSHOT, HISTOGRAM_LAYOUT */
export function aligned<S extends BucketSnapshot>(one: S, other: S): [S, S] {
  const layout = bucketLayoutOf(one);
  const left = layout.valid(one);
  const right = bucketLayoutOf(other).valid(other);
  if (left.layout !== right.layout) throw incompatible();
  return layout.align(left, right);
}

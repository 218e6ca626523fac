/** The table of layouts. A new one is a folder with a layout.ts, and a line at the end of the table. */
import { InferometerError } from '../errors.ts';
import type { BucketSnapshotLayout, SnapshotLayout } from './base/layout.ts';
import { incompatible, type SnapshotTotals } from './base/snapshot-totals.ts';
import { explicit } from './explicit/layout.ts';
import { exponential } from './exponential/layout.ts';
import { hdr } from './hdr/layout.ts';
import { summary } from './summary/layout.ts';

/** Layouts have their place here as their tag in `encodeSnapshot`. */
export const LAYOUTS = [exponential, explicit, hdr, summary] as const;

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
    `no snapshot: layout ${String(name)}. Pass what snapshot() returned, unchanged.`,
  );
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

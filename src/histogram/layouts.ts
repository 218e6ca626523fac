/** Every layout in one table, for what takes snapshots of any. */
import type { Snapshot } from './codec/codec.ts';
import { validExplicitSnapshot } from './explicit/explicit-snapshot.ts';
import { validHdrSnapshot } from './hdr/hdr-snapshot.ts';
import { validSnapshot } from './snapshot.ts';
import { validSummarySnapshot } from './summary/summary-snapshot.ts';

type Layout = Snapshot['layout'];

const VALID: { readonly [L in Layout]: (snapshot: Extract<Snapshot, { layout: L }>) => Snapshot } = {
  exponential: validSnapshot,
  explicit: validExplicitSnapshot,
  hdr: validHdrSnapshot,
  summary: validSummarySnapshot,
};

/** The snapshot, once it is known to be one, as it was if it went through JSON. @throws HISTOGRAM_SNAPSHOT */
export function validOf<S extends Snapshot>(snapshot: S): S {
  const layout: unknown = snapshot?.layout;
  const isKnown = typeof layout === 'string' && Object.hasOwn(VALID, layout);
  return VALID[isKnown ? (layout as Layout) : 'exponential'](snapshot as never) as S;
}

/** Exemplars of what is stored, merged in whatever order it is read. */
import { type Exemplar, type Instrument, mergeExemplars } from '../../metrics/inner.ts';

/**
 * The newest of each range of values. Of those of the same millisecond the same one wins each time, where a process takes
 * the one that it recorded last: that order is not known here.
 */
export function mergeStoredExemplars(
  instrument: Instrument,
  parts: readonly (readonly Exemplar[] | undefined)[],
): readonly Exemplar[] | undefined {
  const all = parts.flatMap((part) => part ?? []);
  // Merging keeps the order of what has the same time.
  return mergeExemplars(instrument, [all.sort(compare)]);
}

function compare(a: Exemplar, b: Exemplar): number {
  return a.value - b.value || (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1);
}

/** Which operation a series is about, as its metric and its labels tell. */

import type { Instrument, Labels, LabelValue } from '../../metrics/inner.ts';
import { isOperationType } from '../context/operation-types.ts';

/** How operations end well: ours, and those of a write-ahead log. */
export const SUCCESSES: ReadonlySet<string> = new Set(['ok', 'completed']);
export const FAILURES: ReadonlySet<string> = new Set(['error', 'failed']);
/** Neither well nor badly. */
export const OTHER_ENDS: ReadonlySet<string> = new Set(['aborted', 'cancelled', 'unknown']);

/** The type of the operations whose successes a series timed; undefined for any other series. */
export function durationType(instrument: Instrument, labels: Labels): string | undefined {
  const { kind, unit, name } = instrument;
  if (kind !== 'histogram' || unit !== 'seconds') return undefined;
  // Phases and failures are apart.
  if (labels.phase !== undefined || labels.status !== undefined) return undefined;
  const type = textOf(labels.operation_type) ?? textOf(labels.operation);
  if (name === 'coordination_overhead_seconds' || name === 'operation_latency_seconds') return type;
  const named = name.replace(/_seconds$/, '');
  return isOperationType(named) ? named : undefined;
}

/** A label of the catalogue is a string; what others call the same may be anything. */
export function textOf(label: LabelValue | undefined): string | undefined {
  return typeof label === 'string' ? label : undefined;
}

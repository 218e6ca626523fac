/** Which operation a series is about, as its metric and its labels tell. */
import { isOperationType } from '../operation-types.ts';
import type { Labels, MetricDefinition } from '../snapshot.ts';

/** How operations end well: ours, and those of a write-ahead log. */
export const SUCCESSES: ReadonlySet<string> = new Set(['ok', 'completed']);
export const FAILURES: ReadonlySet<string> = new Set(['error', 'failed']);
/** Neither well nor badly. */
export const OTHER_ENDS: ReadonlySet<string> = new Set(['aborted', 'cancelled', 'unknown']);

/** The type of the operations whose successes a series timed; undefined for any other series. */
export function durationType(definition: MetricDefinition, labels: Labels): string | undefined {
  const { kind, unit, name } = definition;
  if (kind !== 'histogram' || unit !== 'seconds') return undefined;
  // Phases and failures are apart.
  if (labels.phase !== undefined || labels.status !== undefined) return undefined;
  const type = labels.operation_type ?? labels.operation;
  if (name === 'coordination_overhead_seconds' || name === 'operation_latency_seconds') return type;
  const named = name.replace(/_seconds$/, '');
  return isOperationType(named) ? named : undefined;
}

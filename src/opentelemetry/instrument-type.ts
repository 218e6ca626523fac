/** The kinds of instruments, in the words of the SDK's InstrumentType. */
import type { MetricKind } from '../metrics/inner.ts';

export type InstrumentType =
  | 'COUNTER'
  | 'UP_DOWN_COUNTER'
  | 'GAUGE'
  | 'HISTOGRAM'
  | 'OBSERVABLE_COUNTER'
  | 'OBSERVABLE_UP_DOWN_COUNTER'
  | 'OBSERVABLE_GAUGE';

const TYPES = {
  counter: 'COUNTER',
  up_down_counter: 'UP_DOWN_COUNTER',
  gauge: 'GAUGE',
  histogram: 'HISTOGRAM',
} as const satisfies Record<MetricKind, InstrumentType>;

export function instrumentType(kind: MetricKind, isObserved: boolean): InstrumentType {
  const type = TYPES[kind];
  return isObserved && type !== 'HISTOGRAM' ? `OBSERVABLE_${type}` : type;
}

/** Whether points hold everything since the beginning, or what came since the last collection. */
import { wrongValue } from '../../errors.ts';
import type { InstrumentType } from '../instrument-type.ts';
import { CUMULATIVE, DELTA, type Temporality } from './metric-data.ts';

/** An exporter or a reader of the SDK: 0 is delta, 1 cumulative. */
export interface TemporalitySelector {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's parameter is an enum of the strings of InstrumentType.
  selectAggregationTemporality(type: any): number;
}

export type TemporalityOption = 'cumulative' | 'delta' | TemporalitySelector;

/** @throws OPENTELEMETRY_OPTION_RANGE */
export function temporalityOf(option: TemporalityOption): (type: InstrumentType) => Temporality {
  if (option === 'cumulative') return () => CUMULATIVE;
  // A difference of values that go up and down tells little: the SDK keeps these cumulative too.
  if (option === 'delta') return (type) => (type.endsWith('UP_DOWN_COUNTER') ? CUMULATIVE : DELTA);
  if (typeof option?.selectAggregationTemporality === 'function') {
    return (type) => (option.selectAggregationTemporality(type) === DELTA ? DELTA : CUMULATIVE);
  }
  const expected = 'cumulative, delta, or an exporter that selects';
  const remedy = 'Pass one of the two words, or the exporter behind the reader.';
  throw wrongValue('OPENTELEMETRY_OPTION_RANGE', 'temporality', expected, option, remedy);
}

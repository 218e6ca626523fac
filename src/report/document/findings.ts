/** A finding as sentences. */

import { formatMeasurement } from '../../chart/inner.ts';
import type { Evidence, Finding } from '../../telemetry/index.ts';
import { type MeasurementUnit, measurement } from './document.ts';

/** What the finding rests on: `p95 812 ms, above 500 ms; 120 values in 34.2 s`. */
export function evidenceSentence({ evidence, affectedWorkers }: Finding): string {
  const { statistic, value, threshold, side, count, windowSeconds } = evidence;
  const unit = quantityUnit(evidence);
  const compared = `${statistic} ${formatMeasurement(measurement(value, unit))}, ${side} ${formatMeasurement(measurement(threshold, unit))}`;
  const behind = `${formatMeasurement(measurement(count, 'count'))} ${count === 1 ? 'value' : 'values'}`;
  const workers = affectedWorkers === undefined ? '' : ` (${affectedWorkers.join(', ')})`;
  return `${compared}; ${behind}${workers} in ${formatMeasurement(measurement(windowSeconds, 'seconds'))}`;
}

function quantityUnit({ unit }: Evidence): MeasurementUnit {
  return unit === '1' ? 'count' : unit;
}

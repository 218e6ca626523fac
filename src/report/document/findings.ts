/** A finding as sentences. */

import { formatMeasurement, stated } from '../../chart/inner.ts';
import type { Evidence, Finding } from '../../telemetry/index.ts';
import { type MeasurementUnit, measurement } from './document.ts';
import { whenText } from './range.ts';

/**
 * What the finding rests on: `p95 812 ms, above 500 ms; 120 values in 34.2 s`; and of what changed when and from what:
 * `p95 340 ms, above 160 ms, otherwise 80 ms; 300 values in 1 min; since 2026-01-02 03:04:05 UTC`.
 */
export function evidenceSentence({ evidence, affectedWorkers, change }: Finding): string {
  const { statistic, value, threshold, side, count, windowSeconds } = evidence;
  const shown = (amount: number) => formatMeasurement(measurement(amount, quantityUnit(evidence)));
  const usual = change === undefined ? '' : `, otherwise ${shown(change.usualValue)}`;
  const compared = `${stated(statistic, shown(value))}, ${side} ${shown(threshold)}${usual}`;
  const behind = `${formatMeasurement(measurement(count, 'count'))} ${count === 1 ? 'value' : 'values'}`;
  const workers = affectedWorkers === undefined ? '' : ` (${affectedWorkers.join(', ')})`;
  const observed = `${behind}${workers} in ${formatMeasurement(measurement(windowSeconds, 'seconds'))}`;
  const when = change && whenText(change.startedAtUnixMs, change.endedAtUnixMs);
  return [compared, observed, ...(when ? [when] : [])].join('; ');
}

function quantityUnit({ unit }: Evidence): MeasurementUnit {
  return unit === '1' ? 'count' : unit;
}

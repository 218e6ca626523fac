/** A finding as sentences. */

import type { Evidence, Finding } from '../../telemetry/index.ts';
import { type QuantityUnit, quantity } from './document.ts';
import { spellQuantity } from './spelling.ts';

/** What the finding rests on: `p95 812 ms, above 500 ms; 120 values in 34.2 s`. */
export function evidenceSentence({ evidence, affectedWorkers }: Finding): string {
  const { statistic, value, threshold, side, count, windowSeconds } = evidence;
  const unit = quantityUnit(evidence);
  const compared = `${statistic} ${spellQuantity(quantity(value, unit))}, ${side} ${spellQuantity(quantity(threshold, unit))}`;
  const behind = `${spellQuantity(quantity(count, 'count'))} ${count === 1 ? 'value' : 'values'}`;
  const workers = affectedWorkers === undefined ? '' : ` (${affectedWorkers.join(', ')})`;
  return `${compared}; ${behind}${workers} in ${spellQuantity(quantity(windowSeconds, 'seconds'))}`;
}

function quantityUnit({ unit }: Evidence): QuantityUnit {
  return unit === '1' ? 'count' : unit;
}

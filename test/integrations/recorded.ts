// What was recorded, by the numbers that tests count themselves.
import type { Telemetry } from 'inferometer';
import { seriesOf } from '../telemetry/support.ts';

/** Of a counter or a gauge the value, of a histogram the count, by a label; what is 0 is left out. */
export function countsBy(telemetry: Telemetry, fullName: string, label: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const series of seriesOf(telemetry, fullName)) {
    const value = 'histogram' in series ? series.histogram.count : series.value;
    const key = String(series.labels[label]);
    if (value !== 0) counts[key] = (counts[key] ?? 0) + value;
  }
  return counts;
}

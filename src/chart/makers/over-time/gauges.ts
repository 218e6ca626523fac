/** How much there was of something, over time: by name. */
import type { Unit } from '../../model.ts';
import { readSteps } from '../../time/reading.ts';
import { figure } from '../about.ts';
import { byValues, type NameOf, sumOf, Table } from '../groups.ts';
import type { MakeOverTime } from '../maker.ts';
import { chartOverTime, highestIn } from './chart-over-time.ts';

export interface GaugeOptions {
  readonly metrics: readonly string[];
  readonly groupBy: readonly string[];
  readonly nameOf?: NameOf;
  /** Where each metric is a line: `running` of `inference_running`. */
  readonly nameOfMetric?: (name: string) => string;
  readonly unit: Unit;
  readonly label: string;
  /** What the names are, in the plural: `models`. */
  readonly names: string;
  /** What several are as one: their sum if left out. */
  readonly together?: (values: readonly number[]) => number;
}

export function gaugesOverTime(options: GaugeOptions): MakeOverTime {
  const { metrics, groupBy, unit, label, names, together = sumOf } = options;
  const { nameOf = byValues(groupBy, label) } = options;
  return async (name, asked, steps) => {
    const table = new Table(steps, Number.NaN);
    for await (const { at, metrics: recorded } of readSteps(asked, steps, metrics, groupBy)) {
      for (const { instrument, series } of recorded) {
        const called = options.nameOfMetric?.(instrument.name);
        const byName = new Map<string, number[]>();
        for (const point of series) {
          // Of a distribution its mean: a sample each.
          const value = 'histogram' in point ? point.histogram.sum / point.histogram.count : point.value;
          if (Number.isNaN(value)) continue;
          const of = called ?? nameOf(point.labels, point.overflow);
          if (of === undefined) continue;
          byName.set(of, [...(byName.get(of) ?? []), value]);
        }
        for (const [of, values] of byName) table.add(of, at, together(values));
      }
    }
    const lines = table.lines(together);
    const y = { scale: 'linear', label, unit } as const;
    const latest = lines.slice(0, 3).flatMap(({ label: of, values }) => {
      const value = values.findLast((one) => !Number.isNaN(one));
      return value === undefined ? [] : [`${of} ${figure(value, unit)}`];
    });
    return chartOverTime({
      name,
      query: asked.query,
      steps,
      y,
      lines,
      isEmpty: table.isEmpty,
      figures: latest.slice(0, 2),
      sentences: [
        latest.length > 0 ? `At the end: ${latest.join(', ')}.` : '',
        ...lines.slice(0, 1).map((line) => highestIn(line, steps, y)),
      ],
      notes: table.notes(names),
    });
  };
}

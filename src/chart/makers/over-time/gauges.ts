/** How much there was of something, over time: by name. */
import type { MetricCategory } from '../../../telemetry/index.ts';
import type { Limit, Line, Unit } from '../../model.ts';
import { type Asked, readSteps } from '../../time/reading.ts';
import { figure } from '../about.ts';
import { byValues, type NameOf, sumOf, Table } from '../groups.ts';
import type { MakeOverTime } from '../maker.ts';
import { chartOverTime, highestIn } from './chart-over-time.ts';

export interface GaugeOptions {
  readonly metrics: readonly string[];
  readonly groupBy: readonly string[];
  /** Only metrics of it: others may have the same name. */
  readonly category?: MetricCategory;
  /** Only series with these. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly nameOf?: NameOf;
  /** Where each metric is a line: `running` of `inference_running`. */
  readonly nameOfMetric?: (name: string) => string;
  readonly unit: Unit;
  readonly label: string;
  /** What the names are, in the plural: `models`. */
  readonly names: string;
  /** The y axis is logarithmic; what is less than this lies at it. */
  readonly leastOfLog?: number;
  /** A gauge whose last values are lines that the others are judged by: `drift > 0.1`. */
  readonly limit?: { readonly metric: string; readonly words: string };
  /** What several are as one: their sum if left out. */
  readonly together?: (values: readonly number[]) => number;
}

export function gaugesOverTime(options: GaugeOptions): MakeOverTime {
  const { metrics, groupBy, unit, label, names, together = sumOf, leastOfLog, limit } = options;
  const { nameOf = byValues(groupBy, label) } = options;
  return async (name, asked, steps) => {
    const table = new Table(steps, Number.NaN);
    const limits = new Map<string, number>();
    const read = limit === undefined ? metrics : [...metrics, limit.metric];
    for await (const { at, metrics: recorded } of readSteps(narrowed(asked, options), steps, read, groupBy)) {
      for (const { instrument, series } of recorded) {
        const isLimit = limit !== undefined && !metrics.includes(instrument.name);
        const called = options.nameOfMetric?.(instrument.name);
        const byName = new Map<string, number[]>();
        for (const point of series) {
          // Of a distribution its mean: a sample each.
          const value = 'histogram' in point ? point.histogram.sum / point.histogram.count : point.value;
          if (Number.isNaN(value)) continue;
          const of = called ?? nameOf(point.labels, point.overflow);
          if (of === undefined) continue;
          if (isLimit) {
            limits.set(of, value);
            continue;
          }
          byName.set(of, [...(byName.get(of) ?? []), value]);
        }
        for (const [of, values] of byName) table.add(of, at, together(values));
      }
    }
    const each = (value: number) => (leastOfLog === undefined ? value : Math.max(value, leastOfLog));
    const lines = table.lines(together, { each, known: asked.query.names });
    const y = { scale: leastOfLog === undefined ? 'linear' : 'log', label, unit } as const;
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
      limits: limitsOf(limits, options),
      isEmpty: table.isEmpty,
      figures: latest.length > 0 ? [`${latest.slice(0, 2).join(', ')} at the end`] : [],
      isOfEnd: true,
      sentences: [
        latest.length > 0 ? `At the end: ${latest.join(', ')}.` : '',
        ...lines.slice(0, 1).map((line) => highestIn(line, steps, y)),
      ],
      notes: [...table.notes(names), ...leastNotes(lines, options)],
    });
  };
}

function narrowed({ source, query }: Asked, { category, labels }: GaugeOptions): Asked {
  const own = category === undefined ? {} : { category };
  return { source, query: { ...query, ...own, labels: { ...query.labels, ...labels } } };
}

function leastNotes(lines: readonly Line[], { leastOfLog, label, unit }: GaugeOptions): string[] {
  if (leastOfLog === undefined || !lines.some(({ values }) => values.includes(leastOfLog))) return [];
  return [`What is at ${figure(leastOfLog, unit)} is a ${label} of that or less.`];
}

/** More of them would be a picture of limits. */
const MAX_LIMITS = 3;

/** One for all that have the same, named where there are several. */
function limitsOf(byName: ReadonlyMap<string, number>, { limit, unit }: GaugeOptions): Limit[] {
  const values = [...new Set(byName.values())];
  if (limit === undefined || values.length > MAX_LIMITS) return [];
  return values.map((value) => {
    const of = [...byName].filter(([, one]) => one === value).map(([name]) => name);
    const words = `${limit.words} ${figure(value, unit)}`;
    return { label: values.length === 1 ? words : `${of.join(', ')}: ${words}`, value };
  });
}

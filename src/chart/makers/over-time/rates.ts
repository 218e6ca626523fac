/** How often something happened, over time: by name, per second, per minute, or in each step. */
import type { Unit } from '../../model.ts';
import { continued, readSteps, shared } from '../../time/reading.ts';
import { valuesFor } from '../../time/steps.ts';
import { counted, figure } from '../about.ts';
import { byValues, countsIn, type NameOf, sumOf, Table } from '../groups.ts';
import type { MakeOverTime } from '../maker.ts';
import { chartOverTime, highestIn } from './chart-over-time.ts';

export interface RateOptions {
  /** Counters, or histograms whose values are counted, by name without prefix. */
  readonly metrics: readonly string[];
  readonly groupBy: readonly string[];
  /** How a series is called, where that is not the values of its labels; undefined leaves it out. */
  readonly nameOf?: NameOf;
  /** Where a label is the name of the metric: `input` of `input_tokens_total`. */
  readonly nameOfMetric?: (name: string) => string;
  readonly unit: 'per_second' | 'per_minute' | 'count';
  /** What the y axis says: `inferences`. */
  readonly label: string;
  /** What was counted, in the plural. */
  readonly things: string;
  /** What the names are, in the plural: `models`. */
  readonly names: string;
}

/** The step that goes on is no rate yet before so much of it was observed. */
const LEAST_OF_STEP = 0.2;

const PER: Readonly<Record<RateOptions['unit'], number>> = {
  per_second: 1,
  per_minute: 60,
  count: Number.NaN,
};

export function ratesOverTime(options: RateOptions): MakeOverTime {
  const { metrics, groupBy, unit, label, things, names } = options;
  const { nameOf = byValues(groupBy, things) } = options;
  return async (name, asked, steps) => {
    const table = new Table(steps, 0);
    const seconds = valuesFor(steps, 0);
    for await (const { at, observedSeconds, metrics: recorded } of readSteps(
      asked,
      steps,
      metrics,
      groupBy,
    )) {
      seconds[at] = observedSeconds;
      for (const metric of recorded) {
        const own = options.nameOfMetric;
        const called: NameOf = own === undefined ? nameOf : () => own(metric.instrument.name);
        for (const [of, count] of countsIn(metric, called)) table.add(of, at, count);
      }
    }
    const total = table.total();
    const last = seconds.length - 1;
    const rated = (count: number, at: number) => {
      if (unit === 'count') return count;
      const observed = seconds[at] as number;
      const isTooShort = at === last && observed < LEAST_OF_STEP * steps.stepSeconds;
      // Of the last step alone there is nothing else to show.
      return isTooShort && last > 0 ? Number.NaN : (PER[unit] * count) / observed;
    };
    const lines = table.lines(sumOf, rated, unit === 'count' ? shared : continued);
    const observed = sumOf(seconds);
    const y = { scale: 'linear', label, unit: unit as Unit } as const;
    const [most] = lines;
    return chartOverTime({
      name,
      query: asked.query,
      steps,
      y,
      lines:
        unit === 'count' ? lines.map((line) => ({ ...line, values: shared(line.values, steps) })) : lines,
      isEmpty: total === 0,
      figures: [
        ...(unit === 'count' ? [] : [figure((PER[unit] * total) / observed, unit)]),
        counted(total, things),
      ],
      sentences: [
        `${counted(total, things)} in ${figure(observed, 'seconds')}, by ${names}.`,
        most === undefined ? '' : highestIn(most, steps, y),
      ],
      notes: table.notes(names),
    });
  };
}

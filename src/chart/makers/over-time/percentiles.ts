/** Percentiles over time, of everything together. */
import { COLORS } from '../../look/palette.ts';
import type { Area, Line } from '../../model.ts';
import { continued, readSteps } from '../../time/reading.ts';
import { type Steps, valuesFor } from '../../time/steps.ts';
import { counted, errorRatioOf, figure } from '../about.ts';
import { histogramsIn, Merged, mergedOf, PERCENTILES, percentilesOf } from '../histograms.ts';
import type { MakeOverTime } from '../maker.ts';
import { chartOverTime, highestIn } from './chart-over-time.ts';

const COLOR_OF = [COLORS.blue, COLORS.orange, COLORS.vermillion] as const;

export interface PercentileOptions {
  /** Histograms, by name without prefix. They are summed up together. */
  readonly metrics: readonly string[];
  /** What the values are: `latency`. */
  readonly label: string;
  /** What was counted, in the plural: `inferences`. */
  readonly things: string;
}

export function percentilesOverTime({ metrics, label, things }: PercentileOptions): MakeOverTime {
  return async (name, asked, steps) => {
    const values = PERCENTILES.map(() => valuesFor(steps, Number.NaN));
    const counts = valuesFor(steps, 0);
    const all = new Merged();
    for await (const { at, metrics: recorded } of readSteps(asked, steps, metrics, [])) {
      const merged = mergedOf([...histogramsIn(recorded)]);
      if (merged.count === 0) continue;
      all.add([merged]);
      counts[at] = merged.count;
      for (const [i, value] of percentilesOf(merged, PERCENTILES).entries()) {
        (values[i] as number[])[at] = value;
      }
    }
    const whole = all.end();
    const lines = percentileLines(values, steps);
    const [p50, p95, p99] = percentilesOf(whole, PERCENTILES).map((value) => figure(value, 'seconds'));
    const y = { scale: 'log', label, unit: 'seconds' } as const;
    return chartOverTime({
      name,
      query: asked.query,
      steps,
      y,
      lines,
      areas: [areaOf(lines, 0, 1), areaOf(lines, 1, 2)],
      counts: continued(counts, steps),
      isEmpty: whole.count === 0,
      figures: [`p99 ${p99}`, counted(whole.count, things)],
      sentences: [
        `Over all of it p50 is ${p50}, p95 ${p95} and p99 ${p99}; ${counted(whole.count, things)}.`,
        highestIn(lines[2] as Line, steps, y),
      ],
      errorRatio: errorRatioOf(whole.scale),
    });
  };
}

/** @param values of each percentile, of each step */
export function percentileLines(values: readonly (readonly number[])[], steps: Steps): Line[] {
  return values.map((own, i) => ({
    label: `p${PERCENTILES[i]}`,
    values: continued(own, steps),
    color: COLOR_OF[i] as number,
  }));
}

function areaOf(lines: readonly Line[], from: number, to: number): Area {
  const [low, high] = [lines[from] as Line, lines[to] as Line];
  return { label: `${low.label} to ${high.label}`, low: low.values, high: high.values, color: high.color };
}

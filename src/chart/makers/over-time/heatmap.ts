/** How many values were how large, over time: what percentiles alone would hide. */
import type { ExponentialSnapshot } from '../../../histogram/index.ts';
import type { HeatmapChart } from '../../model.ts';
import { readSteps, shared } from '../../time/reading.ts';
import { valuesFor } from '../../time/steps.ts';
import { counted, errorRatioOf, figure } from '../about.ts';
import { histogramsIn, Merged, mergedOf, PERCENTILES, percentilesOf } from '../histograms.ts';
import type { MakeOverTime } from '../maker.ts';
import { rowsFor } from '../rows.ts';
import { wordsOf } from './chart-over-time.ts';
import { type PercentileOptions, percentileLines } from './percentiles.ts';

/** More rows than these are finer than an eye tells apart; where steps hold few values, fewer show their shape. */
const [MAX_ROWS, MAX_ROWS_OF_FEW, FEW] = [80, 40, 100];

export function heatmapOverTime({ metrics, label, things }: PercentileOptions): MakeOverTime {
  return async (name, asked, steps) => {
    const values = PERCENTILES.map(() => valuesFor(steps, Number.NaN));
    const bySteps: (ExponentialSnapshot | undefined)[] = valuesFor(steps, 0).map(() => undefined);
    const all = new Merged();
    for await (const { at, metrics: recorded } of readSteps(asked, steps, metrics, [])) {
      const merged = mergedOf([...histogramsIn(recorded)]);
      if (merged.count === 0) continue;
      all.add([merged]);
      bySteps[at] = merged;
      for (const [i, value] of percentilesOf(merged, PERCENTILES).entries()) {
        (values[i] as number[])[at] = value;
      }
    }
    const whole = all.end();
    const { bounds, countsOf } = rowsFor(
      whole,
      whole.count > FEW * steps.positions.length ? MAX_ROWS : MAX_ROWS_OF_FEW,
    );
    const rows = Math.max(0, bounds.length - 1);
    const cells = bySteps.map((snapshot) => (snapshot === undefined ? undefined : countsOf(snapshot)));
    const byRow = Array.from({ length: rows }, (_, row) =>
      shared(
        cells.map((cell) => cell?.[row] ?? 0),
        steps,
      ),
    );
    const [p50, p95, p99] = percentilesOf(whole, PERCENTILES).map((value) => figure(value, 'seconds'));
    const isEmpty = whole.count === 0;
    const outside = whole.zeroCount + whole.negative.counts.reduce((sum, count) => sum + count, 0);
    const errorRatio = isEmpty ? 0 : errorRatioOf(whole.scale);
    return {
      schemaVersion: 1,
      id: name.id,
      ...wordsOf({
        name,
        query: asked.query,
        steps,
        isEmpty,
        figures: [`p99 ${p99}`, counted(whole.count, things)],
        sentences: [
          `How many ${things} took how long. Over all of it p50 is ${p50}, p95 ${p95} and p99 ${p99}; ${counted(whole.count, things)}.`,
        ],
        notes: outside > 0 ? [`${counted(outside, 'values')} of 0 or less are in the lowest row.`] : [],
        errorRatio,
      }),
      errorRatio,
      isEmpty,
      kind: 'heatmap',
      x: { scale: 'time', startUnixMs: steps.startUnixMs, endUnixMs: steps.endUnixMs },
      y: { scale: 'log', label, unit: 'seconds' },
      positions: isEmpty ? [] : steps.positions,
      stepSeconds: steps.stepSeconds,
      bounds,
      counts: isEmpty ? [] : steps.positions.flatMap((_, step) => byRow.map((row) => row[step] as number)),
      lines: isEmpty ? [] : percentileLines(values, steps),
    } satisfies HeatmapChart;
  };
}

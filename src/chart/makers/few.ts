/** Percentiles of few values: they are chance, and steps are chosen, where they may be, so that few of them are. */
import type { Chart, Line } from '../model.ts';
import { stepLength } from '../time/step-length.ts';
import type { Steps } from '../time/steps.ts';

/** Of fewer values than these the 95th percentile is the greatest of them. */
const ENOUGH = 20;

/** Steps get no longer than leaves a range so many: else there is no course. */
const FEWEST_STEPS = 30;

/** Which positions have values, but too few. @param counts of each position */
export function fewIn(counts: readonly number[]): { readonly few?: readonly number[] } {
  const few = counts.flatMap((count, i) => (count > 0 && count < ENOUGH ? [i] : []));
  return few.length > 0 ? { few } : {};
}

export function fewNotes(lines: readonly Line[]): string[] {
  return lines.some(({ few }) => few !== undefined)
    ? [`Fainter: fewer than ${ENOUGH} values in a step.`]
    : [];
}

/** A longer step, of which most have values enough; undefined where there is none, or these have. */
export function longerStep(chart: Chart, { startUnixMs, endUnixMs, stepSeconds }: Steps): number | undefined {
  if (!('lines' in chart)) return undefined;
  // By the busiest: what is rare anyway is no reason to see less of all the others.
  const shares = chart.lines.map(
    ({ few = [], values }) => few.length / values.filter(Number.isFinite).length,
  );
  if (shares.length === 0 || Math.min(...shares) < 0.5) return undefined;
  const rangeSeconds = (endUnixMs - startUnixMs) / 1000;
  const longest = rangeSeconds / FEWEST_STEPS;
  const wanted = (stepSeconds * ENOUGH) / Math.max(1, countOfStep(chart));
  const step = stepLength(Math.min(wanted, longest), 0, 1);
  return step > stepSeconds && step <= longest * 1.5 ? step : undefined;
}

/** How many values a step has, on average of those that have any. */
function countOfStep(chart: Extract<Chart, { readonly lines: readonly Line[] }>): number {
  const known = Math.max(1, ...chart.lines.map(({ values }) => values.filter(Number.isFinite).length));
  const all = (chart.counts ?? []).reduce<number>(
    (sum, count) => sum + (Number.isFinite(count) ? count : 0),
    0,
  );
  return all / known;
}

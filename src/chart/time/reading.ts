/** What a source has in each step of a time axis. */
import type { MetricSnapshot } from '../../metrics/inner.ts';
import { type ChartQuery, workOf } from '../query.ts';
import type { ChartSource } from '../source.ts';
import type { Steps } from './steps.ts';

/** As much of a request as reading needs. */
export interface Asked {
  readonly source: ChartSource;
  readonly query: ChartQuery;
}

export interface ReadStep {
  /** Which of the steps. */
  readonly at: number;
  readonly observedSeconds: number;
  readonly metrics: readonly MetricSnapshot[];
}

/** The steps that anything was observed in, in their order. */
export async function* readSteps(
  { source, query }: Asked,
  { startUnixMs, endUnixMs, stepSeconds, positions }: Steps,
  metric: readonly string[],
  groupBy: readonly string[],
): AsyncGenerator<ReadStep> {
  const [origin] = positions;
  if (origin === undefined) return;
  const answer = source.query({
    ...workOf(query),
    ...bounded(startUnixMs, endUnixMs, query),
    metric,
    groupBy,
    stepSeconds,
  });
  for await (const { startedAtUnixMs, observedSeconds, metrics } of answer.points()) {
    const at = Math.round((startedAtUnixMs - origin) / (stepSeconds * 1000));
    if (at >= 0 && at < positions.length) yield { at, observedSeconds, metrics };
  }
}

/** An open end stays open: the interval that goes on begins before it ends. */
function bounded(startUnixMs: number, endUnixMs: number, { startTime, endTime }: ChartQuery) {
  return {
    ...(startTime !== undefined && { startTime: startUnixMs }),
    ...(endTime !== undefined && { endTime: endUnixMs }),
  };
}

/**
 * Values of the steps that something begins in, continued over those that it reaches into: a rate or a percentile is that of
 * the interval, wherever in it one looks.
 */
export function continued(values: readonly number[], { reach }: Steps): number[] {
  const all = new Array<number>(values.length).fill(Number.NaN);
  for (const [i, steps] of reach.entries()) {
    for (let j = 0; j < steps; j++) all[i + j] = values[i] as number;
  }
  return all;
}

/** As `continued`, of counts: shared among these steps, so that their sum stays what it was. Whole numbers stay whole. */
export function shared(counts: readonly number[], { reach }: Steps): number[] {
  const all = new Array<number>(counts.length).fill(Number.NaN);
  for (const [i, steps] of reach.entries()) {
    const count = counts[i] as number;
    const upTo = (parts: number) =>
      Number.isInteger(count) ? Math.floor((count * parts) / steps) : (count * parts) / steps;
    for (let j = 0; j < steps; j++) all[i + j] = upTo(j + 1) - upTo(j);
  }
  return all;
}

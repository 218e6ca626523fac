/** What of a comparison fits into a table of a row for each run. */
import type { ComparedMetric, ComparedParameter, RunComparison } from './compare.ts';

export interface ComparisonColumns {
  /** Those that tell the runs apart, few. */
  readonly parameters: readonly ComparedParameter[];
  /** Those asked for; else few, those with a best run first. */
  readonly metrics: readonly ComparedMetric[];
}

const MOST_PARAMETERS = 3;
const MOST_METRICS = 4;

export function comparisonColumns(
  { parameters, metrics }: RunComparison,
  asked: readonly string[] = [],
): ComparisonColumns {
  const ranked = [...metrics].sort((a, b) => Number(b.best !== undefined) - Number(a.best !== undefined));
  return {
    parameters: parameters.filter(({ differs }) => differs).slice(0, MOST_PARAMETERS),
    metrics:
      asked.length > 0 ? metrics.filter(({ name }) => asked.includes(name)) : ranked.slice(0, MOST_METRICS),
  };
}

/** The place of the best run by a metric: of several that have it, since one alone is the worst as well. */
export function bestRun({ best, values }: ComparedMetric): number | undefined {
  return values.filter((value) => value !== undefined).length > 1 ? best : undefined;
}

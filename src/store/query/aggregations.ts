/** What can be computed of a group of series over a stretch of time: the eight aggregations of the REST contract. */

export const AGGREGATIONS = [
  'sum',
  'average',
  'minimum',
  'maximum',
  'percentile_95',
  'percentile_99',
  'count',
  'rate',
] as const;

export type Aggregation = (typeof AGGREGATIONS)[number];

/** What is known of a group, by which all of them are told; undefined where the kind of metric has no such thing. */
export interface Figures {
  readonly sum: number;
  /** Of what `average` is the mean. */
  readonly total: number | undefined;
  readonly count: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** What rates are of: what was counted. */
  readonly counted: number | undefined;
  /** Undefined where there are no percentiles. @param quantiles from 0 to 1 */
  quantiles(quantiles: readonly number[]): readonly number[] | undefined;
}

/** Those that say something about the group. */
export type Aggregated = { readonly [Name in Aggregation]?: number };

const QUANTILES: Partial<Record<Aggregation, number>> = { percentile_95: 0.95, percentile_99: 0.99 };

/**
 * @param observedSeconds what rates are divided by
 * @param more quantiles from 0 to 1
 * @returns the aggregations, and these quantiles
 */
export function aggregated(
  figures: Figures,
  aggregations: readonly Aggregation[],
  more: readonly number[],
  observedSeconds: number,
): [aggregations: Aggregated, quantiles: readonly number[] | undefined] {
  const { sum, total, count, min, max, counted } = figures;
  const asked = aggregations.flatMap((name) => QUANTILES[name] ?? []);
  const quantiles = asked.length + more.length > 0 ? figures.quantiles([...asked, ...more]) : undefined;
  const values: { [Name in Aggregation]?: number } = {};
  const set = (name: Aggregation, value: number | undefined) => {
    if (value !== undefined && !Number.isNaN(value)) values[name] = value;
  };
  let at = 0;
  for (const name of aggregations) {
    if (name === 'sum') set(name, sum);
    else if (name === 'average') set(name, total === undefined ? undefined : total / (count as number));
    else if (name === 'minimum') set(name, min);
    else if (name === 'maximum') set(name, max);
    else if (name === 'count') set(name, count);
    else if (name === 'rate') {
      set(name, counted === undefined || observedSeconds === 0 ? undefined : counted / observedSeconds);
    } else set(name, quantiles?.[at++]);
  }
  return [values, quantiles?.slice(asked.length)];
}

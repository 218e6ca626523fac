/** What can be computed of a group of series over a stretch of time: the eight aggregations of the REST contract. */
import { Histogram } from '../../histogram/index.ts';
import { quantileOf } from '../../telemetry/index.ts';
import type { Totals } from './totals.ts';

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

/** Those asked for that say something about the group. */
export type Aggregated = { readonly [Name in Aggregation]?: number } & {
  /** Those asked for, of histograms: `{ p50: 0.021, 'p99.9': 0.43 }`. */
  readonly percentiles?: Readonly<Record<string, number>>;
};

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Adds aggregations to rows, of which an answer may have hundreds of thousands. */
export class Aggregator {
  private readonly asked: Readonly<Record<Aggregation, boolean>>;
  private readonly percentiles: readonly number[];
  private readonly quantiles: readonly number[];
  /** One for all snapshots, emptied in between. */
  private readonly histogram = new Histogram({ scale: 8, maxBuckets: 65536 });

  /** @param percentiles more of them, from 0 to 100 */
  constructor(aggregations: readonly Aggregation[], percentiles: readonly number[]) {
    const asked = AGGREGATIONS.map((name) => [name, aggregations.includes(name)]);
    this.asked = Object.fromEntries(asked) as Record<Aggregation, boolean>;
    this.percentiles = percentiles;
    const own = [...(this.asked.percentile_95 ? [95] : []), ...(this.asked.percentile_99 ? [99] : [])];
    this.quantiles = [...own, ...percentiles].map(quantileOf);
  }

  /** @param observedSeconds what rates are divided by */
  addTo(row: Writable<Aggregated>, totals: Totals, observedSeconds: number): void {
    const { asked } = this;
    // Field by field: a loop over names takes longer than everything else (measured).
    if (asked.sum && !Number.isNaN(totals.sum)) row.sum = totals.sum;
    if (asked.average && totals.total !== undefined) row.average = totals.total / (totals.count as number);
    if (asked.minimum && totals.min !== undefined) row.minimum = totals.min;
    if (asked.maximum && totals.max !== undefined) row.maximum = totals.max;
    if (asked.count && totals.count !== undefined) row.count = totals.count;
    if (asked.rate && totals.counted !== undefined && observedSeconds > 0) {
      row.rate = totals.counted / observedSeconds;
    }
    const { quantiles, percentiles, histogram } = this;
    const values = quantiles.length === 0 ? undefined : totals.quantiles(quantiles, histogram);
    if (values === undefined) return;
    let at = 0;
    if (asked.percentile_95) row.percentile_95 = values[at++] as number;
    if (asked.percentile_99) row.percentile_99 = values[at++] as number;
    if (percentiles.length === 0) return;
    row.percentiles = Object.fromEntries(percentiles.map((p, i) => [`p${p}`, values[at + i] as number]));
  }

  /** Gives its memory back. */
  dispose(): void {
    this.histogram.dispose();
  }
}

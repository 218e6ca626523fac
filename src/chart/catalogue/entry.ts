/** What is known of a picture before it is made. */

import type { Judged } from '../makers/limits.ts';
import type { MakeOverTime, OfRange } from '../makers/maker.ts';
import type { Chart, Unit } from '../model.ts';
import type { ChartQuery } from '../query.ts';

/** The views of a page, and the parts of a report. */
export type ChartCategory =
  | 'inference'
  | 'stream'
  | 'model'
  | 'training'
  | 'dataset'
  | 'distributed'
  | 'storage'
  | 'http'
  | 'drift'
  | 'continual'
  | 'objectives'
  | 'raw';

/** What narrows a picture down, beside its range of time. */
export type ChartFilter = keyof Pick<
  ChartQuery,
  | 'modelId'
  | 'operationType'
  | 'backendType'
  | 'status'
  | 'labels'
  | 'run'
  | 'metric'
  | 'groupBy'
  | 'aggregation'
  | 'over'
>;

export interface ChartEntry {
  readonly id: string;
  /** As titles of such charts begin. */
  readonly title: string;
  /** What it shows, as one sentence. */
  readonly help: string;
  readonly category: ChartCategory;
  readonly kind: Chart['kind'];
  /** Of its values; of `metric` and `training-curves` whatever was recorded. */
  readonly unit: Unit;
  /** Those that say anything about it; others of a query leave nothing, or all. */
  readonly filters: readonly ChartFilter[];
  /** Whether its x axis is time; else it is of a range as a whole, and can be made of a snapshot. */
  readonly isOverTime: boolean;
}

export type CatalogueRow = Omit<ChartEntry, 'isOverTime'> & {
  /** By which thresholds and objectives what it shows is judged. */
  readonly judged?: Judged;
} & (
    | { readonly overTime: MakeOverTime }
    | {
        readonly ofRange: OfRange;
        /** What it is with `over: 'time'`, where there is such a thing. */
        readonly overDay?: MakeOverTime;
      }
  );

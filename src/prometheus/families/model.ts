/** What writers are handed. */
import type { DataPoint, Instrument, StringLabels } from '../../metrics/inner.ts';

/** A data point with its labels spelled. */
export type ExposedPoint = DataPoint & { readonly labels: StringLabels };

/** What is written under one name. */
export interface ExposedFamily {
  /** With the prefix; of a counter with `_total`. */
  readonly name: string;
  /** Of the first instrument, with the names of labels and the unit spelled. */
  readonly instrument: Instrument;
  /** Whether its labels are what it tells. */
  readonly isInfo?: boolean;
  /** Kept, or borrowed where the writer is done with each before it asks for the next. */
  points(isBorrowed?: boolean): Iterable<ExposedPoint>;
}

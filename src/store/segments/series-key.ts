/** What a series is, and where it comes in the order of a segment. */
import type { DataPoint, Instrument } from '../../metrics/inner.ts';
import { labelsKey } from './parquet/labels.ts';
import type { SeriesEntry } from './parquet/segment-index.ts';

export interface SeriesKey {
  /** Of series that may be merged into one row: by metric, then by labels. */
  readonly merged: string;
  /** Of series whose rows may follow one another as one series; it begins with `merged`. */
  readonly exact: string;
}

export type Series = Omit<SeriesEntry, 'rows'>;

/** Less than any character of a name. */
const BREAK = '\u0000';

/** Instruments are few: each is spelled once. */
export class SeriesKeys {
  private readonly spelled = new WeakMap<Instrument, readonly [merged: string, exact: string]>();

  of({ fullName, instrument, labels, overflow, bounds }: Series): SeriesKey {
    const [mergedText, exactText] = this.spelling(instrument);
    const merged = [fullName, labelsKey(labels), overflow ? 1 : 0, mergedText, ''].join(BREAK);
    return {
      merged,
      exact: `${merged}${exactText}${BREAK}${bounds === undefined ? '' : JSON.stringify(bounds)}`,
    };
  }

  private spelling(instrument: Instrument): readonly [string, string] {
    const known = this.spelled.get(instrument);
    if (known !== undefined) return known;
    const exact = JSON.stringify(instrument);
    // One that takes whatever labels come knows more of them each time.
    const { labels: _, addedLabels: __, ...described } = instrument;
    const merged = instrument.hasDynamicLabels ? JSON.stringify(described) : exact;
    const both = [merged, merged === exact ? '' : exact] as const;
    this.spelled.set(instrument, both);
    return both;
  }
}

export function seriesOf(instrument: Instrument, fullName: string, point: DataPoint): Series {
  const { labels, overflow } = point;
  const explicit = 'histogram' in point ? point.histogram.explicit?.bounds : undefined;
  return { instrument, fullName, labels, overflow, bounds: boundsBeside(instrument, explicit) };
}

/** Undefined where they are those of the instrument. */
export function boundsBeside(
  { bucketBounds }: Instrument,
  bounds: readonly number[] | undefined,
): readonly number[] | undefined {
  if (bounds === undefined || bounds === bucketBounds) return undefined;
  const isSame =
    bucketBounds !== undefined &&
    bounds.length === bucketBounds.length &&
    bounds.every((bound, i) => bound === bucketBounds[i]);
  return isSame ? undefined : bounds;
}

export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

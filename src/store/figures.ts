/**
 * Points of which as much is read as is asked for. A percentile of a hundred thousand rows needs a number of each, which is
 * stored beside its buckets: to restore the buckets as well takes ten times as long (measured).
 */
import type { HistogramPoint } from '../metrics/inner.ts';
import type { PointSource, Selection, StoredFigures, StoredPoint, StoredSeries } from './model.ts';

/** Of a part that has whole points alone, these. */
export async function* figuresIn(
  source: PointSource,
  selection: Selection,
): AsyncGenerator<readonly StoredFigures[]> {
  if (source.figures !== undefined) {
    yield* source.figures(selection);
    return;
  }
  for await (const points of source.points(selection)) yield points.map((stored) => new WholeFigures(stored));
}

export class WholeFigures implements StoredFigures {
  readonly series: StoredSeries;
  private readonly stored: StoredPoint;

  constructor(stored: StoredPoint) {
    const { member, instrument, fullName, point } = stored;
    this.series = { member, instrument, fullName, labels: point.labels, overflow: point.overflow };
    this.stored = stored;
  }

  get startedAtUnixMs(): number {
    return this.stored.startedAtUnixMs;
  }

  get endedAtUnixMs(): number {
    return this.stored.endedAtUnixMs;
  }

  get count(): number {
    return this.histogram.count;
  }

  get sum(): number {
    return this.histogram.sum;
  }

  get min(): number {
    return this.histogram.min;
  }

  get max(): number {
    return this.histogram.max;
  }

  quantile(): undefined {
    return undefined;
  }

  get sumRest(): readonly number[] | undefined {
    return this.stored.sumRest;
  }

  buckets(): HistogramPoint['histogram'] {
    return this.histogram;
  }

  whole(): StoredPoint {
    return this.stored;
  }

  private get histogram(): HistogramPoint['histogram'] {
    return (this.stored.point as HistogramPoint).histogram;
  }
}

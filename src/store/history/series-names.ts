/**
 * Equal descriptions of series as one object. A store reads them anew with each interval, and whoever groups points looks
 * their group up by it: of descriptions that are the same object, each is described once.
 */
import type { Instrument } from '../../metrics/inner.ts';
import type { StoredPoint, StoredSeries } from '../model.ts';

/** Series that are remembered. */
const MAX_SERIES = 50_000;

export class SeriesNames {
  private instruments = new Map<string, Instrument>();
  /** By the object that was given, which is that of all points of a metric in an interval. */
  private given = new WeakMap<Instrument, Instrument>();
  private series = new Map<string, StoredSeries>();
  private readonly numbers = new WeakMap<Instrument, number>();
  private nextNumber = 0;

  /** The description of the series that this is a point of. */
  of({ member, instrument: given, fullName, point }: StoredPoint): StoredSeries {
    const instrument = this.instrumentOf(given);
    const { labels, overflow } = point;
    const key = `${this.numbers.get(instrument)} ${overflow} ${JSON.stringify([member, fullName, labels])}`;
    const known = this.series.get(key);
    if (known !== undefined) return known;
    if (this.series.size >= MAX_SERIES) this.forget();
    const series = { member, instrument, fullName, labels, overflow };
    this.series.set(key, series);
    return series;
  }

  private instrumentOf(given: Instrument): Instrument {
    const known = this.given.get(given);
    if (known !== undefined) return known;
    const json = JSON.stringify(given);
    const instrument = this.instruments.get(json) ?? given;
    this.instruments.set(json, instrument);
    this.given.set(given, instrument);
    if (!this.numbers.has(instrument)) this.numbers.set(instrument, this.nextNumber++);
    return instrument;
  }

  private forget(): void {
    this.instruments = new Map();
    this.given = new WeakMap();
    this.series = new Map();
  }
}

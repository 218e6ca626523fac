/** Which series the receiver was told of: those that are there no more are marked as ended, once. */
import { Histogram } from '../../histogram/index.ts';
import type { Labels, SeriesIdentity } from '../../metrics/inner.ts';
import type { ExposedFamily, ExposedPoint } from '../../prometheus/inner.ts';

interface ToldFamily {
  readonly family: ExposedFamily;
  /** By the labels themselves, which are mostly one object for the life of a series. */
  readonly series: Map<Labels, SeriesIdentity>;
}

export class ToldSeries {
  private before = new Map<string, ToldFamily>();
  private now = new Map<string, ToldFamily>();

  tell(family: ExposedFamily, { labels, overflow }: ExposedPoint): void {
    let told = this.now.get(family.name);
    if (told === undefined) {
      told = { family, series: new Map() };
      this.now.set(family.name, told);
    }
    told.series.set(labels, { labels, overflow });
  }

  /** What was told of last time, and not this time, which is over. */
  *end(): Generator<{ readonly family: ExposedFamily; readonly point: ExposedPoint }, void> {
    const { before, now } = this;
    this.before = now;
    this.now = new Map();
    for (const [name, { family, series }] of before) {
      const current = now.get(name)?.series;
      // Of those with other objects most are there as they were: labels that are spelled anew for each request.
      let texts: Set<string> | undefined;
      for (const [labels, identity] of series) {
        if (current?.has(labels)) continue;
        texts ??= new Set(Array.from(current?.values() ?? [], textOf));
        if (!texts.has(textOf(identity))) yield { family, point: pointWithout(family, identity) };
      }
    }
  }
}

/** The same for the same labels, in whatever order they are. */
function textOf({ labels, overflow }: SeriesIdentity): string {
  return JSON.stringify([overflow, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** A point without a value: one that says that its series has ended needs none. */
function pointWithout({ instrument }: ExposedFamily, identity: SeriesIdentity): ExposedPoint {
  const point = { ...identity, createdAtUnixMs: 0 } as ExposedPoint;
  if (instrument.kind !== 'histogram') return { ...point, value: 0 };
  using histogram = new Histogram();
  return { ...point, histogram: histogram.snapshot() };
}

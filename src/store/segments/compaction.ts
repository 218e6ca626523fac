/** Segments merged into one: what intervals of the same hour, or hours of the same day, say of a series becomes one row. */
import type { Instrument, TimeBudget } from '../../metrics/inner.ts';
import { joinedCoverage } from '../coverage.ts';
import type { Coverage, Selection, StoredPoint } from '../model.ts';
import { mergedPoint } from './merged-points.ts';
import { STEP_MS } from './names.ts';
import type { SeriesEntry } from './parquet/segment-index.ts';
import type { Segment } from './segment.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { boundsBeside, compareKeys, type Series, SeriesKeys } from './series-key.ts';

const EVERYTHING: Selection = {
  startUnixMs: -Infinity,
  endUnixMs: Infinity,
  isWanted: () => true,
  labels: {},
  members: undefined,
  signal: undefined,
};

/** What of each hour, or day, was observed. */
export function mergedCoverage(stretches: readonly Coverage[], stepMs: number): Coverage[] {
  const bySteps = grouped(stretches, stepMs);
  return bySteps
    .flatMap((ofStep) => joinedCoverage(ofStep))
    .sort((a, b) => a.startedAtUnixMs - b.startedAtUnixMs);
}

/** Writes the rows of all the segments, merged; each segment is read once, from its beginning to its end. */
export async function compact(
  segments: readonly Segment[],
  level: 1 | 2,
  writer: SegmentWriter,
  budget: TimeBudget,
): Promise<void> {
  const keys = new SeriesKeys();
  const cursors = await Promise.all(segments.map((segment) => Cursor.open(segment, keys)));
  let open = cursors.filter((cursor) => cursor.current !== undefined);
  while (open.length > 0) {
    const keys = open.map((cursor) => (cursor.current as CurrentSeries).key);
    const [key] = keys.sort(compareKeys) as [string];
    const points: StoredPoint[] = [];
    const instruments: Instrument[] = [];
    for (const cursor of open) {
      while (cursor.current?.key === key) {
        points.push(...cursor.current.points);
        instruments.push(cursor.current.series.instrument);
        await cursor.next();
        if (budget.isOver()) await budget.pause();
      }
    }
    open = open.filter((cursor) => cursor.current !== undefined);
    await addMerged(writer, points, withAllLabels(instruments), STEP_MS[level], budget);
  }
}

/** Rows of one series with other bounds are a series of their own in the file. */
async function addMerged(
  writer: SegmentWriter,
  points: readonly StoredPoint[],
  instrument: Instrument,
  stepMs: number,
  budget: TimeBudget,
): Promise<void> {
  const byBounds = new Map<string, { readonly series: Series; readonly points: StoredPoint[] }>();
  for (const ofStep of grouped(points, stepMs)) {
    for (const merged of mergedOrApart(ofStep, instrument)) {
      const { fullName, point } = merged;
      const explicit = 'histogram' in point ? point.histogram.explicit?.bounds : undefined;
      const bounds = boundsBeside(instrument, explicit);
      const key = bounds === undefined ? '' : JSON.stringify(bounds);
      const { labels, overflow } = point;
      const known = byBounds.get(key) ?? {
        series: { instrument, fullName, labels, overflow, bounds },
        points: [],
      };
      byBounds.set(key, known);
      known.points.push(merged);
    }
    if (budget.isOver()) await budget.pause();
  }
  const inOrder = [...byBounds].sort(([a], [b]) => compareKeys(a, b));
  for (const [, one] of inOrder) await writer.add(one.series, one.points);
}

/** A point that nothing can be merged with, since it is none that a histogram makes, stays as it is, with all of its hour. */
function mergedOrApart(points: readonly StoredPoint[], instrument: Instrument): readonly StoredPoint[] {
  try {
    return [mergedPoint(points, instrument)];
  } catch {
    return points;
  }
}

/** By the hour, or the day, in UTC; in the order of time. */
function grouped<One extends { readonly startedAtUnixMs: number }>(
  all: readonly One[],
  stepMs: number,
): One[][] {
  const bySteps = new Map<number, One[]>();
  for (const one of all) {
    const step = Math.floor(one.startedAtUnixMs / stepMs);
    const known = bySteps.get(step);
    if (known === undefined) bySteps.set(step, [one]);
    else known.push(one);
  }
  return [...bySteps].sort(([a], [b]) => a - b).map(([, ofStep]) => ofStep);
}

/** An instrument that takes whatever labels come has those of all its parts. */
function withAllLabels(instruments: readonly Instrument[]): Instrument {
  const [first] = instruments as readonly [Instrument];
  if (!first.hasDynamicLabels) return first;
  const labels = [...new Set(instruments.flatMap((one) => one.labels))];
  const addedLabels = [...new Set(instruments.flatMap((one) => one.addedLabels ?? []))];
  if (labels.length === first.labels.length && addedLabels.length === (first.addedLabels ?? []).length)
    return first;
  return { ...first, labels, ...(addedLabels.length > 0 && { addedLabels }) };
}

interface CurrentSeries {
  readonly key: string;
  readonly series: SeriesEntry;
  readonly points: readonly StoredPoint[];
}

/** Reads a segment series by series. */
class Cursor {
  current: CurrentSeries | undefined;
  private readonly keys: SeriesKeys;
  private readonly series: Iterator<SeriesEntry>;
  private readonly batches: AsyncIterator<readonly StoredPoint[]>;
  private batch: readonly StoredPoint[] = [];
  private at = 0;

  static async open(segment: Segment, keys: SeriesKeys): Promise<Cursor> {
    const { series } = await segment.index();
    const cursor = new Cursor(series, segment.points(EVERYTHING), keys);
    await cursor.next();
    return cursor;
  }

  private constructor(
    series: Iterable<SeriesEntry>,
    batches: AsyncIterator<readonly StoredPoint[]>,
    keys: SeriesKeys,
  ) {
    this.series = series[Symbol.iterator]();
    this.batches = batches;
    this.keys = keys;
  }

  async next(): Promise<void> {
    const { value: series, done } = this.series.next();
    if (done) {
      this.current = undefined;
      return;
    }
    const points: StoredPoint[] = [];
    while (points.length < series.rows) {
      if (this.at === this.batch.length) {
        const next = await this.batches.next();
        if (next.done) break;
        this.batch = next.value;
        this.at = 0;
      }
      const taken = this.batch.slice(this.at, this.at + series.rows - points.length);
      points.push(...taken);
      this.at += taken.length;
    }
    this.current = { key: this.keys.of(series).merged, series, points };
  }
}

/** An interval as the history keeps it. */
import type { Interval } from './interval.ts';
import { type PackedMetric, unpacking } from './packed-metric.ts';
import { atOnce } from './slices.ts';
import type { MetricSnapshot } from './snapshot.ts';

/** Gauges stay as they are: those that did not move are the same objects in every interval. */
export type KeptMetric = PackedMetric | MetricSnapshot;

/** Series that are unpacked in one go: a fraction of a millisecond. */
const SLICE = 64;

// What Node 20 takes for an object of a few fields, and for one entry of a list: bounds need no more than that.
const OBJECT_BYTES = 56;
const ENTRY_BYTES = 8;
// With a number in two fields and two ids.
const EXEMPLAR_BYTES = 250;

export class PackedInterval implements Interval {
  declare readonly version: 1;
  declare readonly sequence: number;
  declare readonly startedAtUnixMs: number;
  declare readonly endedAtUnixMs: number;
  declare readonly durationSeconds: number;
  declare readonly wallClockJumpSeconds: number;
  /** What it keeps on the heap, roughly; what it shares with the interval before is not its own. */
  readonly bytes: number;
  private readonly stretch: Omit<Interval, 'metrics'>;
  private readonly kept: readonly KeptMetric[];

  constructor(
    stretch: Omit<Interval, 'metrics'>,
    kept: readonly KeptMetric[],
    before: PackedInterval | undefined,
  ) {
    Object.assign(this, stretch);
    this.stretch = stretch;
    this.kept = kept;
    const shared = new Set(before?.kept);
    this.bytes = kept.reduce(
      (sum, metric) => sum + (shared.has(metric) ? ENTRY_BYTES : bytesOf(metric)),
      2 * OBJECT_BYTES,
    );
  }

  /** Unpacked anew at every reading. */
  get metrics(): readonly MetricSnapshot[] {
    return this.unpacked().metrics;
  }

  /** As plain data. */
  unpacked(): Interval {
    return atOnce(this.unpacking());
  }

  /** As plain data; yields often, so that its caller may pause. */
  *unpacking(): Generator<void, Interval> {
    const metrics: MetricSnapshot[] = [];
    for (const metric of this.kept) {
      metrics.push('counts' in metric ? yield* unpacking(metric, SLICE) : metric);
      yield;
    }
    return { ...this.stretch, metrics };
  }
}

function bytesOf(metric: KeptMetric): number {
  if (!('counts' in metric)) return 2 * OBJECT_BYTES + metric.series.length * (OBJECT_BYTES + ENTRY_BYTES);
  const { labels, exemplars, numbers, counts } = metric;
  let bytes = 8 * OBJECT_BYTES + ENTRY_BYTES * labels.length + numbers.byteLength + counts.byteLength;
  for (const some of exemplars.values()) bytes += OBJECT_BYTES + EXEMPLAR_BYTES * some.length;
  return bytes;
}

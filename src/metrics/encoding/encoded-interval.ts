/** An interval as the history keeps it. */

import type { Interval } from '../base/interval.ts';
import type { Instrument, MetricSnapshot } from '../base/model.ts';
import { runSync } from '../base/slices.ts';
import { type EncodedMetric, partsOf } from './encoded-metric.ts';

/** Gauges stay as they are: those that did not move are the same objects in every interval. */
export type KeptMetric = EncodedMetric | MetricSnapshot;

/** Series that are decoded in one go: a fraction of a millisecond. */
const SLICE = 64;

// What Node 20 takes for an object of a few fields, and for one entry of a list: bounds need no more than that.
const OBJECT_BYTES = 56;
const ENTRY_BYTES = 8;
// With a number in two fields and two ids.
const EXEMPLAR_BYTES = 250;

export class EncodedInterval implements Interval {
  declare readonly version: 2;
  declare readonly sequence: number;
  declare readonly startedAtUnixMs: number;
  declare readonly endedAtUnixMs: number;
  declare readonly durationSeconds: number;
  declare readonly wallClockJumpSeconds: number;
  /** What it keeps on the heap, roughly; what it shares with the interval before is not its own. */
  readonly bytes: number;
  private readonly timeRange: Omit<Interval, 'metrics'>;
  /** @internal */
  readonly kept: readonly KeptMetric[];

  constructor(
    timeRange: Omit<Interval, 'metrics'>,
    kept: readonly KeptMetric[],
    before: EncodedInterval | undefined,
  ) {
    Object.assign(this, timeRange);
    this.timeRange = timeRange;
    this.kept = kept;
    const shared = new Set(before?.kept);
    this.bytes = kept.reduce(
      (sum, metric) => sum + (shared.has(metric) ? ENTRY_BYTES : bytesOf(metric)),
      2 * OBJECT_BYTES,
    );
  }

  /** Decoded anew at every reading. */
  get metrics(): readonly MetricSnapshot[] {
    return this.decoded().metrics;
  }

  /** As plain data. */
  decoded(): Interval {
    return runSync(this.decoding());
  }

  /** As plain data; yields often, so that its caller may pause. */
  *decoding(): Generator<void, Interval> {
    const metrics: MetricSnapshot[] = [];
    for (const metric of this.kept) {
      const series: MetricSnapshot['series'][number][] = [];
      for (const part of partsIn(metric)) {
        series.push(...part.series);
        yield;
      }
      metrics.push({ ...named(metric), series });
    }
    return { ...this.timeRange, metrics };
  }

  /** @internal The metrics that are wanted, each in parts that are decoded when they are asked for: the rest is not. */
  *parts(isWanted: (instrument: Instrument, fullName: string) => boolean): Generator<MetricSnapshot, void> {
    for (const metric of this.kept) {
      const { instrument, fullName } = named(metric);
      if (isWanted(instrument, fullName)) yield* partsIn(metric);
    }
  }
}

function partsIn(metric: KeptMetric): Iterable<MetricSnapshot> {
  return 'counts' in metric ? partsOf(metric, SLICE) : [metric];
}

function named(metric: KeptMetric): EncodedMetric['metric'] {
  return 'counts' in metric ? metric.metric : metric;
}

function bytesOf(metric: KeptMetric): number {
  if (!('counts' in metric)) return 2 * OBJECT_BYTES + metric.series.length * (OBJECT_BYTES + ENTRY_BYTES);
  const { labels, exemplars, numbers, counts } = metric;
  let bytes = 8 * OBJECT_BYTES + ENTRY_BYTES * labels.length + numbers.byteLength + counts.byteLength;
  for (const some of exemplars.values()) bytes += OBJECT_BYTES + EXEMPLAR_BYTES * some.length;
  return bytes;
}

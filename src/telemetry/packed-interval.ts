/**
 * An interval as the history keeps it. A snapshot of a histogram is some fifteen objects and boxed numbers, 720 bytes
 * for a single value in Node; here it is 13 doubles and a few bytes for its buckets, in two arrays for all series of a
 * metric: 125 bytes.
 */
import type { ExponentialSnapshot } from '../histogram/index.ts';
import type { Interval } from './interval.ts';
import { CountReader, writeCounts } from './run-lengths.ts';
import type { Labels, MetricSnapshot, SeriesSnapshot } from './snapshot.ts';

/** Of a counter or a histogram: the series are described by `labels`, and follow one another in both arrays. */
interface PackedMetric {
  readonly metric: Pick<MetricSnapshot, 'definition' | 'fullName'>;
  readonly labels: readonly Labels[];
  /** Position of the overflow series; -1 if there is none. */
  readonly overflowAt: number;
  /** One value for each counter; for each histogram the fields in the order of `HEAD`, then four of its buckets. */
  readonly numbers: Float64Array;
  /** The counts of the positive buckets of a histogram, then of the negative ones. */
  readonly counts: Uint8Array;
}

const HEAD = [
  'scale',
  'maxBuckets',
  'count',
  'sum',
  'min',
  'max',
  'rejected',
  'zeroCount',
  'zeroThreshold',
] as const satisfies readonly (keyof ExponentialSnapshot)[];
/** After the head: offset and number of the positive buckets, then of the negative ones. */
const HEAD_DOUBLES = HEAD.length + 4;

// What Node 20 takes for an object of a few fields, and for one entry of a list: bounds need no more than that.
const OBJECT_BYTES = 56;
const ENTRY_BYTES = 8;

export class PackedInterval implements Interval {
  readonly version: 1;
  readonly sequence: number;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
  readonly durationSeconds: number;
  readonly wallClockJumpSeconds: number;
  /** What it keeps on the heap, roughly; what it shares with the interval before is not its own. */
  readonly bytes: number;
  private readonly packed: readonly (PackedMetric | MetricSnapshot)[];

  private constructor(
    interval: Interval,
    packed: readonly (PackedMetric | MetricSnapshot)[],
    before: PackedInterval | undefined,
  ) {
    this.version = interval.version;
    this.sequence = interval.sequence;
    this.startedAtUnixMs = interval.startedAtUnixMs;
    this.endedAtUnixMs = interval.endedAtUnixMs;
    this.durationSeconds = interval.durationSeconds;
    this.wallClockJumpSeconds = interval.wallClockJumpSeconds;
    this.packed = packed;
    const shared = new Set(before?.packed);
    this.bytes = packed.reduce(
      (sum, metric) => sum + (shared.has(metric) ? ENTRY_BYTES : bytesOf(metric)),
      2 * OBJECT_BYTES,
    );
  }

  /** Yields after each metric, so that its caller may pause. */
  static *of(interval: Interval, before: PackedInterval | undefined): Generator<void, PackedInterval> {
    const packed: (PackedMetric | MetricSnapshot)[] = [];
    for (const metric of interval.metrics) {
      // Gauges stay as they are: those that did not move are the same objects in every interval.
      packed.push(metric.definition.kind === 'gauge' ? metric : pack(metric));
      yield;
    }
    return new PackedInterval(interval, packed, before);
  }

  /** Unpacked anew at every reading. */
  get metrics(): readonly MetricSnapshot[] {
    return this.packed.map((metric) => ('counts' in metric ? unpack(metric) : metric));
  }
}

function bytesOf(metric: PackedMetric | MetricSnapshot): number {
  if (!('counts' in metric)) return 2 * OBJECT_BYTES + metric.series.length * (OBJECT_BYTES + ENTRY_BYTES);
  const { labels, numbers, counts } = metric;
  return 8 * OBJECT_BYTES + ENTRY_BYTES * labels.length + numbers.byteLength + counts.byteLength;
}

function pack({ definition, fullName, series }: MetricSnapshot): PackedMetric {
  const numbers: number[] = [];
  const counts: number[] = [];
  for (const one of series) {
    if (!('histogram' in one)) {
      numbers.push(one.value);
      continue;
    }
    const { positive, negative } = one.histogram;
    for (const field of HEAD) numbers.push(one.histogram[field]);
    numbers.push(positive.offset, positive.counts.length, negative.offset, negative.counts.length);
    writeCounts(positive.counts, counts);
    writeCounts(negative.counts, counts);
  }
  return {
    metric: { definition, fullName },
    labels: series.map(({ labels }) => labels),
    overflowAt: series.findIndex(({ overflow }) => overflow),
    numbers: Float64Array.from(numbers),
    counts: Uint8Array.from(counts),
  };
}

function unpack({ metric, labels, overflowAt, numbers, counts }: PackedMetric): MetricSnapshot {
  const isHistogram = metric.definition.kind === 'histogram';
  const reader = new CountReader(counts);
  const series = labels.map((own, i): SeriesSnapshot => {
    const overflow = i === overflowAt;
    if (!isHistogram) return { labels: own, overflow, value: numbers[i] as number };
    const at = i * HEAD_DOUBLES;
    return {
      labels: own,
      overflow,
      histogram: histogramOf(numbers.subarray(at, at + HEAD_DOUBLES), reader),
    };
  });
  return { ...metric, series };
}

function histogramOf(numbers: Float64Array, reader: CountReader): ExponentialSnapshot {
  const head = HEAD.map((field, i) => [field, numbers[i] as number]);
  const [offset = 0, length = 0, negativeOffset = 0, negativeLength = 0] = numbers.subarray(HEAD.length);
  return {
    layout: 'exponential',
    version: 1,
    ...(Object.fromEntries(head) as Pick<ExponentialSnapshot, (typeof HEAD)[number]>),
    positive: { offset, counts: reader.read(length) },
    negative: { offset: negativeOffset, counts: reader.read(negativeLength) },
  };
}

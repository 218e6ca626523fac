/**
 * An interval as the history keeps it. A snapshot of a histogram is some fifteen objects and boxed numbers, 720 bytes
 * for a single value in Node; here it is 14 doubles and a few bytes for its buckets, in two arrays for all series of a
 * metric: 133 bytes.
 */
import type { ExponentialSnapshot } from '../histogram/index.ts';
import type { Interval } from './interval.ts';
import { CountReader, writeCounts } from './run-lengths.ts';
import type { Exemplar, Labels, MetricSnapshot, SeriesSnapshot } from './snapshot.ts';

/** Of a counter or a histogram: the series are described by `labels`, and follow one another in both arrays. */
interface PackedMetric {
  readonly metric: Pick<MetricSnapshot, 'definition' | 'fullName'>;
  readonly labels: readonly Labels[];
  /** Position of the overflow series; -1 if there is none. */
  readonly overflowAt: number;
  /** By position; most series have none. */
  readonly exemplars: ReadonlyMap<number, readonly Exemplar[]>;
  /**
   * When the series was made; then of a counter its value, and of a histogram the fields in the order of `HEAD` and
   * four about its buckets.
   */
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
const HISTOGRAM_DOUBLES = 1 + HEAD.length + 4;
const COUNTER_DOUBLES = 2;

// What Node 20 takes for an object of a few fields, and for one entry of a list: bounds need no more than that.
const OBJECT_BYTES = 56;
const ENTRY_BYTES = 8;
// With a number in two fields and two ids.
const EXEMPLAR_BYTES = 250;

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
  const { labels, exemplars, numbers, counts } = metric;
  let bytes = 8 * OBJECT_BYTES + ENTRY_BYTES * labels.length + numbers.byteLength + counts.byteLength;
  for (const some of exemplars.values()) bytes += OBJECT_BYTES + EXEMPLAR_BYTES * some.length;
  return bytes;
}

function pack({ definition, fullName, series }: MetricSnapshot): PackedMetric {
  const numbers: number[] = [];
  const counts: number[] = [];
  const exemplars = new Map<number, readonly Exemplar[]>();
  for (const [i, one] of series.entries()) {
    numbers.push(one.createdAtUnixMs);
    if (one.exemplars !== undefined) exemplars.set(i, one.exemplars);
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
    exemplars,
    numbers: Float64Array.from(numbers),
    counts: Uint8Array.from(counts),
  };
}

function unpack({ metric, labels, overflowAt, exemplars, numbers, counts }: PackedMetric): MetricSnapshot {
  const isHistogram = metric.definition.kind === 'histogram';
  const reader = new CountReader(counts);
  const doubles = isHistogram ? HISTOGRAM_DOUBLES : COUNTER_DOUBLES;
  const series = labels.map((own, i): SeriesSnapshot => {
    const [createdAtUnixMs = 0, ...content] = numbers.subarray(i * doubles, (i + 1) * doubles);
    const kept = exemplars.get(i);
    const described = { labels: own, overflow: i === overflowAt, createdAtUnixMs };
    return {
      ...(kept === undefined ? described : { ...described, exemplars: kept }),
      ...(isHistogram ? { histogram: histogramOf(content, reader) } : { value: content[0] as number }),
    };
  });
  return { ...metric, series };
}

function histogramOf(numbers: readonly number[], reader: CountReader): ExponentialSnapshot {
  const head = HEAD.map((field, i) => [field, numbers[i] as number]);
  const [offset = 0, length = 0, negativeOffset = 0, negativeLength = 0] = numbers.slice(HEAD.length);
  return {
    layout: 'exponential',
    version: 1,
    ...(Object.fromEntries(head) as Pick<ExponentialSnapshot, (typeof HEAD)[number]>),
    positive: { offset, counts: reader.read(length) },
    negative: { offset: negativeOffset, counts: reader.read(negativeLength) },
  };
}

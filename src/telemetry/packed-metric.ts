/** What one interval brought to the series of a metric, in two arrays for all of them: 133 bytes for a single value. */
import type { ExponentialSnapshot } from '../histogram/index.ts';
import { HEAD_DOUBLES, packHistogram, unpackHistogram } from './packed-histogram.ts';
import { CountReader, CountWriter } from './run-lengths.ts';
import type { Exemplar, Labels, MetricSnapshot, SeriesSnapshot } from './snapshot.ts';

/** Of a counter or a histogram: the series are described by `labels`, and follow one another in both arrays. */
export interface PackedMetric {
  readonly metric: Pick<MetricSnapshot, 'definition' | 'fullName'>;
  readonly labels: readonly Labels[];
  /** Position of the overflow series; -1 if there is none. */
  readonly overflowAt: number;
  /** By position; most series have none. */
  readonly exemplars: ReadonlyMap<number, readonly Exemplar[]>;
  /** When the series was made; then of a counter its value, of a histogram its head. */
  readonly numbers: Float64Array;
  readonly counts: Uint8Array;
}

type SeriesName = Pick<SeriesSnapshot, 'labels' | 'overflow' | 'createdAtUnixMs'>;

/** Packs one series after another, then the metric, then the next metric. */
export class MetricPacker {
  private labels: Labels[] = [];
  private overflowAt = -1;
  private exemplars = new Map<number, readonly Exemplar[]>();
  private numbers = new Float64Array(64);
  private used = 0;
  private readonly counts = new CountWriter();

  addValue(series: SeriesName, value: number, exemplars: readonly Exemplar[] | undefined): void {
    this.numbers[this.next(series, 1, exemplars)] = value;
  }

  addHistogram(
    series: SeriesName,
    histogram: ExponentialSnapshot,
    exemplars: readonly Exemplar[] | undefined,
  ): void {
    const at = this.next(series, HEAD_DOUBLES, exemplars);
    packHistogram(histogram, this.numbers, at, this.counts);
  }

  /** Undefined if no series was added. */
  finish(metric: PackedMetric['metric']): PackedMetric | undefined {
    const { labels, overflowAt, exemplars } = this;
    if (labels.length === 0) return undefined;
    const packed = {
      metric,
      labels,
      overflowAt,
      exemplars,
      numbers: this.numbers.slice(0, this.used),
      counts: this.counts.bytes.slice(),
    };
    this.labels = [];
    this.overflowAt = -1;
    this.exemplars = new Map();
    this.used = 0;
    this.counts.clear();
    return packed;
  }

  /** Where the content of the next series goes. */
  private next(
    { labels, overflow, createdAtUnixMs }: SeriesName,
    doubles: number,
    exemplars: readonly Exemplar[] | undefined,
  ): number {
    if (overflow) this.overflowAt = this.labels.length;
    if (exemplars !== undefined) this.exemplars.set(this.labels.length, exemplars);
    this.labels.push(labels);
    const at = this.used;
    this.used += 1 + doubles;
    if (this.used > this.numbers.length) {
      const larger = new Float64Array(2 * this.used);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[at] = createdAtUnixMs;
    return at + 1;
  }
}

/** Yields after every `slice` series, so that its caller may pause. */
export function* unpacking(packed: PackedMetric, slice: number): Generator<void, MetricSnapshot> {
  const { metric, labels, overflowAt, exemplars, numbers } = packed;
  const isHistogram = metric.definition.kind === 'histogram';
  const counts = new CountReader(packed.counts);
  const doubles = 1 + (isHistogram ? HEAD_DOUBLES : 1);
  const series: SeriesSnapshot[] = [];
  for (const [i, own] of labels.entries()) {
    const at = i * doubles;
    const name = { labels: own, overflow: i === overflowAt, createdAtUnixMs: numbers[at] as number };
    const kept = exemplars.get(i);
    series.push({
      ...(kept === undefined ? name : { ...name, exemplars: kept }),
      ...(isHistogram
        ? { histogram: unpackHistogram(numbers, at + 1, counts) }
        : { value: numbers[at + 1] as number }),
    });
    if (i % slice === slice - 1) yield;
  }
  return { ...metric, series };
}

/** What one interval brought to the series of a metric, in two arrays for all of them: 141 bytes for a single value. */
import { CountReader, CountWriter } from '../aggregation/count-codec.ts';
import { decodeHistogram, encodeHistogram, HEAD_DOUBLES } from '../aggregation/encoded-histogram.ts';
import type { DataPoint, Exemplar, Labels, MetricSnapshot } from '../base/model.ts';

/** Of a counter or a histogram: the series are described by `labels`, and follow one another in both arrays. */
export interface EncodedMetric {
  readonly metric: Pick<MetricSnapshot, 'instrument' | 'fullName'>;
  readonly labels: readonly Labels[];
  /** Position of the overflow series; -1 if there is none. */
  readonly overflowAt: number;
  /** By position; most series have none. */
  readonly exemplars: ReadonlyMap<number, readonly Exemplar[]>;
  /** When the series was made; then of a counter its value, of a histogram its head. */
  readonly numbers: Float64Array;
  readonly counts: Uint8Array;
}

/** Encodes one series after another, then the metric, then the next metric. */
export class MetricEncoder {
  private labels: Labels[] = [];
  private overflowAt = -1;
  private exemplars = new Map<number, readonly Exemplar[]>();
  private numbers = new Float64Array(64);
  private used = 0;
  private readonly counts = new CountWriter();

  add(point: DataPoint): void {
    if ('histogram' in point) {
      const at = this.next(point, HEAD_DOUBLES);
      encodeHistogram(point.histogram, this.numbers, at, this.counts);
    } else {
      const at = this.next(point, 1);
      this.numbers[at] = point.value;
    }
  }

  /** Undefined if no series was added. */
  finish(metric: EncodedMetric['metric']): EncodedMetric | undefined {
    const { labels, overflowAt, exemplars } = this;
    if (labels.length === 0) return undefined;
    const encoded = {
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
    return encoded;
  }

  /** Where the content of the next series goes. */
  private next({ labels, overflow, createdAtUnixMs, exemplars }: DataPoint, doubles: number): number {
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

/** The metric in parts, each with `slice` of its series or fewer: a part is decoded when it is asked for. */
export function* partsOf(encoded: EncodedMetric, slice: number): Generator<MetricSnapshot, void> {
  const { metric, labels, overflowAt, exemplars, numbers } = encoded;
  const { kind, bucketBounds } = metric.instrument;
  const counts = new CountReader(encoded.counts);
  const doubles = 1 + (kind === 'histogram' ? HEAD_DOUBLES : 1);
  for (let from = 0; from < labels.length; from += slice) {
    const series = labels.slice(from, from + slice).map((own, within): DataPoint => {
      const i = from + within;
      const at = i * doubles;
      const identity = { labels: own, overflow: i === overflowAt, createdAtUnixMs: numbers[at] as number };
      const kept = exemplars.get(i);
      return {
        ...(kept === undefined ? identity : { ...identity, exemplars: kept }),
        ...(kind === 'histogram'
          ? { histogram: decodeHistogram(numbers, at + 1, counts, bucketBounds) }
          : { value: numbers[at + 1] as number }),
      };
    });
    yield { ...metric, series };
  }
}

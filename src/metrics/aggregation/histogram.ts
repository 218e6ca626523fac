/** Distributions: exponential buckets, and exact explicit ones where the instrument declares bounds. */
import { ExponentialRecorder, type ExponentialSnapshot } from '../../histogram/inner.ts';
import type { SpanIds } from '../../ports.ts';
import type { DataPoint, Instrument, SeriesIdentity } from '../base/model.ts';
import { CumulativeHistogram, type MergeScratch, mergedWith } from './cumulative-histogram.ts';
import { activeSpanOf, type CollectRequest, Series, type SeriesContext } from './series.ts';

/** Has a distribution of values. */
export class HistogramSeries extends Series {
  /** Of the current interval. */
  private readonly histogram: ExponentialRecorder;
  private readonly before = new CumulativeHistogram();

  constructor(context: SeriesContext, instrument: Instrument, identity: SeriesIdentity) {
    super(context, instrument, identity);
    const { bucketBounds } = instrument;
    this.histogram = new ExponentialRecorder(bucketBounds?.length === 0 ? undefined : bucketBounds);
  }

  /**
   * Records a value; what is no finite number is refused and counted.
   *
   * @param span that it is recorded in; null for none, the active one if left out.
   */
  record(value: number, span?: SpanIds | null): void {
    const { recording, traceContext } = this.context;
    if (!recording.enabled) return;
    this.histogram.record(value);
    if (!Number.isFinite(value)) this.reject('not_finite', value);
    else if (span !== null && (span !== undefined || traceContext !== undefined))
      this.exemplify(value, span ?? activeSpanOf(this.context));
  }

  /** For hot loops that have looked at the switch and at the value, and know of no span. */
  recordUntraced(value: number): void {
    this.histogram.record(value);
  }

  collect(request: CollectRequest): DataPoint | undefined {
    const { ofInterval } = request;
    if (ofInterval ? this.isIntervalEmpty() : !this.isReported) return undefined;
    const histogram = ofInterval ? this.read(request) : this.cumulative(request);
    const { labels, overflow, createdAtUnixMs } = this;
    const exemplars = this.exemplars === undefined ? undefined : this.exemplarsFor(request);
    if (exemplars === undefined) return { labels, overflow, createdAtUnixMs, histogram };
    return { labels, overflow, createdAtUnixMs, exemplars, histogram };
  }

  endInterval(scratch: MergeScratch): void {
    if (this.isIntervalEmpty()) return;
    this.before.add(this.histogram, this.instrument.bucketBounds, scratch);
    this.histogram.reset();
    this.exemplars?.endInterval();
  }

  override dispose(): void {
    this.histogram.dispose();
  }

  private cumulative(request: CollectRequest): ExponentialSnapshot {
    const before = this.before.snapshot(this.instrument.bucketBounds);
    if (before === undefined) return this.read(request);
    return this.isIntervalEmpty() ? before : mergedWith(before, this.histogram);
  }

  private read({ isBorrowed }: CollectRequest): ExponentialSnapshot {
    return isBorrowed ? this.histogram.borrow() : this.histogram.snapshot();
  }

  private isIntervalEmpty(): boolean {
    return this.histogram.count === 0 && this.histogram.rejected === 0;
  }
}

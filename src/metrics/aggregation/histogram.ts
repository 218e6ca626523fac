/** Distributions: exponential buckets, and exact explicit ones where the instrument declares bounds. */
import { type ExponentialSnapshot, kernelKind, SeriesRecorder } from '../../histogram/inner.ts';
import type { SpanIds } from '../../ports.ts';
import type { DataPoint, Instrument, SeriesIdentity } from '../base/model.ts';
import { BorrowedHistogram } from './borrowed-histogram.ts';
import { CumulativeHistogram, MergeScratch, mergedTotals, mergedWith } from './cumulative-histogram.ts';
import { decodeHistogram, decodeTotals, type HistogramTotals } from './encoded-histogram.ts';
import { activeSpanOf, type CollectRequest, Series, type SeriesContext } from './series.ts';

/** Has a distribution of values. */
export class HistogramSeries extends Series {
  /** Of the current interval. */
  private readonly histogram: SeriesRecorder;
  /** Values of the current interval that the histogram rejected for what they are; others found no room. */
  private notFinite = 0;
  private before: CumulativeHistogram | undefined = undefined;
  /**
   * @internal What the current interval holds beside that: of the series before it was removed, of others that found no room,
   * and of what others recorded.
   */
  beside: CumulativeHistogram | undefined = undefined;

  constructor(context: SeriesContext, instrument: Instrument, identity: SeriesIdentity) {
    super(context, instrument, identity);
    const { bucketBounds } = instrument;
    this.histogram = new SeriesRecorder(
      context.blocks,
      bucketBounds?.length === 0 ? undefined : bucketBounds,
    );
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
    if (!Number.isFinite(value)) {
      this.notFinite += 1;
      this.reject('not_finite', value);
    } else if (span !== null && (span !== undefined || traceContext !== undefined))
      this.exemplify(value, span ?? activeSpanOf(this.context));
  }

  /** For hot loops that have looked at the switch and at the value, and know of no span. */
  recordUntraced(value: number): void {
    this.histogram.record(value);
  }

  collect(request: CollectRequest): DataPoint | undefined {
    const { ofInterval } = request;
    // As for whoever was reading when everything was disposed of. And without a kernel nobody could ask anything of it.
    if (this.histogram.isDisposed || kernelKind() === undefined) return undefined;
    const histogram = ofInterval ? this.ofInterval(request) : this.isReported && this.read(request);
    if (!histogram) return undefined;
    const { labels, overflow, createdAtUnixMs } = this;
    const exemplars = this.exemplars === undefined ? undefined : this.exemplarsFor(request);
    if (exemplars === undefined) return { labels, overflow, createdAtUnixMs, histogram };
    return { labels, overflow, createdAtUnixMs, exemplars, histogram };
  }

  endInterval(scratch: MergeScratch): void {
    this.beside = undefined;
    if (this.isIdle) return;
    this.before = this.added(this.before, scratch);
    this.rest();
    this.exemplars?.endInterval();
  }

  get isIdle(): boolean {
    // Of one that was removed, that is what there was before.
    return this.histogram.isEmpty && (this.isDetached || !this.beside);
  }

  override detach(keepsLevel: boolean, woken: () => void): void {
    super.detach(keepsLevel, woken);
    this.moveTo(this);
    this.before = undefined;
    this.histogram.woken = woken;
  }

  absorb(other: this): void {
    if (!other.isIdle) this.before = other.added(this.before);
    other.moveTo(this);
  }

  override dispose(): void {
    this.histogram.dispose();
  }

  /** @internal What the current interval holds is told by `series` from now on, and its block given back. */
  moveTo(series: HistogramSeries): void {
    if (this.isIdle) return;
    series.beside = this.added(series.beside);
    this.rest();
  }

  /** @internal What the current interval holds, added to what there is. */
  added(
    to: CumulativeHistogram | undefined = new CumulativeHistogram(),
    scratch = new MergeScratch(),
  ): CumulativeHistogram {
    to.add(this.histogram.borrow(), this.instrument.bucketBounds, scratch);
    return to;
  }

  /** Gives the block back of what is kept elsewhere now. */
  private rest(): void {
    const lost = this.histogram.rejected - this.notFinite;
    this.histogram.sleep();
    this.notFinite = 0;
    // Last: it may be recorded in a series of its own.
    if (lost > 0) this.context.recording.rejectValue('no_kernel_memory', this.instrument, lost, lost);
  }

  private ofInterval({ isBorrowed }: CollectRequest): ExponentialSnapshot | undefined {
    const { histogram } = this;
    const beside = this.beside?.read(decodeHistogram, this.instrument.bucketBounds);
    if (histogram.isEmpty) return beside;
    if (beside) return mergedWith(beside, histogram.borrow());
    return isBorrowed ? histogram.borrow() : histogram.snapshot();
  }

  private read({ isBorrowed }: CollectRequest): ExponentialSnapshot {
    return isBorrowed
      ? new BorrowedHistogram(this.totals(), () => this.cumulative() ?? this.histogram.borrow())
      : (this.cumulative() ?? this.histogram.snapshot());
  }

  /** Undefined where everything was recorded in the current interval. */
  private cumulative(): ExponentialSnapshot | undefined {
    const before = this.before?.read(decodeHistogram, this.instrument.bucketBounds);
    return before && !this.histogram.isEmpty ? mergedWith(before, this.histogram.borrow()) : before;
  }

  /** Without exponential buckets. */
  private totals(): HistogramTotals {
    const { bucketBounds } = this.instrument;
    const before = this.before?.read(decodeTotals, bucketBounds);
    if (before === undefined) return this.histogram.totals();
    return this.histogram.isEmpty ? before : mergedTotals(before, this.histogram.totals());
  }
}

/**
 * One label set of an instrument. Everything is recorded through `record` and read through `collect`: live or kept,
 * of everything or of the current interval. What an interval held joins what was before when the interval ends, so
 * that nothing is lost or counted twice between cumulative readings and deltas.
 */
import type { SeriesBlocks } from '../../histogram/inner.ts';
import type { Clock, SpanIds, TraceContext } from '../../ports.ts';
import { activeSpan, type Contain } from '../base/contain.ts';
import type { DataPoint, Exemplar, Instrument, Labels, SeriesIdentity } from '../base/model.ts';
import type { RecordingSwitch, RejectReason } from '../base/recording-switch.ts';
import type { MergeScratch } from './cumulative-histogram.ts';
import { Exemplars } from './exemplars.ts';

/** What the series of one registry share. */
export interface SeriesContext {
  readonly recording: RecordingSwitch;
  readonly clock: Clock;
  readonly contain: Contain;
  /** In kernel memory, of histograms. */
  readonly blocks: SeriesBlocks;
  /** Changes with the options `tracing` and `traceContext`. */
  traceContext: TraceContext | undefined;
}

/** What is asked of a series. */
export interface CollectRequest {
  /** What the current interval brought, in place of everything up to now. */
  readonly ofInterval: boolean;
  /** The reader is done with a point before anything else happens to a histogram: counts need not be copied. */
  readonly isBorrowed: boolean;
}

export const CUMULATIVE: CollectRequest = { ofInterval: false, isBorrowed: false };
export const CUMULATIVE_BORROWED: CollectRequest = { ofInterval: false, isBorrowed: true };
export const INTERVAL: CollectRequest = { ofInterval: true, isBorrowed: false };
export const INTERVAL_BORROWED: CollectRequest = { ofInterval: true, isBorrowed: true };

/** The span that a recording belongs to, where nobody hands one in. */
export function activeSpanOf({ traceContext, contain }: SeriesContext): SpanIds | undefined {
  return activeSpan(traceContext, contain);
}

/**
 * Calls `first` once, before the method is called the next time: a property of the object itself lies before that of its
 * class until then, so that a call costs no other object anything.
 */
export function beforeNext<Name extends string>(
  object: Record<Name, (...args: never[]) => void>,
  name: Name,
  first: () => void,
): void {
  object[name] = (...args) => {
    Reflect.deleteProperty(object, name);
    first();
    object[name](...args);
  };
}

export abstract class Series implements SeriesIdentity {
  labels: Labels;
  readonly overflow: boolean;
  createdAtUnixMs: number;
  /** False where its values are asked for, and nobody spoke of it when last asked. */
  isReported = true;
  /** Whether it was removed: no reading has it until something is recorded through a handle that somebody kept. */
  isDetached = false;
  /** Brings it up to date before it is read, where something else adds up what it tells. */
  refresh: (() => void) | undefined = undefined;
  protected readonly context: SeriesContext;
  protected readonly instrument: Instrument;
  /** Undefined until something is recorded in a trace. */
  protected exemplars: Exemplars | undefined = undefined;

  constructor(context: SeriesContext, instrument: Instrument, { labels, overflow }: SeriesIdentity) {
    this.context = context;
    this.instrument = instrument;
    this.labels = labels;
    this.overflow = overflow;
    this.createdAtUnixMs = context.clock.wallUnixMs();
  }

  /** Records a value that is known to be one, in this span; whoever calls it has looked at the switch. */
  abstract record(value: number, span?: SpanIds | null): void;

  /** The data point; undefined while there is nothing to tell. */
  abstract collect(request: CollectRequest): DataPoint | undefined;

  /** Ends the current interval: what it brought joins what was before. */
  abstract endInterval(scratch: MergeScratch): void;

  /** Whether nothing was recorded in the current interval, or since it was removed. */
  abstract get isIdle(): boolean;

  /** Takes what was recorded into `other` since that was removed, and leaves it idle. */
  abstract absorb(other: this): void;

  /**
   * Leaves what there is: what it holds from now on counts from zero, and what the current interval holds of it is only
   * told of that interval.
   *
   * @param keepsLevel whether a gauge that is moved up and down goes on from where it is
   * @param woken called before the next value is recorded: until it is read somebody has to hold the series, since whoever
   * records into it may let go of it
   */
  detach(_keepsLevel: boolean, _woken: () => void): void {
    this.isDetached = true;
    this.exemplars?.detach();
    this.begin();
  }

  /** It is another series of the same labels. */
  begin(): void {
    // Another object: whoever tells deltas knows the series of one life by it.
    this.labels = Object.freeze({ ...this.labels });
    this.createdAtUnixMs = this.context.clock.wallUnixMs();
  }

  /** Counts a value that is none of this metric's. */
  reject(reason: RejectReason, value: unknown): void {
    this.context.recording.rejectValue(reason, this.instrument, value);
  }

  /** Gives back what is kept outside the JavaScript heap. */
  dispose(): void {}

  /** The value was recorded in this span; without one, or in one that nobody keeps, it is no example. */
  protected exemplify(value: number, span: SpanIds | undefined): void {
    if (span === undefined || span.sampled === false) return;
    const { traceId, spanId } = span;
    // Of a foreign tracer anything may come, and an interval with it could not be encoded.
    if (typeof traceId !== 'string' || typeof spanId !== 'string') return;
    this.exemplars ??= new Exemplars(this.instrument);
    this.exemplars.offer({ value, timestampUnixMs: this.context.clock.wallUnixMs(), traceId, spanId });
  }

  protected exemplarsFor({ ofInterval }: CollectRequest): readonly Exemplar[] | undefined {
    return ofInterval ? this.exemplars?.ofInterval() : this.exemplars?.all();
  }

  // Written out, because most series have no exemplars: spreading what they all have takes half as long again for a
  // whole snapshot.
  protected valuePoint(
    value: number,
    exemplars?: readonly Exemplar[],
  ): DataPoint & { readonly value: number } {
    const { labels, overflow, createdAtUnixMs } = this;
    if (exemplars === undefined) return { labels, overflow, createdAtUnixMs, value };
    return { labels, overflow, createdAtUnixMs, exemplars, value };
  }
}

/**
 * One label set of a metric. Recording goes to the current interval; folding adds the interval to what was before
 * it and begins the next one. Every snapshot is made of these two, so that nothing is lost or counted twice between
 * cumulative readings and deltas.
 */
import { type ExponentialSnapshot, Histogram } from '../histogram/index.ts';
import { activeSpan } from './active-span.ts';
import { isDuration } from './duration.ts';
import { Exemplars } from './exemplars.ts';
import type { Gate } from './gate.ts';
import type { MetricPacker } from './packed-metric.ts';
import { type Addition, Past } from './past.ts';
import type { Clock, SpanIds, TraceContext } from './ports.ts';
import type {
  Exemplar,
  Labels,
  MetricDefinition,
  SeriesIdentity,
  SeriesOrigin,
  SeriesSnapshot,
} from './snapshot.ts';

/** What the series of one telemetry instance share. */
export interface SeriesContext {
  readonly gate: Gate;
  readonly clock: Clock;
  /** Changes with the options `tracing` and `traceContext`. */
  traceContext: TraceContext | undefined;
}

/** The span that a recording belongs to, where nobody hands one in. */
export function activeSpanOf({ traceContext, gate }: SeriesContext): SpanIds | undefined {
  return activeSpan(traceContext, () => gate.refuse('logger_failed'));
}

type ValueSnapshot = Extract<SeriesSnapshot, { readonly value: number }>;

export abstract class Series {
  readonly labels: Labels;
  /** True for the one series that takes what comes after the metric's limit. */
  readonly overflow: boolean;
  createdAtUnixMs: number;
  protected readonly context: SeriesContext;
  protected readonly definition: MetricDefinition;
  private readonly origin: SeriesOrigin | undefined;

  constructor(context: SeriesContext, definition: MetricDefinition, identity: SeriesIdentity) {
    this.context = context;
    this.definition = definition;
    this.labels = identity.labels;
    this.overflow = identity.overflow;
    this.origin = identity.origin;
    this.createdAtUnixMs = context.clock.wallUnixMs();
  }

  /** Everything recorded so far; undefined while there is nothing to tell. */
  abstract snapshot(): SeriesSnapshot | undefined;

  /** As `snapshot()`, whose counts may lie in kernel memory: good until anything happens to a histogram. */
  seen(): SeriesSnapshot | undefined {
    return this.snapshot();
  }

  /** What the current interval brought; of a gauge its value. Undefined if that is nothing. */
  abstract delta(): SeriesSnapshot | undefined;

  /** Ends the current interval, and packs what it brought, if that is anything. */
  abstract fold(packer: MetricPacker, addition: Addition): void;

  /** Gives back what is kept outside the JavaScript heap. */
  dispose(): void {}

  // Written out, because most series have neither an origin nor exemplars: spreading what they all have takes half as
  // long again for a whole snapshot.
  protected valued(value: number, exemplars?: readonly Exemplar[]): ValueSnapshot {
    const { labels, overflow, createdAtUnixMs } = this;
    return this.completed({ labels, overflow, createdAtUnixMs, value }, exemplars);
  }

  protected completed<Snapshot extends object>(
    snapshot: Snapshot,
    exemplars: readonly Exemplar[] | undefined,
  ): Snapshot {
    const { origin } = this;
    if (origin === undefined && exemplars === undefined) return snapshot;
    return { ...snapshot, ...(origin && { origin }), ...(exemplars && { exemplars }) };
  }
}

/** Keeps some of what was recorded in traces as examples. */
abstract class ExemplifiedSeries extends Series {
  /** Undefined until something is recorded in a trace. */
  protected exemplars: Exemplars | undefined = undefined;

  /** The value was recorded in this span; without one, or in one that nobody keeps, it is no example. */
  exemplify(value: number, span: SpanIds | undefined): void {
    if (span === undefined || span.sampled === false) return;
    const { traceId, spanId } = span;
    this.exemplars ??= new Exemplars(this.definition);
    this.exemplars.offer({ value, timestampUnixMs: this.context.clock.wallUnixMs(), traceId, spanId });
  }

  /** As `exemplify`, in the span that is active. */
  protected exemplifyActive(value: number): void {
    if (this.context.traceContext !== undefined) this.exemplify(value, activeSpanOf(this.context));
  }
}

/** Adds up. */
export abstract class SumSeries extends ExemplifiedSeries {
  /** Of the current interval. Trackers that have passed the gate add to it directly. */
  value = 0;
  protected before = 0;

  /** For trackers that have passed the gate: one more, in this span. */
  countOne(span: SpanIds | undefined): void {
    this.value += 1;
    this.exemplify(1, span);
  }

  snapshot(): SeriesSnapshot | undefined {
    return this.valued(this.before + this.value, this.exemplars?.all());
  }

  delta(): SeriesSnapshot | undefined {
    const { value } = this;
    return value === 0 ? undefined : this.valued(value, this.exemplars?.delta());
  }

  fold(packer: MetricPacker): void {
    if (this.value === 0) return;
    packer.addValue(this, this.value, this.exemplars?.delta());
    this.before += this.value;
    this.value = 0;
    this.exemplars?.fold();
  }
}

/** Goes up. */
export class CounterSeries extends SumSeries {
  /** Adds a finite amount, 0 or more; anything else is refused and counted. */
  add(amount = 1): void {
    const { gate } = this.context;
    if (!gate.open) return;
    if (!Number.isFinite(amount)) gate.refuse('not_finite');
    else if (amount < 0) gate.refuse('negative_amount');
    else {
      this.value += amount;
      this.exemplifyActive(amount);
    }
  }
}

/** Goes up and down. */
export class UpDownCounterSeries extends SumSeries {
  /** Adds a finite amount; anything else is refused and counted. */
  add(amount: number): void {
    const { gate } = this.context;
    if (!gate.open) return;
    if (!Number.isFinite(amount)) gate.refuse('not_finite');
    else {
      this.value += amount;
      this.exemplifyActive(amount);
    }
  }
}

/** Has a last value. */
export class GaugeSeries extends Series {
  // A rate is kept as what was done and how long it took, and divided when somebody reads it: recording a
  // throughput costs two stores. NaN at first, so that V8 keeps both fields as doubles from the start.
  private amount = Number.NaN;
  private seconds = Number.NaN;
  private told: ValueSnapshot | undefined;

  /** NaN until set. */
  get value(): number {
    return this.amount / this.seconds;
  }

  /** Sets a finite value; anything else is refused and counted. */
  set(value: number): void {
    const { gate } = this.context;
    if (!gate.open) return;
    if (Number.isFinite(value)) this.setRate(value, 1);
    else gate.refuse('not_finite');
  }

  /** For trackers that have passed the gate: `amount` per `seconds`, which are above 0. */
  setRate(amount: number, seconds: number): void {
    this.amount = amount;
    this.seconds = seconds;
  }

  snapshot(): SeriesSnapshot | undefined {
    const value = this.value;
    if (Number.isNaN(value)) return undefined;
    // The same object while the value is the same: a history of intervals holds it once.
    if (this.told?.value !== value) this.told = this.valued(value);
    return this.told;
  }

  delta(): SeriesSnapshot | undefined {
    return this.snapshot();
  }

  fold(): void {}
}

/** Has a distribution of values. */
export class HistogramSeries extends ExemplifiedSeries {
  /** Of the current interval. Trackers that have passed the gate record into it directly. */
  readonly histogram = new Histogram();
  private readonly before = new Past();

  /** Records a value; what is no finite number is refused and counted. */
  record(value: number): void {
    const { gate } = this.context;
    if (!gate.open) return;
    this.histogram.record(value);
    if (Number.isFinite(value)) this.exemplifyActive(value);
    else gate.refuse('not_finite');
  }

  /** For trackers that have passed the gate: a duration in this span; what is none is refused and counted. */
  recordDuration(seconds: number, span: SpanIds | undefined): void {
    if (isDuration(seconds)) {
      this.histogram.record(seconds);
      this.exemplify(seconds, span);
    } else {
      this.context.gate.refuse('bad_duration');
    }
  }

  snapshot(): SeriesSnapshot {
    return this.told(this.whole() ?? this.histogram.snapshot(), this.exemplars?.all());
  }

  override seen(): SeriesSnapshot {
    return this.told(this.whole() ?? this.histogram.view(), this.exemplars?.all());
  }

  delta(): SeriesSnapshot | undefined {
    if (isEmpty(this.histogram)) return undefined;
    return this.told(this.histogram.snapshot(), this.exemplars?.delta());
  }

  fold(packer: MetricPacker, addition: Addition): void {
    if (isEmpty(this.histogram)) return;
    packer.addHistogram(this, this.histogram.view(), this.exemplars?.delta());
    this.before.add(this.histogram, addition);
    this.histogram.reset();
    this.exemplars?.fold();
  }

  override dispose(): void {
    this.histogram.dispose();
  }

  private told(histogram: ExponentialSnapshot, exemplars: readonly Exemplar[] | undefined): SeriesSnapshot {
    const { labels, overflow, createdAtUnixMs } = this;
    return this.completed({ labels, overflow, createdAtUnixMs, histogram }, exemplars);
  }

  /** Undefined where the current interval is all there is. */
  private whole(): ExponentialSnapshot | undefined {
    const before = this.before.snapshot();
    if (before === undefined) return undefined;
    if (isEmpty(this.histogram)) return before;
    const whole = new Histogram();
    try {
      return whole.merge(before).merge(this.histogram).snapshot();
    } finally {
      whole.dispose();
    }
  }
}

function isEmpty(histogram: Histogram): boolean {
  return histogram.count === 0 && histogram.rejected === 0;
}

/** Instruments that record when they are called. They never throw: what makes no sense is rejected and counted. */
import type { Attributes, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';
import {
  activeSpanOf,
  type MetricKind,
  type RecordingSwitch,
  type SeriesContext,
  type SeriesOf,
} from '../../metrics/inner.ts';
import { readableAttributes } from './given.ts';
import { type MetricStream, seriesOf } from './streams.ts';

/** A counter, or up-down counter, with its attributes taken once, for hot loops. */
export interface BoundCounter {
  add(value: number): void;
}

/** As BoundCounter, for gauges and histograms. */
export interface BoundHistogram {
  record(value: number): void;
}

abstract class SynchronousInstrument<Kind extends MetricKind> {
  protected readonly recording: RecordingSwitch;
  protected readonly isInteger: boolean;
  /** One, or as many as views made of it. */
  protected readonly streams: readonly MetricStream<Kind>[];
  /** Whether values are 0 or more. */
  protected abstract readonly isMonotonic: boolean;

  private readonly context: SeriesContext;

  constructor(context: SeriesContext, isInteger: boolean, streams: readonly MetricStream<Kind>[]) {
    this.context = context;
    this.recording = context.recording;
    this.isInteger = isInteger;
    this.streams = streams;
  }

  /**
   * Records in each stream. What is no finite number, and what is under 0 where that makes no sense, is rejected before
   * anything is looked up: it makes no series. Nothing is coerced but a fraction that an instrument of integers is given.
   */
  protected measure(value: number, attributes: Attributes | undefined): void {
    if (!this.accepts(value)) return;
    const amount = this.isInteger ? Math.trunc(value) : value;
    const { streams, recording } = this;
    for (let i = 0; i < streams.length; i++) {
      const series = seriesOf(streams[i] as MetricStream<Kind>, attributes, recording);
      // Of one that was bound nothing was told until now.
      series.isReported = true;
      (series as SeriesOf<MetricKind>).record(amount, activeSpanOf(this.context) ?? null);
    }
  }

  protected accepts(value: number): boolean {
    if (!this.recording.enabled) return false;
    if (
      typeof value === 'number' &&
      (this.isMonotonic ? value >= 0 && value < Infinity : value - value === 0)
    )
      return true;
    this.refuse(value);
    return false;
  }

  private refuse(value: unknown): void {
    const reason = Number.isFinite(value) ? 'negative_amount' : 'not_finite';
    this.recording.rejectValue(reason, this.streams[0]?.instrument, value);
  }

  /**
   * The same for attributes that are taken here and now, whatever becomes of their object: what they are cut to, and whether
   * there is room for them, is settled for good (metrics SDK, "Instrument bind"). While nothing is recorded that waits
   * for the first value that is.
   */
  protected bound(attributes: Attributes | undefined): (value: number) => void {
    const { context, isInteger, recording, streams } = this;
    const taken = readableAttributes(Object(attributes), recording);
    const resolved = () => streams.map((stream) => stream.reserve(taken as never) as SeriesOf<MetricKind>);
    let all = recording.enabled ? resolved() : undefined;
    return (value) => {
      if (!this.accepts(value)) return;
      all ??= resolved();
      const amount = isInteger ? Math.trunc(value) : value;
      const span = activeSpanOf(context) ?? null;
      for (let i = 0; i < all.length; i++) {
        const series = all[i] as SeriesOf<MetricKind>;
        series.isReported = true;
        series.record(amount, span);
      }
    };
  }
}

abstract class SumInstrument<Kind extends 'counter' | 'up_down_counter'> extends SynchronousInstrument<Kind> {
  add(value: number, attributes?: Attributes): void {
    this.measure(value, attributes);
  }

  /**
   * The same instrument for one set of attributes, taken now: a value needs no look-up at all. It never throws. With no value
   * recorded it tells nothing, but has its place among `seriesLimit`; where there is none, all its values go to the overflow.
   * In Development in OpenTelemetry's specification (metrics API, "Bind"), and not yet part of its API for JavaScript.
   *
   * @example
   * const hits = meter.createCounter('cache.hits').bind({ tier: 'disk' });
   * hits.add(1);
   */
  bind(attributes?: Attributes): BoundCounter {
    return { add: this.bound(attributes) };
  }
}

export class CounterInstrument extends SumInstrument<'counter'> implements Counter {
  protected readonly isMonotonic = true;
}

export class UpDownCounterInstrument extends SumInstrument<'up_down_counter'> implements UpDownCounter {
  protected readonly isMonotonic = false;
}

export class GaugeInstrument extends SynchronousInstrument<'gauge'> implements Gauge {
  protected readonly isMonotonic = false;

  record(value: number, attributes?: Attributes): void {
    this.measure(value, attributes);
  }

  /** As that of a counter. */
  bind(attributes?: Attributes): BoundHistogram {
    return { record: this.bound(attributes) };
  }
}

export class HistogramInstrument extends SynchronousInstrument<'histogram'> implements Histogram {
  protected readonly isMonotonic = true;

  /** Values are 0 or more; others are rejected and counted. */
  record(value: number, attributes?: Attributes): void {
    this.measure(value, attributes);
  }

  /** As that of a counter. */
  bind(attributes?: Attributes): BoundHistogram {
    return { record: this.bound(attributes) };
  }
}

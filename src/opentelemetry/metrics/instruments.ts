/** Instruments that record when they are called. They never throw: what makes no sense is refused and counted. */
import type { Attributes, Counter, Gauge, Histogram, UpDownCounter } from '@opentelemetry/api';
import type { Gate } from '../../telemetry/gate.ts';
import type {
  CounterSeries,
  GaugeSeries,
  HistogramSeries,
  Series,
  UpDownCounterSeries,
} from '../../telemetry/series.ts';
import type { Stream } from './stream.ts';

/** An instrument with its attributes looked up once, for hot loops. */
export interface BoundAdder {
  add(value: number): void;
}

/** As BoundAdder, for gauges and histograms. */
export interface BoundRecorder {
  record(value: number): void;
}

abstract class Instrument<S extends Series> {
  protected readonly gate: Gate;
  protected readonly isWhole: boolean;
  /** One, or as many as views made of it. */
  protected readonly streams: readonly Stream<S>[];

  constructor(gate: Gate, isWhole: boolean, streams: readonly Stream<S>[]) {
    this.gate = gate;
    this.isWhole = isWhole;
    this.streams = streams;
  }

  protected boundSeries(attributes: Attributes | undefined): readonly S[] {
    // Whoever is switched off, or disposed of, makes no series.
    return this.gate.open ? this.streams.map((stream) => stream.find(attributes)) : [];
  }
}

abstract class Adder<S extends CounterSeries | UpDownCounterSeries> extends Instrument<S> {
  add(value: number, attributes?: Attributes): void {
    if (!this.gate.open) return;
    const amount = this.isWhole ? Math.trunc(value) : value;
    const { streams } = this;
    for (let i = 0; i < streams.length; i++) (streams[i] as Stream<S>).find(attributes).add(amount);
  }

  /**
   * The same instrument for one set of attributes: no look-up at all. Not part of the API of OpenTelemetry.
   *
   * @example
   * const hits = meter.createCounter('cache.hits').bind({ tier: 'disk' });
   * hits.add(1);
   */
  bind(attributes?: Attributes): BoundAdder {
    return new BoundSum(this.isWhole, this.boundSeries(attributes));
  }
}

export class CounterInstrument extends Adder<CounterSeries> implements Counter {}

export class UpDownCounterInstrument extends Adder<UpDownCounterSeries> implements UpDownCounter {}

export class GaugeInstrument extends Instrument<GaugeSeries> implements Gauge {
  record(value: number, attributes?: Attributes): void {
    if (!this.gate.open) return;
    const whole = this.isWhole ? Math.trunc(value) : value;
    for (const stream of this.streams) stream.find(attributes).set(whole);
  }

  /** As that of a counter. */
  bind(attributes?: Attributes): BoundRecorder {
    const series = this.boundSeries(attributes);
    return {
      record: (value) => {
        for (const one of series) one.set(this.isWhole ? Math.trunc(value) : value);
      },
    };
  }
}

export class HistogramInstrument extends Instrument<HistogramSeries> implements Histogram {
  /** Values are 0 or more; others are refused and counted. */
  record(value: number, attributes?: Attributes): void {
    if (!this.gate.open) return;
    if (value < 0) {
      this.gate.refuse('negative_amount');
      return;
    }
    const amount = this.isWhole ? Math.trunc(value) : value;
    const { streams } = this;
    for (let i = 0; i < streams.length; i++)
      (streams[i] as Stream<HistogramSeries>).find(attributes).record(amount);
  }

  /** As that of a counter. */
  bind(attributes?: Attributes): BoundRecorder {
    return new BoundHistogram(this.gate, this.isWhole, this.boundSeries(attributes));
  }
}

class BoundSum implements BoundAdder {
  private readonly isWhole: boolean;
  private readonly series: readonly (CounterSeries | UpDownCounterSeries)[];

  constructor(isWhole: boolean, series: readonly (CounterSeries | UpDownCounterSeries)[]) {
    this.isWhole = isWhole;
    this.series = series;
  }

  add(value: number): void {
    const amount = this.isWhole ? Math.trunc(value) : value;
    const { series } = this;
    for (let i = 0; i < series.length; i++) (series[i] as CounterSeries).add(amount);
  }
}

class BoundHistogram implements BoundRecorder {
  private readonly gate: Gate;
  private readonly isWhole: boolean;
  private readonly series: readonly HistogramSeries[];

  constructor(gate: Gate, isWhole: boolean, series: readonly HistogramSeries[]) {
    this.gate = gate;
    this.isWhole = isWhole;
    this.series = series;
  }

  record(value: number): void {
    if (value < 0) {
      this.gate.refuse('negative_amount');
      return;
    }
    const amount = this.isWhole ? Math.trunc(value) : value;
    const { series } = this;
    for (let i = 0; i < series.length; i++) (series[i] as HistogramSeries).record(amount);
  }
}

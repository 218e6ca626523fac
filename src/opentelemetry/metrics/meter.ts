/** The instruments of one library. */
import type {
  BatchObservableCallback,
  Meter,
  MetricOptions,
  Observable,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
} from '@opentelemetry/api';
import type { InstrumentScope, MetricKind } from '../../metrics/inner.ts';
import {
  CounterInstrument,
  GaugeInstrument,
  HistogramInstrument,
  UpDownCounterInstrument,
} from './instruments.ts';
import { ObservableInstrument } from './observable.ts';
import type { Observations } from './observations.ts';
import type { MetricStream, MetricStreams } from './streams.ts';

/** The enum ValueType of the API: INT is 0. */
const INT = 0;

/** What a meter makes has `bind` beside what the API asks for. */
export class InferometerMeter implements Meter {
  private readonly scope: InstrumentScope;
  private readonly streams: MetricStreams;
  private readonly observations: Observations;

  constructor(scope: InstrumentScope, streams: MetricStreams, observations: Observations) {
    this.scope = scope;
    this.streams = streams;
    this.observations = observations;
  }

  createCounter(name: string, options: MetricOptions = {}): CounterInstrument {
    const streams = this.open('counter', name, options);
    return new CounterInstrument(this.streams.context, isInteger(options), streams);
  }

  createUpDownCounter(name: string, options: MetricOptions = {}): UpDownCounterInstrument {
    const streams = this.open('up_down_counter', name, options);
    return new UpDownCounterInstrument(this.streams.context, isInteger(options), streams);
  }

  createGauge(name: string, options: MetricOptions = {}): GaugeInstrument {
    const streams = this.open('gauge', name, options);
    return new GaugeInstrument(this.streams.context, isInteger(options), streams);
  }

  createHistogram(name: string, options: MetricOptions = {}): HistogramInstrument {
    const streams = this.open('histogram', name, options);
    return new HistogramInstrument(this.streams.context, isInteger(options), streams);
  }

  createObservableCounter(name: string, options: MetricOptions = {}): ObservableCounter {
    return this.observable('counter', name, options);
  }

  createObservableUpDownCounter(name: string, options: MetricOptions = {}): ObservableUpDownCounter {
    return this.observable('up_down_counter', name, options);
  }

  createObservableGauge(name: string, options: MetricOptions = {}): ObservableGauge {
    return this.observable('gauge', name, options);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const own = observables.filter((one) => one instanceof ObservableInstrument);
    if (own.length > 0) this.observations.add(callback, own, true);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const own = observables.filter((one) => one instanceof ObservableInstrument);
    this.observations.remove(callback, own, true);
  }

  private observable(
    kind: Exclude<MetricKind, 'histogram'>,
    name: string,
    options: MetricOptions,
  ): ObservableInstrument {
    const streams = this.open(kind, name, options, true);
    return new ObservableInstrument(this.observations, isInteger(options), kind !== 'gauge', streams);
  }

  private open<Kind extends MetricKind>(
    kind: Kind,
    name: string,
    options: MetricOptions,
    isAsynchronous = false,
  ): readonly MetricStream<Kind>[] {
    const { scope } = this;
    const request = { kind, name: String(name), options, isInteger: isInteger(options), scope };
    return this.streams.open({ ...request, isAsynchronous });
  }
}

function isInteger({ valueType }: MetricOptions): boolean {
  return valueType === INT;
}

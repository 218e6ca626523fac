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
import { instrumentName, metricOptions } from './given.ts';
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

  createCounter(name: string, options?: MetricOptions): CounterInstrument {
    const { isInteger, streams } = this.open('counter', name, options);
    return new CounterInstrument(this.streams.context, isInteger, streams);
  }

  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounterInstrument {
    const { isInteger, streams } = this.open('up_down_counter', name, options);
    return new UpDownCounterInstrument(this.streams.context, isInteger, streams);
  }

  createGauge(name: string, options?: MetricOptions): GaugeInstrument {
    const { isInteger, streams } = this.open('gauge', name, options);
    return new GaugeInstrument(this.streams.context, isInteger, streams);
  }

  createHistogram(name: string, options?: MetricOptions): HistogramInstrument {
    const { isInteger, streams } = this.open('histogram', name, options);
    return new HistogramInstrument(this.streams.context, isInteger, streams);
  }

  createObservableCounter(name: string, options?: MetricOptions): ObservableCounter {
    return this.observable('counter', name, options);
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): ObservableUpDownCounter {
    return this.observable('up_down_counter', name, options);
  }

  createObservableGauge(name: string, options?: MetricOptions): ObservableGauge {
    return this.observable('gauge', name, options);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const own = ours(observables);
    if (own.length > 0) this.observations.add(callback, own, true);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.observations.remove(callback, ours(observables), true);
  }

  private observable(
    kind: Exclude<MetricKind, 'histogram'>,
    name: string,
    options: MetricOptions | undefined,
  ): ObservableInstrument {
    const { isInteger, streams } = this.open(kind, name, options, true);
    return new ObservableInstrument(this.observations, isInteger, kind !== 'gauge', streams);
  }

  private open<Kind extends MetricKind>(
    kind: Kind,
    name: string,
    options: MetricOptions | undefined,
    isAsynchronous = false,
  ): { readonly isInteger: boolean; readonly streams: readonly MetricStream<Kind>[] } {
    const { scope } = this;
    const { recording } = this.streams.context;
    const known = metricOptions(options, recording);
    const isInteger = known.valueType === INT;
    const request = { kind, name: instrumentName(name, recording), options: known, isInteger, scope };
    return { isInteger, streams: this.streams.open({ ...request, isAsynchronous }) };
  }
}

function ours(observables: unknown): ObservableInstrument[] {
  return Array.isArray(observables) ? observables.filter((one) => one instanceof ObservableInstrument) : [];
}

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
import {
  CounterSeries,
  GaugeSeries,
  HistogramSeries,
  type Series,
  UpDownCounterSeries,
} from '../../telemetry/series.ts';
import type { InstrumentScope, MetricKind } from '../../telemetry/snapshot.ts';
import { BoundedHistogramSeries } from './bounded-histogram-series.ts';
import {
  CounterInstrument,
  GaugeInstrument,
  HistogramInstrument,
  UpDownCounterInstrument,
} from './instruments.ts';
import { ObservableInstrument } from './observable.ts';
import type { Observations } from './observations.ts';
import {
  ObservedCounterSeries,
  ObservedGaugeSeries,
  type ObservedSeries,
  ObservedUpDownCounterSeries,
} from './observed-series.ts';
import type { Stream } from './stream.ts';
import type { InstrumentRequest, SeriesClass, Streams } from './streams.ts';

/** The enum ValueType of the API: INT is 0. */
const INT = 0;

/** What a meter makes has `bind` beside what the API asks for. */
export class InferometerMeter implements Meter {
  private readonly scope: InstrumentScope;
  private readonly streams: Streams;
  private readonly observations: Observations;

  constructor(scope: InstrumentScope, streams: Streams, observations: Observations) {
    this.scope = scope;
    this.streams = streams;
    this.observations = observations;
  }

  createCounter(name: string, options: MetricOptions = {}): CounterInstrument {
    const streams = this.open('counter', name, options, () => CounterSeries);
    return new CounterInstrument(this.streams.gate, isWhole(options), streams);
  }

  createUpDownCounter(name: string, options: MetricOptions = {}): UpDownCounterInstrument {
    const streams = this.open('up_down_counter', name, options, () => UpDownCounterSeries);
    return new UpDownCounterInstrument(this.streams.gate, isWhole(options), streams);
  }

  createGauge(name: string, options: MetricOptions = {}): GaugeInstrument {
    const streams = this.open('gauge', name, options, () => GaugeSeries);
    return new GaugeInstrument(this.streams.gate, isWhole(options), streams);
  }

  createHistogram(name: string, options: MetricOptions = {}): HistogramInstrument {
    const kindOfSeries = (isBounded: boolean) => (isBounded ? BoundedHistogramSeries : HistogramSeries);
    const streams = this.open('histogram', name, options, kindOfSeries);
    return new HistogramInstrument(this.streams.gate, isWhole(options), streams);
  }

  createObservableCounter(name: string, options: MetricOptions = {}): ObservableCounter {
    return this.observable('counter', name, options, ObservedCounterSeries);
  }

  createObservableUpDownCounter(name: string, options: MetricOptions = {}): ObservableUpDownCounter {
    return this.observable('up_down_counter', name, options, ObservedUpDownCounterSeries);
  }

  createObservableGauge(name: string, options: MetricOptions = {}): ObservableGauge {
    return this.observable('gauge', name, options, ObservedGaugeSeries);
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
    SeriesOfKind: SeriesClass<Series & ObservedSeries>,
  ): ObservableInstrument {
    const isStale = ({ observers, holders }: ObservedSeries) => observers + holders === 0;
    const request = { kind, name: String(name), options, isWhole: isWhole(options), scope: this.scope };
    const seriesClass = () => SeriesOfKind;
    const streams = this.streams.open({ ...request, isObserved: true, seriesClass, isStale });
    return new ObservableInstrument(this.observations, request.isWhole, kind !== 'gauge', streams);
  }

  private open<S extends Series>(
    kind: MetricKind,
    name: string,
    options: MetricOptions,
    seriesClass: InstrumentRequest<S>['seriesClass'],
  ): readonly Stream<S>[] {
    const request = { kind, name: String(name), options, isWhole: isWhole(options), scope: this.scope };
    return this.streams.open({ ...request, isObserved: false, seriesClass });
  }
}

function isWhole({ valueType }: MetricOptions): boolean {
  return valueType === INT;
}

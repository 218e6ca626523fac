/** Instruments whose values are asked for. */
import type { Observable, ObservableCallback } from '@opentelemetry/api';
import type { SeriesOf } from '../../metrics/inner.ts';
import type { MetricStream } from './streams.ts';

type ObservableKind = 'counter' | 'up_down_counter' | 'gauge';

/** A series whose values are asked for. */
export type ObservedSeries = SeriesOf<ObservableKind>;

/** Where callbacks are registered. */
export interface Callbacks {
  add(callback: Callback, instruments: readonly ObservableInstrument[], isBatch: boolean): void;
  remove(callback: Callback, instruments: readonly ObservableInstrument[], isBatch: boolean): void;
}

export type Callback = (result: never) => unknown;

export class ObservableInstrument implements Observable {
  readonly isInteger: boolean;
  /** Whether it observes sums, of which several add up where a view told them apart no more. */
  readonly isSum: boolean;
  readonly streams: readonly MetricStream<ObservableKind>[];
  private readonly callbacks: Callbacks;

  constructor(
    callbacks: Callbacks,
    isInteger: boolean,
    isSum: boolean,
    streams: readonly MetricStream<ObservableKind>[],
  ) {
    this.callbacks = callbacks;
    this.isInteger = isInteger;
    this.isSum = isSum;
    this.streams = streams;
  }

  addCallback(callback: ObservableCallback): void {
    this.callbacks.add(callback, [this], false);
  }

  removeCallback(callback: ObservableCallback): void {
    this.callbacks.remove(callback, [this], false);
  }
}

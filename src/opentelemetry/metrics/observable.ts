/** Instruments whose values are asked for. */
import type { Observable, ObservableCallback } from '@opentelemetry/api';
import type { Series } from '../../telemetry/series.ts';
import type { ObservedSeries } from './observed-series.ts';
import type { Stream } from './stream.ts';

/** Where callbacks are registered. */
export interface Callbacks {
  add(callback: Callback, instruments: readonly ObservableInstrument[], isBatch: boolean): void;
  remove(callback: Callback, instruments: readonly ObservableInstrument[], isBatch: boolean): void;
}

export type Callback = (result: never) => unknown;

export class ObservableInstrument implements Observable {
  readonly isWhole: boolean;
  /** Whether it observes sums, of which several add up where a view told them apart no more. */
  readonly isSum: boolean;
  readonly streams: readonly Stream<Series & ObservedSeries>[];
  private readonly callbacks: Callbacks;

  constructor(
    callbacks: Callbacks,
    isWhole: boolean,
    isSum: boolean,
    streams: readonly Stream<Series & ObservedSeries>[],
  ) {
    this.callbacks = callbacks;
    this.isWhole = isWhole;
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

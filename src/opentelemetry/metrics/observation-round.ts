/** What one call of a callback observes. Nothing of it counts before the callback is done, and all of it then. */
import type { Attributes } from '@opentelemetry/api';
import type { Gate } from '../../telemetry/gate.ts';
import { ObservableInstrument } from './observable.ts';
import type { ObservedSeries } from './observed-series.ts';

export class ObservationRound {
  private readonly gate: Gate;
  private readonly instruments: readonly ObservableInstrument[];
  private readonly values = new Map<ObservedSeries, number>();
  private isOver = false;

  constructor(gate: Gate, instruments: readonly ObservableInstrument[]) {
    this.gate = gate;
    this.instruments = instruments;
  }

  /** What the callback is given. */
  get result(): object {
    const [only] = this.instruments;
    return {
      observe: (value: number, attributes?: Attributes) => this.observe(only, value, attributes),
    };
  }

  /** What the callback of a batch is given. */
  get batchResult(): object {
    return {
      observe: (instrument: unknown, value: number, attributes?: Attributes) =>
        this.observe(instrument, value, attributes),
    };
  }

  /** The series that were observed, with their new values in them. */
  apply(): ReadonlySet<ObservedSeries> {
    this.end();
    for (const [series, value] of this.values) series.observe(value);
    return new Set(this.values.keys());
  }

  /** Whatever comes now is too late. */
  discard(): void {
    if (!this.isOver) this.end();
  }

  private end(): void {
    this.isOver = true;
    for (const series of this.values.keys()) series.holders -= 1;
  }

  private observe(instrument: unknown, value: number, attributes?: Attributes): void {
    if (!this.gate.open) return;
    if (
      this.isOver ||
      !(instrument instanceof ObservableInstrument) ||
      !this.instruments.includes(instrument)
    ) {
      this.gate.refuse('stray_observation');
      return;
    }
    const amount = instrument.isWhole ? Math.trunc(value) : value;
    if (!Number.isFinite(amount)) {
      this.gate.refuse('not_finite');
      return;
    }
    for (const stream of instrument.streams) {
      const series = stream.find(attributes);
      if (!this.values.has(series)) series.holders += 1;
      const before = instrument.isSum && stream.isMerging(series, attributes) ? this.values.get(series) : 0;
      this.values.set(series, (before ?? 0) + amount);
    }
  }
}

/** What one call of a callback observes. Nothing of it counts before the callback is done, and all of it then. */
import type { Attributes } from '@opentelemetry/api';
import type { AttributeFamily, RecordingSwitch, Series } from '../../metrics/inner.ts';
import { ObservableInstrument, type ObservedSeries } from './observable.ts';
import { seriesOf } from './streams.ts';

export class ObservationRound {
  private readonly recording: RecordingSwitch;
  private readonly instruments: readonly ObservableInstrument[];
  private readonly values = new Map<ObservedSeries, number>();
  /** Whatever comes now is too late. */
  isOver = false;

  constructor(recording: RecordingSwitch, instruments: readonly ObservableInstrument[]) {
    this.recording = recording;
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
    this.isOver = true;
    for (const [series, value] of this.values) series.observe(value);
    return new Set(this.values.keys());
  }

  /** Nothing of it counts. */
  discard(): void {
    this.isOver = true;
  }

  private observe(instrument: unknown, value: number, attributes?: Attributes): void {
    if (!this.recording.enabled) return;
    if (
      this.isOver ||
      !(instrument instanceof ObservableInstrument) ||
      !this.instruments.includes(instrument)
    ) {
      this.recording.reject('stray_observation');
      return;
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      this.recording.rejectValue('not_finite', instrument.streams[0]?.instrument, value);
      return;
    }
    const amount = instrument.isInteger ? Math.trunc(value) : value;
    for (const stream of instrument.streams) {
      const labels = attributes as never;
      const series: ObservedSeries = seriesOf(stream, attributes, this.recording);
      // Nobody makes room of it for another one while it is spoken of.
      series.isReported = true;
      const before =
        instrument.isSum && (stream as unknown as AttributeFamily<Series>).isMerging(series, labels)
          ? this.values.get(series)
          : 0;
      this.values.set(series, (before ?? 0) + amount);
    }
  }
}

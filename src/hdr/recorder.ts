import { InferometerError, wrongKind } from '../errors.ts';
import type { KernelHistogram } from './histogram.ts';
import { build } from './kinds.ts';
import type { BuildRequest, Histogram } from './surface.ts';

/**
 * Records into intervals: taking the histogram of one starts the next.
 *
 * @example
 * const recorder = new Recorder({ numberOfSignificantValueDigits: 2 });
 * setInterval(() => log.outputIntervalHistogram(recorder.getIntervalHistogram()), 1000);
 */
export class Recorder {
  private readonly request: BuildRequest;
  private readonly clock: () => number;
  /** The histograms that this recorder made, which it may be handed back. */
  private readonly own = new WeakSet<Histogram>();
  private active: KernelHistogram;
  private inactive: KernelHistogram | undefined;

  /** @param clock Milliseconds since 1970. */
  constructor(histogramBuildRequest: BuildRequest = {}, clock: () => number = Date.now) {
    this.request = histogramBuildRequest;
    if (typeof clock !== 'function') {
      const remedy = 'Pass () => Date.now(), or leave it out.';
      throw wrongKind('HISTOGRAM_ARGUMENT_KIND', 'clock', 'a function', clock, remedy);
    }
    this.clock = clock;
    this.active = this.make();
    this.active.startTimeStampMsec = clock();
  }

  recordValue(value: number): void {
    this.active.recordValue(value);
  }

  recordValueWithCount(value: number, count: number): void {
    this.active.recordValueWithCount(value, count);
  }

  recordValueWithExpectedInterval(value: number, expectedIntervalBetweenValueSamples: number): void {
    this.active.recordValueWithExpectedInterval(value, expectedIntervalBetweenValueSamples);
  }

  /**
   * What was recorded since the last interval was taken.
   *
   * @param histogramToRecycle One taken before, to be emptied and used again.
   * @throws HISTOGRAM_RECYCLED for a histogram that was not taken here.
   */
  getIntervalHistogram(histogramToRecycle?: Histogram): Histogram {
    if (histogramToRecycle) this.inactive = this.ours(histogramToRecycle);
    const sample = this.sample();
    this.inactive = undefined; // It is the caller's, until it is handed back.
    return sample;
  }

  /** Adds what was recorded since the last interval was taken to a histogram, which gets the interval's times. */
  getIntervalHistogramInto(targetHistogram: Histogram): void {
    const sample = this.sample();
    targetHistogram.add(sample);
    targetHistogram.startTimeStampMsec = sample.startTimeStampMsec;
    targetHistogram.endTimeStampMsec = sample.endTimeStampMsec;
  }

  reset(): void {
    this.active.reset();
    this.active.startTimeStampMsec = this.clock();
  }

  destroy(): void {
    this.active.destroy();
    this.inactive?.destroy();
  }

  private sample(): KernelHistogram {
    const next = this.inactive ?? this.make();
    next.reset();
    const sample = this.active;
    sample.endTimeStampMsec = next.startTimeStampMsec = this.clock();
    this.active = next;
    this.inactive = sample;
    return sample;
  }

  private make(): KernelHistogram {
    const histogram = build(this.request);
    this.own.add(histogram);
    return histogram;
  }

  private ours(histogram: Histogram): KernelHistogram {
    if (this.own.has(histogram) && histogram !== this.active) return histogram as KernelHistogram;
    throw new InferometerError(
      'HISTOGRAM_RECYCLED',
      'the histogram to recycle was not taken from this recorder. Pass one that getIntervalHistogram() returned.',
    );
  }
}

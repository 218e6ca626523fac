// Every export of `inferometer/histogram`, called as a program would.
import { readFile } from 'node:fs/promises';
import * as histogram from 'inferometer/histogram';

function snapshot(): histogram.ExponentialSnapshot {
  const live = new histogram.Histogram({ bounds: [1, 5] } satisfies histogram.HistogramOptions);
  live.recordMany([0.5, 1, 2, 3, 4, 5]);
  const taken = live.snapshot();
  live.dispose();
  return taken;
}

function hdr(): histogram.HdrSnapshot {
  const options: histogram.HdrHistogramOptions = { highestTrackable: 3_600_000, significantDigits: 3 };
  const live = new histogram.HdrHistogram(options);
  for (const value of [1, 2, 1000]) live.record(value);
  return live.snapshot();
}

function explicit(): histogram.ExplicitSnapshot {
  const live = new histogram.ExplicitHistogram({
    bounds: [1, 5],
  } satisfies histogram.ExplicitHistogramOptions);
  live.record(1);
  return live.snapshot();
}

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

const steps = (all: Iterable<histogram.IterationStep>) => expect([...all].length > 0);

export const calls = {
  loadKernel: async () => {
    const file = new URL(import.meta.resolve('inferometer/kernel.wasm'));
    await histogram.loadKernel(await readFile(file));
  },
  kernelKind: () => {
    const kind: histogram.KernelKind | undefined = histogram.kernelKind();
    expect(kind === 'wasm');
  },
  Histogram: () => {
    const [one, other] = [new histogram.Histogram(), new histogram.Histogram()];
    one.record(1, 2);
    expect(other.merge(one).merge(one.snapshot()).count === 4);
  },
  ExplicitHistogram: () => {
    expect(new histogram.ExplicitHistogram({ bounds: [1] }).merge(explicitOfOne()).count === 1);
  },
  HdrHistogram: () => {
    const live: histogram.HdrHistogram = new histogram.HdrHistogram();
    live.record(7);
    expect(live.quantile(0.5) === 7);
  },
  Summary: () => {
    const live: histogram.Summary = new histogram.Summary();
    live.recordMany([1, 3]);
    const taken: histogram.SummarySnapshot = live.snapshot();
    expect(live.mean === 2 && taken.count === 2);
  },
  InferometerError: () => {
    try {
      histogram.decodeSnapshot(new Uint8Array(3));
    } catch (error) {
      return expect(error instanceof histogram.InferometerError && error.code === 'SNAPSHOT_ENCODING_MAGIC');
    }
    expect(false);
  },
  IntervalRecorder: () => {
    const recorder = new histogram.IntervalRecorder(() => new histogram.Histogram());
    recorder.record(1);
    const interval: histogram.Interval<histogram.ExponentialSnapshot> = recorder.take();
    expect(interval.snapshot.count === 1);
  },
  OPENTELEMETRY_BOUNDS: () => {
    const bounds: readonly number[] = histogram.OPENTELEMETRY_BOUNDS;
    expect(bounds[0] === 0);
  },
  allValues: () => steps(histogram.allValues(histogram.seriesOf(hdr()))),
  recordedValues: () => steps(histogram.recordedValues(histogram.seriesOf(snapshot()))),
  linearBucketValues: () => steps(histogram.linearBucketValues(histogram.hdrSeries(hdr()), 100)),
  logarithmicBucketValues: () => steps(histogram.logarithmicBucketValues(histogram.hdrSeries(hdr()), 10, 2)),
  percentiles: () => steps(histogram.percentiles(histogram.exponentialSeries(snapshot()), 5)),
  seriesOf: () => {
    const series: histogram.BucketSeries = histogram.seriesOf(snapshot() satisfies histogram.BucketSnapshot);
    steps(histogram.recordedValues(series));
  },
  hdrSeries: () => steps(histogram.recordedValues(histogram.hdrSeries(hdr()))),
  explicitSeries: () => steps(histogram.recordedValues(histogram.explicitSeries(explicit()))),
  exponentialSeries: () => steps(histogram.recordedValues(histogram.exponentialSeries(snapshot()))),
  bucketCounts: () => expect(histogram.bucketCounts(snapshot(), [1, 5]).join() === '2,6'),
  cdf: () => expect(histogram.cdf(snapshot(), 5) === 1),
  countAt: () => expect(histogram.countAt(hdr(), 1000) === 1),
  countBetween: () => expect(histogram.countBetween(snapshot(), 0, 100) === 6),
  correctedForInterval: () => {
    const corrected: histogram.ExponentialSnapshot = histogram.correctedForInterval(snapshot(), 1);
    expect(corrected.count > 6);
  },
  recordWithExpectedInterval: () => {
    const live = new histogram.Histogram();
    histogram.recordWithExpectedInterval(live, 3, 1);
    expect(live.count === 3);
  },
  decodeSnapshot: () => {
    const decoded: histogram.Snapshot = histogram.decodeSnapshot(histogram.encodeSnapshot(explicit()));
    expect(decoded.layout === 'explicit');
  },
  encodeSnapshot: () => {
    const bytes: Uint8Array<ArrayBuffer> = histogram.encodeSnapshot(snapshot());
    expect(bytes.length > 0);
  },
  decodeDdSketch: () => {
    const options: histogram.DdSketchDecodeOptions = {
      rounding: 'ceil' satisfies histogram.DdSketchRounding,
    };
    expect(
      histogram.decodeDdSketch(histogram.encodeDdSketch(snapshot(), { rounding: 'ceil' }), options).count ===
        6,
    );
  },
  encodeDdSketch: () =>
    expect(histogram.encodeDdSketch(snapshot(), {} satisfies histogram.DdSketchOptions).length > 0),
  decodeHdr: () => {
    const options: histogram.HistogramDecodingOptions = { countsLimit: 2 ** 20 };
    const decoded: histogram.HdrSnapshot = histogram.decodeHdr(histogram.encodeHdr(hdr()), options);
    expect(decoded.count === 3);
  },
  encodeHdr: () => expect(histogram.encodeHdr(hdr()).length > 0),
  decodeDoubleHdr: () => {
    const decode: (bytes: Uint8Array) => histogram.DoubleHdrSnapshot = histogram.decodeDoubleHdr;
    try {
      decode(histogram.encodeHdr(hdr()));
    } catch (error) {
      return expect(error instanceof histogram.InferometerError);
    }
    expect(false);
  },
  diffSnapshots: () => {
    const differences: histogram.BucketDifference[] = histogram.diffSnapshots(hdr(), hdr());
    expect(differences.length === 0);
  },
  downscale: () =>
    expect(histogram.downscale(snapshot(), { scale: 0 } satisfies histogram.DownscaleBounds).scale === 0),
  mergeSnapshots: () => expect(histogram.mergeSnapshots([snapshot(), snapshot()]).count === 12),
  subtractSnapshots: () => {
    const difference: histogram.HdrSnapshot = histogram.subtractSnapshots(hdr(), hdr());
    expect(difference.count === 0);
  },
  rebucket: () => {
    const rebucketed: histogram.Rebucketed = histogram.rebucket(snapshot(), [1, 5]);
    expect(Object.keys(rebucketed).length > 0);
  },
  fromNativeHistogram: () => {
    const native: histogram.NativeHistogram = histogram.toNativeHistogram(snapshot());
    expect(histogram.fromNativeHistogram(native).count === 6);
  },
  toNativeHistogram: () => {
    const spans: readonly histogram.BucketSpan[] = histogram.toNativeHistogram(snapshot()).positiveSpan;
    expect(spans.length > 0);
  },
  fromOtelExponential: () => {
    const point: histogram.OtelExponentialHistogram = histogram.toOtelExponential(snapshot());
    expect(histogram.fromOtelExponential(point).count === 6);
  },
  toOtelExponential: () => {
    const { positive } = histogram.toOtelExponential(snapshot(), {
      maxBuckets: 160,
    } satisfies histogram.OtelOptions);
    const buckets: histogram.OtelBuckets = positive;
    expect(buckets.bucketCounts.length > 0);
  },
  percentileCsv: () => {
    const options: histogram.PercentileDistributionOptions = {};
    expect(histogram.percentileCsv(snapshot(), options).includes(','));
  },
  percentileText: () => expect(histogram.percentileText(snapshot()).includes('Percentile')),
  platformClock: () => {
    const clock: histogram.HistogramClock = histogram.platformClock;
    expect(clock.monotonicMs() >= 0);
  },
  quantileInterval: () => {
    const options: histogram.QuantileIntervalOptions = { confidence: 0.9 };
    const interval: histogram.QuantileInterval = histogram.quantileInterval(snapshot(), 0.5, options);
    expect(interval.lower <= interval.upper);
  },
  quantilesOf: () => expect(histogram.quantilesOf(snapshot(), [0, 1]).join() === '0.5,5'),
  restoreSnapshot: () => {
    const parsed: histogram.ExponentialSnapshot = JSON.parse(JSON.stringify(snapshot()));
    const range: histogram.BucketRange = histogram.restoreSnapshot(parsed).positive;
    expect(range.counts instanceof Float64Array);
  },
  startTimer: () => {
    const live = new histogram.Histogram();
    const stop: histogram.StopTimer = histogram.startTimer(live);
    expect(stop() >= 0 && live.count === 1);
  },
  stdDev: () => expect(histogram.stdDev(snapshot()) > 0),
  trimmedMean: () => expect(histogram.trimmedMean(snapshot(), 0.1) > 0),
  toSvg: () => {
    const options: histogram.SvgOptions = { unit: 'seconds' satisfies histogram.ValueUnit };
    expect(histogram.toSvg(snapshot(), options).startsWith('<svg'));
  },
  toTerminal: () =>
    expect(histogram.toTerminal(snapshot(), {} satisfies histogram.TerminalOptions).length > 0),
} satisfies Record<keyof typeof histogram, () => unknown>;

function explicitOfOne(): histogram.ExplicitHistogram {
  const live = new histogram.ExplicitHistogram({ bounds: [1] });
  live.record(1);
  return live;
}

export type Named = [
  histogram.AxisKind,
  histogram.ExplicitBuckets,
  histogram.IntervalHistogram,
  histogram.RenderOptions,
];

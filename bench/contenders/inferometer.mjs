/**
 * Ours: the exponential histogram at the default accuracy and at the finest, with the buckets that the values need
 * there; the HDR histogram at its defaults; explicit buckets with fourteen bounds.
 */
import { BOUNDS_SECONDS } from '../worker/data.mjs';

function inferometer(name, options) {
  const base = 2 ** (2 ** -(options.scale ?? 5));
  return {
    name,
    unit: 'seconds',
    relativeError: (base - 1) / (base + 1),
    async open() {
      const { Histogram } = await import('inferometer/histogram');
      return () => new Histogram(options);
    },
    record: 'histogram.record(value);',
    count: 'histogram.count',
    quantile: 'histogram.quantile(q)',
    quantiles: 'histogram.quantiles(qs)',
    merge: 'histogram.merge(other);',
  };
}

export const inferometerDefault = inferometer('inferometer', {});
export const inferometerFinest = inferometer('inferometer, scale 8 (0.14 %)', {
  scale: 8,
  maxBuckets: 4096,
});

/** As where Wasm cannot be compiled. */
export const inferometerJavaScript = {
  ...inferometerDefault,
  name: 'inferometer, JavaScript kernel',
  async open() {
    const { provideJsKernel } = await import('inferometer/kernel-js');
    provideJsKernel({ always: true });
    return inferometerDefault.open();
  },
};

/** The same with classic buckets beside, counted exactly. */
export const inferometerBounds = {
  ...inferometer('inferometer, 14 bounds too', { bounds: BOUNDS_SECONDS }),
  facts: (histogram) => {
    const { count, sum, min, max } = histogram;
    const upTo = histogram.countsAtOrUnder(BOUNDS_SECONDS);
    return { count, sum, min, max, buckets: BOUNDS_SECONDS.map((bound, i) => [bound, upTo[i]]) };
  },
};

export const inferometerHdr = {
  name: 'inferometer HdrHistogram',
  unit: 'microseconds',
  relativeError: 1e-3,
  async open() {
    const { HdrHistogram } = await import('inferometer/histogram');
    return () => new HdrHistogram();
  },
  record: 'histogram.record(value);',
  count: 'histogram.count',
  quantile: 'histogram.quantile(q)',
  quantiles: 'histogram.quantiles(qs)',
  merge: 'histogram.merge(other);',
};

export const inferometerExplicit = {
  name: 'inferometer ExplicitHistogram',
  unit: 'seconds',
  async open() {
    const { ExplicitHistogram } = await import('inferometer/histogram');
    return () => new ExplicitHistogram({ bounds: BOUNDS_SECONDS });
  },
  record: 'histogram.record(value);',
  count: 'histogram.count',
  facts: (histogram) => {
    const { count, sum, min, max, bounds } = histogram;
    const upTo = histogram.countsAtOrUnder(bounds);
    return { count, sum, min, max, buckets: bounds.map((bound, i) => [bound, upTo[i]]) };
  },
};

/** A histogram of one's own with two labels and the eleven buckets that prom-client has by default. */
function inferometerLabelled(name, seriesOf, record) {
  return {
    name,
    unit: 'seconds',
    async open() {
      const { createMetrics } = await import('inferometer/metrics');
      const metrics = createMetrics();
      const metric = metrics.histogram({
        name: 'inference_seconds',
        help: 'Seconds per inference.',
        unit: 'seconds',
        labels: ['model_id', 'device'],
      });
      return (index) => ({ metrics, ...seriesOf(metric, { model_id: `model-${index}`, device: 'wasm' }) });
    },
    record,
    facts: ({ metrics }) => factsOf(pointsOf(metrics)[0].histogram),
    total: ([{ metrics }]) => pointsOf(metrics).reduce((sum, { histogram }) => sum + histogram.count, 0),
  };
}

function pointsOf(metrics) {
  return metrics.snapshot().metrics.find(({ instrument }) => instrument.name === 'inference_seconds').series;
}

function factsOf({ count, sum, min, max, explicit }) {
  let upTo = 0;
  const buckets = explicit.bounds.map((bound, i) => {
    upTo += explicit.counts[i];
    return [bound, upTo];
  });
  return { count, sum, min, max, buckets };
}

export const inferometerWithLabels = inferometerLabelled(
  'inferometer withLabels({2}).record(v)',
  (metric, labels) => ({ metric, labels }),
  'histogram.metric.withLabels(histogram.labels).record(value);',
);

export const inferometerBound = inferometerLabelled(
  'inferometer, bound',
  (metric, labels) => ({ series: metric.withLabels(labels) }),
  'histogram.series.record(value);',
);

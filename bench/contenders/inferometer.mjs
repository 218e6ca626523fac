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

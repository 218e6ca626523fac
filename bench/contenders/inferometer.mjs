/** Ours, at the default accuracy and at the finest, with the buckets that the values need there. */

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

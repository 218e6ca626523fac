/** The platform's own: HdrHistogram_c behind node:perf_hooks, three digits. Whole numbers from 1 only. */
export const perfHooks = {
  name: 'perf_hooks.createHistogram',
  unit: 'microseconds',
  relativeError: 1e-3,
  async open() {
    const { createHistogram } = await import('node:perf_hooks');
    return () => createHistogram();
  },
  record: 'histogram.record(value);',
  count: 'histogram.count',
  quantile: 'histogram.percentile(100 * q)',
  merge: 'histogram.add(other);',
};

/** native-hdr-histogram: HdrHistogram_c behind a Node addon, microseconds up to an hour, three digits. */
export const nativeHdrHistogram = {
  name: 'native-hdr-histogram (addon)',
  unit: 'microseconds',
  relativeError: 1e-3,
  async open() {
    const { default: Histogram } = await import('native-hdr-histogram');
    return () => new Histogram(1, 3_600_000_000, 3);
  },
  record: 'histogram.record(value);',
  count: 'histogram.recordedcounts().reduce((total, { count }) => total + count, 0)',
  quantile: 'histogram.percentile(100 * q)',
  merge: 'histogram.add(other);',
};

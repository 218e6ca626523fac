/** hdr-histogram-js at its defaults: three significant digits, a range that grows. Whole numbers only. */

function hdrHistogramJs(name, useWebAssembly) {
  return {
    name,
    unit: 'microseconds',
    relativeError: 1e-3,
    async open() {
      const { default: hdr } = await import('hdr-histogram-js');
      if (useWebAssembly) await hdr.initWebAssembly();
      return () => hdr.build({ useWebAssembly });
    },
    record: 'histogram.recordValue(value);',
    count: 'histogram.totalCount',
    quantile: 'histogram.getValueAtPercentile(100 * q)',
    merge: 'histogram.add(other);',
  };
}

export const hdrHistogramWasm = hdrHistogramJs('hdr-histogram-js Wasm', true);
export const hdrHistogramJavaScript = hdrHistogramJs('hdr-histogram-js JavaScript', false);

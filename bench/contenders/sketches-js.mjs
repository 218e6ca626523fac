/** DDSketch as Datadog publishes it, at its default of 1 % relative accuracy. */
export const sketchesJs = {
  name: 'sketches-js',
  unit: 'seconds',
  relativeError: 0.01,
  async open() {
    const { default: sketches } = await import('@datadog/sketches-js');
    return () => new sketches.DDSketch();
  },
  record: 'histogram.accept(value);',
  count: 'histogram.count',
  quantile: 'histogram.getValueAtQuantile(q)',
  merge: 'histogram.merge(other);',
};

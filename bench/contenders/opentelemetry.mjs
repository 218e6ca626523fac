/** The OpenTelemetry SDK's exponential histogram (160 buckets, its default), without and with two attributes. */

function opentelemetry(name, attributesOf, record) {
  return {
    name,
    unit: 'seconds',
    async open() {
      const { meter, reader } = await openMeter();
      let shared;
      return (index) => {
        const attributes = attributesOf(index);
        if (!attributes) return { instrument: meter.createHistogram(`seconds_${index}`), reader };
        shared ??= meter.createHistogram('seconds');
        return { instrument: shared, attributes, reader };
      };
    },
    record,
    facts: async ({ reader }) => (await dataPoints(reader)).map(factsOf)[0],
    total: async ([{ reader }]) =>
      (await dataPoints(reader)).reduce((total, { value }) => total + value.count, 0),
  };
}

/** A meter whose histograms are exponential, and a reader that collects when asked. */
export async function openMeter() {
  const { default: sdk } = await import('@opentelemetry/sdk-metrics');
  const { AggregationType, InstrumentType, MeterProvider, MetricReader } = sdk;
  class ManualReader extends MetricReader {
    async onForceFlush() {}
    async onShutdown() {}
  }
  const reader = new ManualReader({
    aggregationSelector: (instrument) => ({
      type:
        instrument === InstrumentType.HISTOGRAM
          ? AggregationType.EXPONENTIAL_HISTOGRAM
          : AggregationType.DEFAULT,
    }),
  });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
  return { meter, reader };
}

/** Every data point that the reader collects. */
export async function dataPoints(reader) {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap((metric) => metric.dataPoints.map((point) => ({ ...point, name: metric.descriptor.name })));
}

function factsOf({ value }) {
  return { count: value.count, sum: value.sum, min: value.min, max: value.max };
}

export const otelRecord = opentelemetry(
  'OTel exponential record(v)',
  () => undefined,
  'histogram.instrument.record(value);',
);

export const otelRecordAttributes = opentelemetry(
  'OTel exponential record(v, {2})',
  (index) => ({ 'model.id': `model-${index}`, device: 'wasm' }),
  'histogram.instrument.record(value, histogram.attributes);',
);

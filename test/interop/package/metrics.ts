// Every export of `inferometer/metrics`, called as a program would that takes prom-client's job alone.
import * as engine from 'inferometer/metrics';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  createMetrics: () => {
    const metrics: engine.Metrics = engine.createMetrics({
      labels: { zone: 'a' },
    } satisfies engine.MetricsOptions);
    const definition: engine.CustomMetric = { name: 'hits_total', help: 'Hits.', labels: ['tier'] };
    const hits: engine.LabelledMetric<engine.CounterSeries> = metrics.counter(definition);
    hits.withLabels({ tier: 'disk' }).add(2);
    const snapshot: engine.MetricsSnapshot = metrics.snapshot();
    const metric: engine.MetricSnapshot | undefined = snapshot.metrics.find(
      ({ fullName }) => fullName === 'hits_total',
    );
    const point: engine.DataPoint | undefined = metric?.series[0];
    expect(point !== undefined && 'value' in point && point.value === 2 && point.labels.zone === 'a');
    metrics.dispose();
  },
  CounterSeries: () => {
    expect(
      engine.createMetrics().counter({ name: 'c_total', help: 'C.' }).withLabels() instanceof
        engine.CounterSeries,
    );
  },
  UpDownCounterSeries: () => {
    const level = engine.createMetrics().upDownCounter({ name: 'u', help: 'U.' }).withLabels();
    expect(level instanceof engine.UpDownCounterSeries);
  },
  GaugeSeries: () => {
    expect(
      engine.createMetrics().gauge({ name: 'g', help: 'G.' }).withLabels() instanceof engine.GaugeSeries,
    );
  },
  HistogramSeries: () => {
    const definition: engine.CustomHistogram = { name: 'h', help: 'H.', bucketBounds: [1] };
    const series: engine.HistogramSeries = engine.createMetrics().histogram(definition).withLabels();
    series.record(1);
    expect(series instanceof engine.HistogramSeries);
  },
  InferometerError: () => {
    try {
      engine.createMetrics().counter({ name: 'c', help: 'No _total.' });
    } catch (error) {
      return expect(error instanceof engine.InferometerError && error.code === 'TELEMETRY_METRIC_DEFINITION');
    }
    expect(false);
  },
  fullNameOf: () => {
    const instrument: engine.Instrument = {
      name: 'n',
      kind: 'gauge',
      unit: '1',
      labels: [],
      category: 'custom',
      prefix: 'p_',
    };
    expect(engine.fullNameOf(instrument) === 'p_n');
  },
} satisfies Record<keyof typeof engine, () => unknown>;

export type Named = [
  engine.Exemplar,
  engine.GaugeRule,
  engine.HistogramPoint,
  engine.InstrumentScope,
  engine.Interval,
  engine.Labels,
  engine.LabelValue,
  engine.MetricKind,
  engine.MetricReading,
  engine.MetricUnit,
  engine.RatioRule,
  engine.SeriesIdentity,
  engine.StringLabels,
  engine.ValuePoint,
];

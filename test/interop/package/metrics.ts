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
    const own: engine.OwnMetrics = metrics;
    const same: engine.OwnMetric<{ add(): void }> = own.counter(definition);
    const hits: engine.LabelledMetric<engine.CounterSeries> = metrics.counter(definition);
    expect(same === hits);
    hits.withLabels({ tier: 'disk' }).add(2);
    const snapshot: engine.MetricsSnapshot = metrics.snapshot();
    const metric: engine.MetricSnapshot | undefined = snapshot.metrics.find(
      ({ fullName }) => fullName === 'hits_total',
    );
    const point: engine.DataPoint | undefined = metric?.series[0];
    expect(point !== undefined && 'value' in point && point.value === 2 && point.labels.zone === 'a');
    const open: engine.UpDownCounterSeries = metrics.upDownCounter({ name: 'open', help: 'O.' }).withLabels();
    open.add(-1);
    const depth: engine.GaugeSeries = metrics.gauge({ name: 'depth', help: 'D.' }).withLabels();
    depth.set(2);
    const sizes: engine.CustomHistogram = { name: 'sizes', help: 'S.', bucketBounds: [1] };
    const size: engine.HistogramSeries = metrics.histogram(sizes).withLabels();
    size.record(1);
    expect(metrics.snapshot().metrics.length === 4);
    metrics.dispose();
  },
  InferometerError: () => {
    try {
      engine.createMetrics().counter({ name: 'c', help: 'No _total.' });
    } catch (error) {
      return expect(error instanceof engine.InferometerError && error.code === 'TELEMETRY_METRIC_DEFINITION');
    }
    expect(false);
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

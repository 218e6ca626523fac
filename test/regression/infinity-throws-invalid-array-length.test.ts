// sketches-js: accepting Infinity throws `Invalid array length`. prom-client: observing it throws.
import { createTelemetry } from 'inferometer';
import { ExplicitHistogram, HdrHistogram, Histogram, Summary } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

const layouts = {
  Histogram: () => new Histogram(),
  ExplicitHistogram: () => new ExplicitHistogram({ bounds: [1, 2] }),
  HdrHistogram: () => new HdrHistogram(),
  Summary: () => new Summary(),
};

for (const [name, make] of Object.entries(layouts)) {
  test(`${name} counts the infinities as rejected and goes on`, () => {
    using histogram = make();
    for (const value of [Infinity, -Infinity, 1]) histogram.record(value);
    assert.equal([histogram.count, histogram.rejected, histogram.max], [1, 2, 1]);
  });
}

test('a gauge and a histogram of telemetry refuse them, counted, without a throw', () => {
  using telemetry = createTelemetry();
  telemetry.gauge({ name: 'depth', help: 'Depth.' }).withLabels().set(Infinity);
  telemetry.histogram({ name: 'wait_seconds', help: 'Wait.' }).withLabels().record(Number.NaN);
  const refused = telemetry
    .snapshot()
    .metrics.find((metric) => metric.instrument.name === 'recordings_refused_total');
  assert.equal(
    refused?.series.map((one) => ('value' in one ? [one.labels.reason, one.value] : [])),
    [['not_finite', 2]],
  );
});

// Constant labels were not told under OpenTelemetry's names; failures that differed in how they ended, and the overflow
// series of storage, were two points with the same attributes.
import { createTelemetry, trackStorageOperation } from 'inferometer';
import { createMetricProducer } from 'inferometer/opentelemetry';
import { assert, test } from '../harness.ts';
import { collected, pointsOf } from '../opentelemetry/support.ts';

test('constant labels are attributes of every point', async () => {
  using telemetry = createTelemetry({ labels: { deployment: 'blue' }, logLevel: 'silent' });
  telemetry.inference({ modelId: 'm', batchSize: 1 }).record(1);
  const metrics = await collected(createMetricProducer(telemetry));
  for (const metric of metrics.values())
    for (const { attributes } of pointsOf(metric)) assert.is(attributes.deployment, 'blue');
});

test('no two points of a metric have the same attributes', async () => {
  using telemetry = createTelemetry({ seriesLimit: 4, logLevel: 'silent' });
  for (const signal of [undefined, { aborted: true }]) {
    const options = { modelId: 'm', ...(signal && { signal }) };
    telemetry.start('inference', options).fail(new TypeError('no'));
  }
  for (let i = 0; i < 6; i++) {
    for (const backend of ['s3', 'disk']) {
      const options = { operationType: `add-${i}`, backend };
      trackStorageOperation(telemetry, options, () => 1);
      assert.throws(() =>
        trackStorageOperation(telemetry, options, () => {
          throw new Error('no');
        }),
      );
    }
  }
  const metrics = await collected(createMetricProducer(telemetry));
  for (const [name, metric] of metrics) {
    const sets = pointsOf(metric).map(({ attributes }) => JSON.stringify(Object.entries(attributes).sort()));
    assert.is(new Set(sets).size, sets.length, name);
  }
  assert.is(metrics.get('gen_ai.client.operation.duration')?.dataPoints.length, 2);
});

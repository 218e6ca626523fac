// OTLP/HTTP in JSON, as a collector of OpenTelemetry takes it.
import { createPageTelemetry, otlpReceiver, withOwnMetrics } from 'inferometer/browser';
import { assert, test } from '../../harness.ts';

test('deltas are sums and exponential histograms in the JSON of protobuf', async () => {
  const { fetch } = globalThis;
  const sent: { url: string; init: RequestInit }[] = [];
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return new Response('{"partialSuccess":{}}');
  }) as typeof fetch;
  const page = withOwnMetrics(
    createPageTelemetry({
      url: 'https://collector.example/v1/metrics',
      receiver: otlpReceiver({ headers: { 'X-Api-Key': 'k' } }),
      intervalSeconds: 3600,
      queue: { persist: false },
    }),
  );
  try {
    for (const value of [1.5, 1.5, 3, 0, -2])
      page.histogram({ name: 'sizes', help: 'S.', unit: 'bytes' }).withLabels().record(value);
    page
      .counter({ name: 'hits_total', help: 'H.', labels: ['tier'] })
      .withLabels({ tier: 'a' })
      .add(2);
    page.gauge({ name: 'level', help: 'L.' }).withLabels().set(0.5);
    page.trackInference({ modelId: 'm' }, () => 1);
    assert.equal(await page.flush(), { acknowledged: 1, waiting: 0, dropped: 0 });
    const [{ url, init } = { url: '', init: {} as RequestInit }] = sent;
    assert.is(url, 'https://collector.example/v1/metrics');
    assert.equal(init.headers, { 'content-type': 'application/json', 'x-api-key': 'k' });
    const { resourceMetrics } = JSON.parse(String(init.body));
    const { resource, scopeMetrics } = resourceMetrics[0];
    assert.equal(
      resource.attributes.map(({ key }: { key: string }) => key),
      ['service.name', 'service.instance.id'],
    );
    const metrics = Object.fromEntries(
      scopeMetrics[0].metrics.map((metric: { name: string }) => [metric.name, metric]),
    );
    const { startTimeUnixNano, timeUnixNano, ...sizes } = metrics.sizes.exponentialHistogram.dataPoints[0];
    assert.match(startTimeUnixNano, /^\d{19}$/);
    assert.ok(BigInt(timeUnixNano) >= BigInt(startTimeUnixNano));
    assert.is(metrics.sizes.unit, 'By');
    assert.is(metrics.sizes.exponentialHistogram.aggregationTemporality, 1);
    const { positive, negative, ...totals } = sizes;
    assert.equal(totals, { attributes: [], count: '5', sum: 4, min: -2, max: 3, scale: 5, zeroCount: '1' });
    assert.is(positive.offset, 18);
    assert.equal(
      positive.bucketCounts.filter((count: string) => count !== '0'),
      ['2', '1'],
    );
    assert.equal(negative, { offset: 31, bucketCounts: ['1'] });
    assert.equal(
      [metrics.hits_total.sum.isMonotonic, metrics.hits_total.sum.dataPoints[0].asDouble],
      [true, 2],
    );
    assert.equal(metrics.hits_total.sum.dataPoints[0].attributes, [
      { key: 'tier', value: { stringValue: 'a' } },
    ]);
    assert.is(metrics.level.gauge.dataPoints[0].asDouble, 0.5);
    assert.is(metrics.ipfs_aiml_inference_seconds.exponentialHistogram.dataPoints[0].count, '1');
  } finally {
    page.dispose();
    globalThis.fetch = fetch;
  }
});

// opentelemetry-js#2997, client_js#741: what was recorded of things that are gone is kept, and told of, for ever.
import { createTelemetry, forget, trackStorageOperation } from 'inferometer';
import { createMetrics } from 'inferometer/metrics';
import { assert, collectGarbage, test } from '../harness.ts';

async function grownBytes(count: number, round: (id: number) => void, flush: () => void): Promise<number> {
  const rounds = async (from: number, to: number) => {
    for (let id = from; id < to; id++) {
      round(id);
      if (id % 100 !== 0) continue;
      flush();
      // What a weak reference was made to, or read, lives until the turn is over.
      await new Promise((resolve) => setTimeout(resolve));
    }
    await collectGarbage();
    flush();
    await collectGarbage();
  };
  const warm = Math.max(500, count / 3);
  await rounds(0, warm);
  const before = process.memoryUsage().heapUsed;
  await rounds(warm, warm + count);
  return process.memoryUsage().heapUsed - before;
}

for (const labelNames of [[], ['tenant']])
  test(`models and backends that were forgotten keep no memory, with ${labelNames.length} labels of one’s own`, async () => {
    using telemetry = createTelemetry({ logLevel: 'silent', maxHistoryEntries: 0, labelNames });
    const bytes = await grownBytes(
      1000,
      (id) => {
        const [modelId, backend] = [`model-${id}`, `backend-${id}`];
        telemetry.trackInference({ modelId, batchSize: 8 }, () => 1);
        telemetry.recordTrainingStats({ modelId, loss: 1 });
        trackStorageOperation(telemetry, { operationType: 'add', backend }, () => 1);
        telemetry.trackInference(
          { modelId, labels: labelNames.length > 0 ? { tenant: 'acme' } : {} },
          () => 1,
        );
        assert.ok(forget(telemetry, { modelId }) > 5);
        assert.ok(forget(telemetry, { backend }) > 5);
      },
      () => telemetry.collector.flush(),
    );
    // Kept, each would take some 10 KB, 10 MB in all.
    assert.ok(bytes < 4 * 2 ** 20, `grew by ${bytes} bytes`);
  });

test('series of one’s own that were removed keep no memory', async () => {
  using metrics = createMetrics();
  const hits = metrics.counter({ name: 'hits_total', help: 'Hits.', labels: ['a', 'b'] });
  const bytes = await grownBytes(
    3000,
    (id) => {
      hits.withLabels({ a: `${id}`, b: `${id}` }).add(1);
      hits.withLabels({ b: `${id}`, a: `${id}` }).add(1);
      hits.remove({ a: `${id}`, b: `${id}` });
    },
    () => metrics.snapshot(),
  );
  // Some 1 KB each.
  assert.ok(bytes < 2 ** 20, `grew by ${bytes} bytes`);
});

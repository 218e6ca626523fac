// What a series keeps while nothing is recorded into it: no kernel memory, and few bytes beside what was recorded before.
import { createTelemetry } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { assert, collectGarbage, test } from '../harness.ts';

const SERIES = 8_000;
const GROUP = 100;
const labels = Array.from({ length: 3 * SERIES }, (_, i) => ({ series: String(i) }));

async function usedBytes(): Promise<number> {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function definition(name: string) {
  return { name, help: 'Own.', labels: ['series'], unit: 'seconds' };
}

test('a series that never recorded takes half a kilobyte', async () => {
  using telemetry = createTelemetry({ seriesLimit: labels.length });
  const metric = telemetry.histogram(definition('own_seconds'));
  const series = labels.slice(0, SERIES).map((own) => metric.withLabels(own));
  const before = await usedBytes();
  for (const own of labels.slice(SERIES)) series.push(metric.withLabels(own));
  const bytes = (await usedBytes()) - before;
  assert.ok(bytes / (2 * SERIES) < 512, `${bytes / (2 * SERIES)} bytes a series`);
});

test('a series that recorded nothing in this interval holds no kernel memory, whoever reads it', async () => {
  using telemetry = createTelemetry({ seriesLimit: labels.length, maxHistoryEntries: 0 });
  const metric = telemetry.histogram({ ...definition('own_seconds'), bucketBounds: [0.1, 1] });
  const series = labels.slice(0, 2 * SERIES).map((own) => metric.withLabels(own));
  const record = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      for (let value = 1e-3; value < 1; value *= 1.02) series[i]?.record(value);
      if (i % GROUP === 0) telemetry.collector.flush();
    }
    telemetry.collector.flush();
  };
  record(0, SERIES);
  const before = process.memoryUsage();
  record(SERIES, 2 * SERIES);
  assert.ok(telemetry.snapshot() && expositionText(telemetry));
  telemetry.collector.flush();
  // What is encoded lies in array buffers, and so does what is read; the rest is Wasm memory.
  const after = process.memoryUsage();
  const kernelBytes = after.external - after.arrayBuffers - (before.external - before.arrayBuffers);
  assert.ok(kernelBytes < 2 ** 20, `${kernelBytes} more bytes`);
});

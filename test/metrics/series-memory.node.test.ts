// What a series keeps while nothing is recorded into it: no kernel memory, and few bytes beside what was recorded before.
import { createTelemetry } from 'inferometer';
import { createMetrics } from 'inferometer/metrics';
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

function definition(name: string): { name: string; help: string; labels: string[]; unit: 'seconds' } {
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
  // 8,000 blocks would take 15 MB. Other things that V8 keeps outside of its heap come to one or two.
  assert.ok(kernelBytes < 4 * 2 ** 20, `${kernelBytes} more bytes`);
});

/** Of Wasm memory, which never shrinks: what was given back serves again. */
function kernelBytes(): number {
  const { external, arrayBuffers } = process.memoryUsage();
  return external - arrayBuffers;
}

async function growthOf(once: () => void, times: number): Promise<number> {
  for (let i = 0; i < times; i++) once();
  await collectGarbage();
  const before = kernelBytes();
  for (let turn = 0; turn < 4; turn++) {
    for (let i = 0; i < times; i++) once();
    await collectGarbage();
  }
  return kernelBytes() - before;
}

test('metrics that nobody disposes of give their kernel memory back when they are garbage', async () => {
  const bytes = await growthOf(() => {
    const metrics = createMetrics();
    const metric = metrics.histogram(definition('own_seconds'));
    for (const own of labels.slice(0, 50)) metric.withLabels(own).record(1);
  }, 60);
  assert.ok(bytes < 2 ** 20, `${bytes} more bytes`);
});

test('series that were removed, and recorded into by a handle that is then dropped, give theirs back', async () => {
  // Until they are read they are held, as many as the metric may have.
  using metrics = createMetrics({ seriesLimit: 100 });
  const metric = metrics.histogram(definition('own_seconds'));
  let next = 0;
  const bytes = await growthOf(() => {
    const own = { series: String(next++) };
    const series = metric.withLabels(own);
    metric.remove(own);
    series.record(1);
  }, 3_000);
  assert.ok(bytes < 2 ** 20, `${bytes} more bytes`);
});

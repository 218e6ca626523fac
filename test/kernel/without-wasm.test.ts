// An engine without WebAssembly: `node --jitless`, a compartment of SES, a page whose policy forbids to compile it. The kernel is
// JavaScript then. Processes have it at once, pages load it.
import { createTelemetry, getInferenceMetrics, type Logger, type Telemetry } from 'inferometer';
import {
  ExplicitHistogram,
  HdrHistogram,
  Histogram,
  kernelKind,
  loadKernel,
  Summary,
} from 'inferometer/histogram';
import { assert, test } from '../harness.ts';

Reflect.deleteProperty(globalThis, 'WebAssembly');

interface Line {
  readonly level: string;
  readonly event_type?: string;
  readonly kernel?: string;
}

const lines: Line[] = [];
const logger = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (fields: object) => lines.push({ level, ...fields }),
  ]),
) as unknown as Logger;

function latencyCount(telemetry: Telemetry): number {
  return getInferenceMetrics(telemetry, 'm')?.latency?.count ?? 0;
}

test('telemetry is made as ever, and records everything, whether its kernel is there yet or not', async () => {
  assert.is(kernelKind(), undefined);
  const telemetry = createTelemetry({ logger });
  const output = telemetry.trackInference({ modelId: 'm' }, () => 'output');
  assert.is(output, 'output');
  const handle = telemetry.inference({ modelId: 'm' });
  for (let i = 1; i <= 200; i++) handle.record(i / 100);
  // It can be read meanwhile.
  telemetry.snapshot();
  for (let turn = 0; turn < 500 && latencyCount(telemetry) < 201; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const latency = getInferenceMetrics(telemetry, 'm')?.latency;
  assert.is(latency?.count, 201);
  assert.is(kernelKind(), 'js');
  assert.close(latency?.percentilesSeconds.p50 ?? 0, 0.995, 0.022);
  telemetry.dispose();
});

test('its log says so, once for each telemetry', async () => {
  const said = () => lines.filter(({ event_type }) => event_type === 'kernel');
  assert.equal(
    said().map(({ level, kernel }) => [level, kernel]),
    [['warn', 'js']],
  );
  createTelemetry({ logger }).dispose();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.is(said().length, 2);
  createTelemetry({ logger, enabled: false }).dispose();
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.is(said().length, 2);
});

test('after loadKernel() every layout is there at once, also where the kernel was loaded before', async () => {
  await loadKernel();
  await loadKernel();
  using exponential = new Histogram({ bounds: [2, 4] });
  using explicit = new ExplicitHistogram({ bounds: [2, 4] });
  using hdr = new HdrHistogram();
  using summary = new Summary();
  for (const one of [exponential, explicit, hdr, summary]) {
    one.recordMany([1, 2, 3, 4, 5]);
    assert.equal([one.count, one.sum, one.min, one.max], [5, 15, 1, 5]);
  }
  assert.equal(exponential.snapshot().explicit?.counts, Float64Array.of(2, 2, 1));
  assert.equal(explicit.snapshot().counts, Float64Array.of(2, 2, 1));
  assert.is(hdr.quantile(0.5), 3);
});

test('a Wasm file is too late then, and cannot be compiled anyway', async () => {
  const error = await assert.rejects(loadKernel(new Uint8Array(8)));
  assert.is((error as { code?: string }).code, 'KERNEL_ALREADY_LOADED');
});

test('every layout goes on where memory has grown for another', () => {
  using exponential = new Histogram();
  using explicit = new ExplicitHistogram({ bounds: [2, 4] });
  using summary = new Summary();
  const before = [exponential, explicit, summary];
  for (const one of before) one.recordMany([1, 2, 3]);
  // A megabyte each, and the kernel begins with four.
  const large = Array.from(
    { length: 40 },
    () => new HdrHistogram({ significantDigits: 5, highestTrackable: 2 ** 40 }),
  );
  for (const one of large) one.recordMany([1, 2 ** 40 - 1, 77]);
  for (const one of before) {
    one.record(5);
    assert.equal([one.count, one.sum, one.max], [4, 11, 5]);
  }
  for (const one of large) {
    assert.equal([one.count, one.min, one.max], [3, 1, 2 ** 40 - 1]);
    one.dispose();
  }
});

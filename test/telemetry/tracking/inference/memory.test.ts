import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { refusals, sampleOf, seriesOf } from '../../support.ts';
import { Machine } from '../../time.ts';

test('the peak of an operation is found between its beginning and its end', async () => {
  const machine = new Machine();
  let bytes = 1000;
  const telemetry = createTelemetry({ clock: machine, timer: machine, memory: { usedBytes: () => bytes } });
  await telemetry.trackInference({ modelId: 'm', trackMemory: true }, async () => {
    machine.pass(0.06);
    bytes = 5000;
    machine.pass(0.06);
    bytes = 1200;
    machine.pass(0.06);
  });
  const memory = getInferenceMetrics(telemetry, 'm')?.memory;
  assert.is(memory?.lastBytes, 200);
  assert.is(memory?.peakBytes, 4000);
  // Nothing is read any more once it has ended, but for the interval that waits for its end.
  machine.pass(1);
  assert.is(machine.waiting, 1);
});

test('operations that fail, are given up, or forgotten, are not read for ever', () => {
  const machine = new Machine();
  let reads = 0;
  const memory = { usedBytes: () => ++reads };
  const telemetry = createTelemetry({ clock: machine, timer: machine, memory, trackMemoryUsage: true });
  telemetry.start('inference', { modelId: 'm' }).fail(new Error('no'));
  telemetry.start('inference', { modelId: 'm' }).abort();
  machine.pass(1);
  const after = reads;
  machine.pass(10);
  assert.is(reads, after);
  assert.is(machine.waiting, 1);
});

test('the memory in use by kind, once an interval, when memory is tracked', async () => {
  const machine = new Machine();
  const memory = {
    usedBytes: () => 1,
    breakdown: () => ({ rss: 300, heap_used: 200 }),
  };
  const telemetry = createTelemetry({ clock: machine, timer: machine, memory });
  machine.pass(60);
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_memory_in_use_bytes'), [], 'off by default');
  telemetry.configure({ trackMemoryUsage: true });
  machine.pass(60);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_memory_in_use_bytes', { kind: 'rss' }), 300);
  assert.is(sampleOf(telemetry, 'ipfs_aiml_memory_in_use_bytes', { kind: 'heap_used' }), 200);
});

test('a platform that takes its time tells later; one that fails is counted', async () => {
  const machine = new Machine();
  let answers: (() => Promise<Record<string, number>>)[] = [
    async () => ({ page: 70 }),
    () => Promise.reject(new Error('no')),
    () => {
      throw new Error('no');
    },
  ];
  const memory = {
    usedBytes: () => 1,
    breakdown: () => {
      const [first, ...others] = answers;
      answers = others;
      return first?.() ?? Promise.resolve({});
    },
  };
  const telemetry = createTelemetry({
    clock: machine,
    timer: machine,
    memory,
    trackMemoryUsage: true,
    logLevel: 'silent',
  });
  machine.pass(180);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.is(sampleOf(telemetry, 'ipfs_aiml_memory_in_use_bytes', { kind: 'page' }), 70);
  assert.is(refusals(telemetry, 'no_memory_reading'), 2);
});

test('this runtime tells of its own memory, if it can', () => {
  const machine = new Machine();
  const telemetry = createTelemetry({ clock: machine, timer: machine, trackMemoryUsage: true });
  const { process } = globalThis as { process?: { memoryUsage?: unknown } };
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  machine.pass(60);
  if (process?.memoryUsage === undefined) return;
  for (const kind of ['rss', 'heap_used', 'heap_total']) {
    const bytes = sampleOf(telemetry, 'ipfs_aiml_memory_in_use_bytes', { kind }) ?? 0;
    assert.ok(bytes > 1e5 && bytes < 1e11, `${kind} ${bytes}`);
  }
  assert.is(getInferenceMetrics(telemetry, 'm')?.memory?.count, 1);
});

import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { assert, test } from '../../../harness.ts';
import { isProcess } from '../../../places.ts';
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

test('inferences beside one another are not charged with each other’s memory, and counted', async () => {
  let bytes = 1000;
  const telemetry = createTelemetry({ memory: { usedBytes: () => bytes } });
  const tracked = (taken: number, wait: Promise<void>) =>
    telemetry.trackInference({ modelId: 'm', trackMemory: true }, async () => {
      bytes += taken;
      await wait;
    });
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const both = [tracked(100, gate), tracked(10_000, gate)];
  release();
  await Promise.all(both);
  assert.is(getInferenceMetrics(telemetry, 'm')?.memory, undefined);
  assert.is(refusals(telemetry, 'shared_memory'), 2);
  await tracked(100, Promise.resolve());
  assert.is(getInferenceMetrics(telemetry, 'm')?.memory?.maxBytes, 100);
});

test('one whose memory is not tracked, of any model, disturbs too, also when it is long over', async () => {
  for (const isBound of [false, true]) {
    const telemetry = createTelemetry({ memory: { usedBytes: () => 1 } });
    const handle = telemetry.inference({ modelId: 'other' });
    telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => {
      if (isBound) handle.end(handle.start());
      else telemetry.trackInference({ modelId: 'other' }, () => 1);
    });
    assert.is(getInferenceMetrics(telemetry, 'm')?.memory, undefined);
    assert.is(refusals(telemetry, 'shared_memory'), 1);
  }
});

test('the peak is kept when the inference dies', () => {
  let bytes = 1000;
  const telemetry = createTelemetry({ memory: { kind: 'heap', usedBytes: () => bytes } });
  assert.throws(() =>
    telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => {
      bytes = 9000;
      throw new RangeError('out of memory');
    }),
  );
  const [peak] = seriesOf(telemetry, 'ipfs_aiml_inference_memory_peak_bytes');
  assert.equal(peak?.labels, { model_id: 'm', kind: 'heap' });
  assert.is(peak && 'histogram' in peak ? peak.histogram.max : undefined, 8000);
  assert.equal(seriesOf(telemetry, 'ipfs_aiml_inference_memory_delta_bytes'), []);
});

test('a probe of one call is asked in place of the instance’s, and needs no other option', () => {
  let tensors = 0;
  const telemetry = createTelemetry({ memory: { kind: 'rss', usedBytes: () => 7 } });
  telemetry.trackInference({ modelId: 'm', memory: { usedBytes: () => tensors } }, () => {
    tensors = 64;
  });
  telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => 1);
  const { memory, memoryByKind } = getInferenceMetrics(telemetry, 'm') ?? {};
  assert.equal([memory?.kind, memory?.lastBytes, memory?.peakBytes], ['device', 64, 64]);
  assert.equal([memoryByKind?.rss?.count, memoryByKind?.rss?.lastBytes], [1, undefined]);
});

test('garbage is collected before, where it can be: what stays is what is told', () => {
  let [live, garbage] = [100, 0];
  const memory = {
    kind: 'heap',
    usedBytes: () => live + garbage,
    settledBytes: () => {
      garbage = 0;
      return live;
    },
  };
  const telemetry = createTelemetry({ memory });
  telemetry.trackInference({ modelId: 'm', trackMemory: true }, () => {
    live += 5;
    garbage += 1000;
  });
  const tracked = getInferenceMetrics(telemetry, 'm')?.memory;
  assert.equal([tracked?.maxBytes, tracked?.peakBytes], [5, 1005]);
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
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  machine.pass(60);
  if (!isProcess) return;
  for (const kind of ['rss', 'heap_used', 'heap_total']) {
    const bytes = sampleOf(telemetry, 'ipfs_aiml_memory_in_use_bytes', { kind }) ?? 0;
    assert.ok(bytes > 1e5 && bytes < 1e11, `${kind} ${bytes}`);
  }
  assert.is(getInferenceMetrics(telemetry, 'm')?.memory?.count, 1);
});

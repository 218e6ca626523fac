import { createTelemetry, getMetrics, type TelemetryOptions } from 'inferometer';
import { assert, collectGarbage, test } from '../../harness.ts';
import { sampleOf } from '../../telemetry/support.ts';
import { Machine } from '../../telemetry/time.ts';

const WEEK_MINUTES = 7 * 24 * 60;

function running(options: TelemetryOptions = {}) {
  const machine = new Machine();
  return { machine, telemetry: createTelemetry({ clock: machine, timer: machine, ...options }) };
}

test('the history keeps the last intervals, a hundred by default, and counts those that went', () => {
  const { machine, telemetry } = running();
  machine.pass(150 * 60);
  const { history } = getMetrics(telemetry, { includeHistory: true });
  // The interval that goes on is the last one.
  assert.is(history?.length, 101);
  assert.is(history?.at(-1)?.durationSeconds, 0);
  assert.is(sampleOf(telemetry, 'inferometer_history_intervals_dropped_total', { bound: 'entries' }), 50);
});

test('the history is bounded in bytes, too: the oldest intervals go first', () => {
  const { machine, telemetry } = running({ maxHistoryBytes: 30_000 });
  for (let minute = 0; minute < 50; minute++) {
    for (let i = 0; i < 20; i++) telemetry.inference({ modelId: `m${i}` }).record(1);
    machine.pass(60);
  }
  const { history, isComplete } = getMetrics(telemetry, {
    includeHistory: true,
    startTime: Date.UTC(2026, 0, 1),
  });
  assert.ok(history && history.length > 2 && history.length < 20, `${history?.length} intervals`);
  assert.not.ok(isComplete);
  assert.ok(
    (sampleOf(telemetry, 'inferometer_history_intervals_dropped_total', { bound: 'bytes' }) ?? 0) > 30,
  );
  // What left the history is still in the cumulative figures.
  assert.is(getMetrics(telemetry).range.operations[0]?.count, 1000);
});

test('fewer entries are fewer at once', () => {
  const { machine, telemetry } = running();
  machine.pass(10 * 60);
  telemetry.configure({ maxHistoryEntries: 3 });
  assert.is(getMetrics(telemetry, { includeHistory: true }).history?.length, 4);
  telemetry.configure({ maxHistoryEntries: 0 });
  assert.is(getMetrics(telemetry, { includeHistory: true }).history?.length, 1);
});

test('a week of intervals takes no more memory than a day', async () => {
  const { machine, telemetry } = running();
  const inferences = Array.from({ length: 20 }, (_, i) => telemetry.inference({ modelId: `m${i}` }));
  const used = () => {
    const { process } = globalThis as {
      process?: { memoryUsage?: () => { heapUsed: number; arrayBuffers: number } };
    };
    const memory = process?.memoryUsage?.();
    return memory === undefined ? undefined : memory.heapUsed + memory.arrayBuffers;
  };
  let dayBytes: number | undefined;
  for (let minute = 0; minute < WEEK_MINUTES; minute++) {
    for (let i = 0; i < inferences.length; i++) inferences[i]?.record(0.01 * (1 + ((minute + i) % 7)));
    telemetry.recordTrainingStats({ modelId: 'm', loss: 1 / (1 + minute) });
    machine.pass(60);
    if (minute === 24 * 60) {
      await collectGarbage();
      dayBytes = used();
    }
  }
  await collectGarbage();
  const weekBytes = used();
  const { history, range } = getMetrics(telemetry, { includeHistory: true });
  assert.is(history?.length, 101);
  assert.is(range.operations[0]?.count, 20 * WEEK_MINUTES);
  assert.is(range.durationSeconds, WEEK_MINUTES * 60);
  // 10,080 intervals of 20 histograms would be 120 MB; what grows here is the runtime's own.
  if (dayBytes !== undefined && weekBytes !== undefined) {
    assert.ok(weekBytes - dayBytes < 8e6, `${weekBytes - dayBytes} bytes more after a week`);
  }
  telemetry.dispose();
});

// What is to be sent is sent before a process is frozen, and the caller knows whether it was taken.
import { createTelemetry, type Tracing } from 'inferometer';
import { assert, test } from '../harness.ts';
import { sent, whileSending } from '../remote-write/support.ts';
import { refusals } from './support.ts';

const NO_SPANS = { active: () => undefined, begin: () => undefined, note() {} } satisfies Tracing;

test('flushing ends the interval', async () => {
  const telemetry = createTelemetry();
  const intervals: unknown[] = [];
  telemetry.collector.subscribe((interval) => intervals.push(interval));
  telemetry.trackInference({ modelId: 'm' }, () => 1);
  assert.is(await telemetry.flush(), true);
  assert.is(intervals.length, 1);
});

test('what remote write has is sent, and true says that the receiver took it', async () => {
  await whileSending({}, async ({ telemetry, receiver }) => {
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    assert.is(await telemetry.flush(), true);
    assert.ok(receiver.samples > 0 && sent(telemetry) === receiver.samples);
  });
});

test('false says that some was not taken, and nothing rejects', async () => {
  await whileSending({}, async ({ telemetry, listening }) => {
    await listening.close();
    telemetry.trackInference({ modelId: 'm' }, () => 1);
    assert.is(await telemetry.flush(), false);
  });
});

test('spans are sent too; tracing that fails to is counted', async () => {
  const ways: (() => Promise<void>)[] = [
    async () => {},
    () => Promise.reject(new Error('no collector')),
    () => {
      throw new Error('no SDK');
    },
  ];
  const results: boolean[] = [];
  for (const flush of ways) {
    const telemetry = createTelemetry({ tracing: { ...NO_SPANS, flush }, logLevel: 'silent' });
    results.push(await telemetry.flush());
    assert.is(refusals(telemetry, 'tracing_failed'), flush === ways[0] ? 0 : 1);
  }
  assert.equal(results, [true, false, false]);
});

test('disabled or disposed of, there is nothing to send', async () => {
  const telemetry = createTelemetry({ enabled: false });
  assert.is(await telemetry.flush(), true);
  telemetry.dispose();
  assert.is(await telemetry.flush(), true);
});

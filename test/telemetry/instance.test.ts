import * as inferometer from 'inferometer';
import { createTelemetry, getInferenceMetrics, storageHooks } from 'inferometer';
import { connect } from 'inferometer/connect';
import { assert, test } from '../harness.ts';

/** Every function of the entry that takes telemetry first. */
const {
  createTelemetry: _,
  Histogram,
  InferometerError,
  mergeTelemetrySnapshots,
  PushedStream,
  STORAGE_METRIC_TYPES,
  telemetryEnvironment,
  ...functions
} = inferometer;

test('functions that take telemetry say what they were given instead', () => {
  assert.ok(Object.keys(functions).length >= 14);
  for (const [name, ask] of Object.entries(functions)) {
    for (const wrong of [undefined, null, {}, 'telemetry', createTelemetry]) {
      const call = () => (ask as (telemetry: unknown, ...rest: unknown[]) => unknown)(wrong, {}, () => 1);
      const { message } = assert.throwsCode(call, 'TELEMETRY_ARGUMENT_KIND');
      assert.match(message, 'Pass what createTelemetry() returned', name);
    }
  }
});

test('connect says what it was given instead of telemetry', async () => {
  for (const wrong of [undefined, null, {}, 'telemetry', createTelemetry]) {
    const { message } = await assert.rejects(connect(wrong as never, 'auto'));
    assert.match(message, /^TELEMETRY_ARGUMENT_KIND.*Pass what createTelemetry\(\) returned/);
  }
});

test('what is asked of one instance is answered by no other', () => {
  const [first, second] = [createTelemetry(), createTelemetry()];
  first.trackInference({ modelId: 'm' }, () => 1);
  assert.is(getInferenceMetrics(first).length, 1);
  assert.is(getInferenceMetrics(second).length, 0);
  assert.is(storageHooks(first), storageHooks(first));
  assert.is.not(storageHooks(first), storageHooks(second));
});

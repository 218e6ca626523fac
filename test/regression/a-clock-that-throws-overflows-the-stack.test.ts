// A clock that throws was counted in a series whose making asks the clock: the stack overflowed into the caller's code.
import { createTelemetry, getMetrics, trackStream } from 'inferometer';
import { createMeterProvider, createMetricProducer } from 'inferometer/opentelemetry';
import { expositionText } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { ACCEPT, bodyBytes } from '../prometheus/read-body.ts';
import { refusals } from '../telemetry/support.ts';
import { Machine } from '../telemetry/time.ts';

function failing() {
  const machine = new Machine();
  let isBroken = false;
  const tell = (now: () => number) => () => {
    if (isBroken) throw new Error('no clock');
    return now();
  };
  const clock = {
    monotonicMs: tell(() => machine.monotonicMs()),
    wallUnixMs: tell(() => machine.wallUnixMs()),
  };
  const telemetry = createTelemetry({ clock, timer: machine, logLevel: 'silent' });
  return {
    telemetry,
    machine,
    setBroken: (value: boolean) => {
      isBroken = value;
    },
  };
}

test('what is tracked while the clock throws comes back, and the failure is counted', async () => {
  const { telemetry, machine, setBroken } = failing();
  const handle = telemetry.inference({ modelId: 'm', batchSize: 1 });
  const token = handle.start();
  const operation = telemetry.start('model_load', { modelId: 'm' });
  setBroken(true);
  assert.is(
    telemetry.trackInference({ modelId: 'n' }, () => 42),
    42,
  );
  assert.is(await telemetry.trackInference({ modelId: 'o' }, async () => 42), 42);
  handle.end(token);
  handle.end(handle.start());
  operation.ok();
  await trackStream(telemetry, { modelId: 's' }, new ReadableStream({ start: (c) => c.close() })).cancel();
  telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add(2);
  createMeterProvider(telemetry).getMeter('m').createHistogram('h').record(1);
  telemetry.snapshot();
  telemetry.collector.flush();
  machine.pass(200);
  getMetrics(telemetry);
  assert.ok(refusals(telemetry, 'clock_failed') > 0);
  telemetry.dispose();
});

test('what was recorded while the clock threw is on every page afterwards', async () => {
  const { telemetry, setBroken } = failing();
  setBroken(true);
  telemetry.counter({ name: 'c_total', help: 'C.' }).withLabels().add(2);
  telemetry.histogram({ name: 'h', help: 'H.' }).withLabels().record(2);
  for (const isBroken of [true, false]) {
    setBroken(isBroken);
    assert.match(expositionText(telemetry), 'c_total 2\n');
    for (const accept of Object.values(ACCEPT)) {
      const page = new TextDecoder().decode(await bodyBytes(telemetry, { accept }));
      assert.match(page, 'c_total');
      assert.not.match(page, '_created NaN');
    }
    const { resourceMetrics } = await createMetricProducer(telemetry, { names: 'kit' }).collect();
    for (const { metrics } of resourceMetrics.scopeMetrics) {
      for (const { dataPoints } of metrics) {
        for (const { startTime, endTime } of dataPoints) {
          assert.ok([...startTime, ...endTime].every(Number.isInteger), `${startTime}, ${endTime}`);
        }
      }
    }
  }
  telemetry.dispose();
});

// What was refused was counted by its reason alone: its owner could not find out which metric it was meant for.
import { createTelemetry } from 'inferometer';
import { createMetrics } from 'inferometer/metrics';
import { assert, test } from '../harness.ts';

function logged() {
  const lines: Record<string, unknown>[] = [];
  const log = (fields: object) => void lines.push({ ...fields });
  return { lines, logger: { debug: log, info: log, warn: log, error: log } };
}

test('a value that is refused is logged with its metric, once for each metric', () => {
  const { lines, logger } = logged();
  const telemetry = createTelemetry({ logger });
  const wait = telemetry.histogram({ name: 'checkout_seconds', help: 'x.', unit: 'seconds' }).withLabels();
  const paid = telemetry.counter({ name: 'paid_total', help: 'x.' }).withLabels();
  const depth = telemetry.gauge({ name: 'depth', help: 'x.' }).withLabels();
  for (let i = 0; i < 3; i++) {
    wait.record(Number('12,5'));
    paid.add(-3);
    depth.set('4' as never);
    depth.increment(Infinity);
  }
  telemetry.inference({ modelId: 'm' }).record(-1);
  assert.equal(
    lines.map(({ kind, metric, value }) => [kind, metric, value]),
    [
      ['not_finite', 'checkout_seconds', 'NaN'],
      ['negative_amount', 'paid_total', '-3'],
      ['not_finite', 'depth', 'string'],
      ['bad_duration', 'ipfs_aiml_inference_seconds', '-1'],
    ],
  );
});

test('metrics alone say it too', () => {
  const { lines, logger } = logged();
  createMetrics({ logger }).counter({ name: 'hits_total', help: 'x.' }).withLabels().add(Number.NaN);
  assert.equal(
    lines.map(({ kind, metric, value }) => [kind, metric, value]),
    [['not_finite', 'hits_total', 'NaN']],
  );
});

// What is told of series that were removed, where others took their place or everything was disposed of meanwhile.
import { createTelemetry } from 'inferometer';
import { exposition } from 'inferometer/prometheus';
import { assert, test } from '../harness.ts';
import { sampleOf } from '../telemetry/support.ts';

test('values that are no numbers are told once where a removed series finds no room', () => {
  using telemetry = createTelemetry({ seriesLimit: 1 });
  const metric = telemetry.histogram({ name: 'h', help: 'H.', labels: ['a'] });
  const kept = metric.withLabels({ a: '1' });
  kept.record(1);
  metric.remove({ a: '1' });
  metric.withLabels({ a: '2' }).record(2);
  kept.record(Number.NaN);
  kept.record(3);
  telemetry.collector.flush();
  telemetry.snapshot();
  const refusedFor = (reason: string) =>
    sampleOf(telemetry, 'inferometer_recordings_refused_total', { reason });
  assert.is(refusedFor('not_finite'), 1);
  assert.is(refusedFor('no_kernel_memory'), undefined);
});

test('a page that is being read ends where everything is disposed of, also after removals', async () => {
  const telemetry = createTelemetry({ seriesLimit: 20_000 });
  const metric = telemetry.histogram({ name: 'h', help: 'H.', labels: ['a'] });
  for (let i = 0; i < 6_000; i++) metric.withLabels({ a: String(i) }).record(i);
  const reader = exposition(telemetry).body?.getReader();
  await reader?.read();
  for (let i = 0; i < 10; i++) metric.remove({ a: String(i) });
  telemetry.dispose();
  let chunks = 0;
  while (!(await reader?.read())?.done) chunks += 1;
  assert.ok(chunks >= 0);
});

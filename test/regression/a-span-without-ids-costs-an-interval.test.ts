// What a foreign tracer says of a span was kept as it came; an interval with it could not be encoded, and was lost whole.
import { createTelemetry } from 'inferometer';
import { MemoryFiles, openStore } from 'inferometer/store';
import { assert, test } from '../harness.ts';

test('a value in a span without ids is recorded without an exemplar', async () => {
  await using store = await openStore({ files: new MemoryFiles() });
  using telemetry = createTelemetry({ store });
  const latency = telemetry.histogram({
    name: 'wait_seconds',
    help: 'Waiting.',
    unit: 'seconds',
    labels: [],
  });
  const spans = [{}, { traceId: 'a' }, { traceId: 1, spanId: 2 }] as unknown as {
    traceId: string;
    spanId: string;
  }[];
  for (const span of spans) latency.withLabels({}).record(1, span);
  await telemetry.flush();
  const [row] = await store.query({ metric: 'wait_seconds' }).rows();
  assert.is(row?.count, 3);
});

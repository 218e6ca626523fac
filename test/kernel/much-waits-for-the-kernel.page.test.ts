// A page without WebAssembly records while the JavaScript kernel is being loaded: so much waits, and what comes beyond is counted.
import { createTelemetry } from 'inferometer';
import { kernelKind } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { countOf, refusals } from '../telemetry/support.ts';

Reflect.deleteProperty(globalThis, 'WebAssembly');

test('ten thousand values wait, and what comes beyond them is counted as lost', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const seconds = telemetry.histogram({ name: 'seconds', help: 'S.', labels: ['of'], bucketBounds: [1, 10] });
  const series = ['a', 'b'].map((of) => seconds.withLabels({ of }));
  for (let i = 1; i <= 5050; i++) for (const one of series) one.record(i);
  for (const one of series) one.record(Number.NaN);
  assert.is(kernelKind(), undefined);
  for (let turn = 0; turn < 500 && kernelKind() === undefined; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  // The order in which they were recorded is that in which they wait.
  for (const of of ['a', 'b']) assert.is(countOf(telemetry, 'seconds', { of }), 5000);
  telemetry.collector.flush();
  assert.is(refusals(telemetry, 'no_kernel_memory'), 100);
  assert.is(refusals(telemetry, 'not_finite'), 2);
  series[0]?.record(3);
  assert.is(countOf(telemetry, 'seconds', { of: 'a' }), 5001);
  telemetry.dispose();
});

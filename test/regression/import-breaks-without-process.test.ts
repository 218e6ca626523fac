// prom-client #685: importing it breaks where there is no `process`, in browsers above all.
import { assert, test } from '../harness.ts';

test('every room is imported and works without `process`', async () => {
  const scope = globalThis as { process?: unknown };
  const had = Object.getOwnPropertyDescriptor(scope, 'process');
  if (had?.configurable) Object.defineProperty(scope, 'process', { value: undefined, configurable: true });
  try {
    const { createTelemetry } = await import('inferometer');
    const { expositionText } = await import('inferometer/prometheus');
    const { generateMetricsReport } = await import('inferometer/report');
    using telemetry = createTelemetry();
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    assert.match(expositionText(telemetry.snapshot()), 'ipfs_aiml_operations_total');
    assert.match(generateMetricsReport(telemetry), 'glyphs');
  } finally {
    if (had?.configurable) Object.defineProperty(scope, 'process', had);
  }
});

// As docs/edge.md shows it; the test copies the kernel.
import { createTelemetry, getInferenceMetrics } from 'inferometer';
import { flushAfter } from 'inferometer/edge';
import { loadKernel } from 'inferometer/histogram';
import { after } from 'next/server';
import kernel from './kernel.wasm?module';

export const runtime = 'edge';

await loadKernel(kernel);
const telemetry = createTelemetry();
let intervals = 0;
telemetry.collector.subscribe(() => {
  intervals += 1;
});

export const GET = flushAfter(
  telemetry,
  () => {
    telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
    return Response.json({ inferences: getInferenceMetrics(telemetry, 'glyphs').latency.count, intervals });
  },
  { waitUntil: after, everySeconds: 0 },
);

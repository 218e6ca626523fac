// What a page loads that has createTelemetry alone: measured.
import { createTelemetry } from 'inferometer';

const telemetry = createTelemetry();
for (let i = 0; i < 100; i++) telemetry.trackInference({ modelId: 'glyphs' }, () => i);
const { metrics } = telemetry.snapshot();
const durations = metrics.find(({ fullName }) => fullName === 'ipfs_aiml_inference_seconds');
globalThis.result = { count: durations.series[0].histogram.count };

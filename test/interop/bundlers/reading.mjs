// A page that also reads what it recorded.
import { createTelemetry, getFindings, getInferenceMetrics } from 'inferometer';
import { Histogram } from 'inferometer/histogram';

const telemetry = createTelemetry();
const handle = telemetry.inference({ modelId: 'glyphs', batchSize: 8 });
for (let i = 1; i <= 100; i++) handle.record(i / 1000);
const { latency } = getInferenceMetrics(telemetry, 'glyphs');
const histogram = new Histogram();
for (let i = 1; i <= 1000; i++) histogram.record(i);
globalThis.result = {
  count: latency.count,
  p99Seconds: latency.percentilesSeconds.p99,
  p99: histogram.quantile(0.99),
  findings: Array.isArray(getFindings(telemetry)),
};

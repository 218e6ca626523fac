// As docs/edge.md shows it.
import { getInferenceMetrics } from 'inferometer';
import { flushAfter } from 'inferometer/edge';
import { after } from 'next/server';
import { telemetry } from '../../telemetry.js';

export const dynamic = 'force-dynamic';

let intervals = 0;
telemetry.collector.subscribe(() => {
  intervals += 1;
});

export const GET = flushAfter(
  telemetry,
  () => {
    telemetry.trackInference({ modelId: 'after' }, () => 1);
    return Response.json({ inferences: getInferenceMetrics(telemetry, 'after').latency.count, intervals });
  },
  { waitUntil: after, everySeconds: 0 },
);

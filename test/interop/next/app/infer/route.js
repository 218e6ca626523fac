import { getInferenceMetrics, getModelMetrics } from 'inferometer';
import { expositionText } from 'inferometer/prometheus';
import { telemetry } from '../../telemetry.js';

export const dynamic = 'force-dynamic';

/** Changed by the test, so that the route is loaded anew. */
const REVISION = 1;

export async function GET() {
  telemetry.trackInference({ modelId: 'glyphs' }, () => 1);
  const { latency } = getInferenceMetrics(telemetry, 'glyphs');
  const [model] = getModelMetrics(telemetry);
  return Response.json({
    revision: REVISION,
    inferences: latency.count,
    p99Seconds: latency.percentilesSeconds.p99,
    loads: model?.loadTime?.count ?? 0,
    page: expositionText(telemetry),
  });
}

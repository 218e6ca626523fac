/** What goes on, what was found, what was promised. */
import type { OperationId } from '../../api/index.ts';
import { answered } from '../answers/json.ts';
import type { Call, Route } from '../call.ts';
import { filterOf, rangeOf } from '../questions/range.ts';
import { recordedCategories } from '../views/catalogue.ts';
import { findings } from '../views/findings.ts';
import { LATENCIES, NOW_METRICS, now } from '../views/now.ts';
import { objectives } from '../views/objectives.ts';
import { REALTIME_METRICS, REALTIME_SECONDS, realtime } from '../views/realtime.ts';

export const getNow: Route<'getNow'> = (call) =>
  live(call, 'now', async (isEvent) => {
    const { serving, parameters } = call;
    const filter = filterOf(parameters);
    const [window, latencies, run, counts] = await Promise.all([
      serving.recent({ ...filter, metric: NOW_METRICS }),
      serving.recent({ ...filter, metric: LATENCIES, groupBy: [] }),
      serving.currentRun(),
      isEvent ? serving.knownFindings() : serving.recentFindings(),
    ]);
    const recent = [...window.metrics, ...latencies.metrics];
    const categories = recordedCategories(serving.telemetry, recent);
    return now(serving.telemetry, { window, latencies, filter, run, categories, findings: counts });
  });

export const getRealtimeTelemetry: Route<'getRealtimeTelemetry'> = (call) =>
  live(call, 'realtime', async () =>
    realtime(await call.serving.recent({ metric: REALTIME_METRICS }, REALTIME_SECONDS)),
  );

export const getFindings: Route<'getFindings'> = async (call) => {
  const { serving, parameters } = call;
  const question = { range: rangeOf(parameters), filter: filterOf(parameters) };
  return serving.shared(call, (signal) =>
    findings(serving.telemetry, serving.history, { ...question, signal }),
  );
};

export const getObjectives: Route<'getObjectives'> = async ({ serving, parameters, signal }) =>
  objectives(serving.telemetry, serving.history, {
    range: rangeOf(parameters),
    modelId: parameters.model_id,
    operationType: parameters.operation_type,
    signal,
  });

/** Once, or again and again as events. */
async function live<Id extends OperationId, Fields extends object>(
  call: Call<Id>,
  event: string,
  tell: (isEvent: boolean) => Promise<Fields>,
): Promise<Fields | Response> {
  const { serving, operation, request, parameters, mediaType } = call;
  if (mediaType !== 'text/event-stream') return serving.shared(call, () => tell(false));
  const produce = async () => answered(operation.name, serving.nowUnixMs, await tell(true));
  return serving.events.answer(request, event, parameters, produce);
}

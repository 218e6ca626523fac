/** The service itself: for Prometheus, for whoever watches it, and a report at once. */
import { openApi } from '../../api/index.ts';
import { createReport, type ReportFileFormat, renderReport } from '../../report/index.ts';
import { recordingOf, type StoreStatus } from '../../store/inner.ts';
import { jsonResponse } from '../answers/json.ts';
import { refusal } from '../answers/refusal.ts';
import type { Call, Route } from '../call.ts';
import { rangeOf } from '../questions/range.ts';
import { DOCUMENT_POLICY } from '../safety/headers.ts';

export const getPrometheusMetrics: Route<'getPrometheusMetrics'> = async ({ serving, request }) => {
  // By the headers alone: the handler is one for its own path.
  const { accept, encoding } = {
    accept: request.headers.get('accept'),
    encoding: request.headers.get('accept-encoding'),
  };
  const headers = new Headers({
    ...(accept && { accept }),
    ...(encoding && { 'accept-encoding': encoding }),
  });
  return serving.metrics(new Request('http://localhost/metrics', { headers }));
};

export const getHealth: Route<'getHealth'> = async ({ serving }) => {
  const { clock, startedMs } = serving.context;
  return {
    status: 'ok',
    version: LIBRARY_VERSION,
    uptime_seconds: Math.max(0, clock.monotonicMs() - startedMs) / 1000,
  };
};

/** A store that cannot write keeps what comes in memory, for a while: whoever balances load should know. */
export const getReadiness: Route<'getReadiness'> = async ({ serving }) => {
  const store = recordingOf(serving.context)?.store ?? serving.settings.store;
  const status: Partial<StoreStatus> = store?.status() ?? { isClosed: true };
  if (status.degraded !== undefined) {
    const sentence = 'The store cannot write now: what is recorded waits in memory.';
    throw refusal(503, sentence, { retryAfterSeconds: 10 });
  }
  const health = status.damage?.length ? 'damaged' : 'ok';
  return {
    status: 'ready',
    checks: {
      telemetry: serving.context.enabled ? 'ok' : 'off',
      store: status.isClosed ? 'off' : health,
    },
  };
};

/** By the parameter. */
const MEDIA_TYPES = {
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
  json: 'application/json',
} as const;

type Format = keyof typeof MEDIA_TYPES;

export const getAimlReport: Route<'getAimlReport'> = async (call) => {
  call.serving.reports.take();
  const accepted = Object.keys(MEDIA_TYPES).find((one) => MEDIA_TYPES[one as Format] === call.mediaType);
  const format = call.parameters.format ?? (accepted as Format);
  if (format === 'text')
    return textResponse(renderReport((await reportOf(call, [])).document, 'text'), format);
  // As JSON it has what the source document's own has, too: the report as markdown.
  const { files } = await reportOf(call, format === 'json' ? ['json', 'markdown'] : [format]);
  const fileOf = (wanted: string) =>
    new TextDecoder().decode(files.find(({ contentType }) => contentType.startsWith(wanted))?.bytes);
  if (format !== 'json') return textResponse(fileOf(MEDIA_TYPES[format]), format);
  return { ...JSON.parse(fileOf(MEDIA_TYPES.json)), report: fileOf(MEDIA_TYPES.markdown) };
};

function reportOf(
  { serving, parameters, signal }: Call<'getAimlReport'>,
  formats: readonly ReportFileFormat[],
) {
  const { model_id: modelId } = parameters;
  const asked = { ...rangeOf(parameters), ...(modelId !== undefined && { modelId }) };
  return createReport(serving.history, { ...asked, formats, signal });
}

function textResponse(text: string, format: Format): Response {
  const contentType = `${MEDIA_TYPES[format]}; charset=utf-8`;
  const policy = format === 'html' && { 'content-security-policy': DOCUMENT_POLICY };
  return new Response(text, { headers: { 'content-type': contentType, ...policy } });
}

export const getOpenApi: Route<'getOpenApi'> = async () => jsonResponse(openApi);

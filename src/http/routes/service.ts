/** The service itself: for Prometheus, for whoever watches it, and a report at once. */
import { type Operations, openApi } from '../../api/index.ts';
import { createMetricsHandler } from '../../prometheus/inner.ts';
import { createReport } from '../../report/index.ts';
import { recordingOf } from '../../store/inner.ts';
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
  return createMetricsHandler(serving.telemetry)(new Request('http://localhost/metrics', { headers }));
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
  const store = recordingOf(serving.context)?.store;
  if (store?.status().degraded !== undefined) {
    const sentence = 'The store cannot write now: what is recorded waits in memory.';
    throw refusal(503, sentence, { retryAfterSeconds: 10 });
  }
  const hasStore = store !== undefined || serving.settings.store !== undefined;
  return {
    status: 'ready',
    checks: { telemetry: serving.context.enabled ? 'ok' : 'off', store: hasStore ? 'ok' : 'off' },
  };
};

/** By the media type of an answer, and by the parameter. */
const FORMATS = {
  'text/html': 'html',
  'text/markdown': 'markdown',
  'text/plain': 'text',
  'application/json': 'json',
} as const;

type Format = (typeof FORMATS)[keyof typeof FORMATS];

export const getAimlReport: Route<'getAimlReport'> = async (call) => {
  const { serving, parameters, mediaType } = call;
  serving.reports.take();
  const format: Format = parameters.format ?? FORMATS[mediaType as keyof typeof FORMATS] ?? 'html';
  if (format === 'json') {
    const [json, markdown] = [await reportIn(call, 'json'), await reportIn(call, 'markdown')];
    return { ...JSON.parse(json), report: markdown } as Operations['getAimlReport']['answer'];
  }
  const type = Object.keys(FORMATS).find((one) => FORMATS[one as keyof typeof FORMATS] === format) as string;
  return new Response(await reportIn(call, format), {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      ...(format === 'html' && { 'content-security-policy': DOCUMENT_POLICY }),
    },
  });
};

async function reportIn(
  { serving, parameters, signal }: Call<'getAimlReport'>,
  format: Format,
): Promise<string> {
  const { model_id: modelId } = parameters;
  const { files } = await createReport(serving.history, {
    ...rangeOf(parameters),
    ...(modelId !== undefined && { modelId }),
    signal,
  });
  const names = { html: 'report.html', markdown: 'report.md', text: 'report.md', json: 'report.json' };
  return new TextDecoder().decode(files.find(({ name }) => name === names[format])?.bytes);
}

export const getOpenApi: Route<'getOpenApi'> = async () => jsonResponse(openApi);

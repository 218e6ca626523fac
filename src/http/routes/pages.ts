/** The dashboard and the page of the API, with their files. Both are loaded when somebody asks for them. */
import type { EmbeddedFile } from '../../ports.ts';
import { refusal } from '../answers/refusal.ts';
import type { Call, Route } from '../call.ts';
import { PAGE_POLICY } from '../safety/headers.ts';

export const getDashboard: Route<'getDashboard'> = (call) => page(call, 'index.html');

export const getApiPage: Route<'getApiPage'> = (call) => page(call, 'api.html');

export const getAsset: Route<'getAsset'> = async (call) => {
  const file = (await pageFiles(call)).get(`assets/${call.parameters.file}`);
  if (file === undefined) throw refusal(404, 'There is no file of this name.', { parameter: 'file' });
  return fileResponse(file, call.request, {});
};

async function page(call: Call, name: string): Promise<Response> {
  const file = (await pageFiles(call)).get(name);
  if (file === undefined) throw refusal(404, 'There is no page here.');
  return fileResponse(file, call.request, { 'content-security-policy': PAGE_POLICY });
}

function pageFiles({ serving }: Call): Promise<ReadonlyMap<string, EmbeddedFile>> {
  if (!serving.settings.dashboard)
    throw refusal(404, 'No pages are served here: the option dashboard is false.');
  return serving.pages.value;
}

/** Of a page it is asked each time whether it is another one; of a file never again. */
function fileResponse(
  { contentType, body, etag, isImmutable }: EmbeddedFile,
  request: Request,
  headers: Readonly<Record<string, string>>,
): Response {
  const all = {
    ...headers,
    etag,
    'cache-control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  const isKnown = request.headers
    .get('if-none-match')
    ?.split(',')
    .some((one) => one.trim().replace(/^W\//, '') === etag);
  if (isKnown) return new Response(null, { status: 304, headers: all });
  return new Response(body, { headers: { ...all, 'content-type': contentType } });
}

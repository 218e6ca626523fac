/** From a request to the operation of the contract that answers it. */
import { Hono } from 'hono/tiny';
import {
  type ApiError,
  type ApiOperation,
  type OperationId,
  operations,
  parseRequest,
} from '../api/index.ts';
import { runInPieces } from '../metrics/inner.ts';
import { negotiated } from './answers/accept.ts';
import { explained } from './answers/explained.ts';
import { answered, errorResponse, jsonResponse, writingJson } from './answers/json.ts';
import { refusal } from './answers/refusal.ts';
import type { Call, Route } from './call.ts';
import { routes } from './routes/index.ts';
import { bodyText } from './safety/body.ts';
import { TokenCheck } from './safety/token.ts';
import type { Serving } from './serving.ts';

/** What was found out of a request before it is routed. */
export interface Routed {
  readonly baseUrl: string;
}

export type Router = (request: Request, routed: Routed) => Promise<Response>;

/** What an answer is of that no operation gives. */
export const NO_OPERATION = 'none';

export function createRouter(serving: Serving): Router {
  const app = new Hono<{ Bindings: Routed }>({ strict: true });
  const token = new TokenCheck(serving.settings.token);
  // The more particular paths first: `charts/{chart}.{extension}` before `charts/{chart}`.
  const all = Object.values(operations).sort(
    (a, b) => Number(b.path.includes('.{')) - Number(a.path.includes('.{')),
  );
  for (const operation of all) {
    const path = new Path(serving.settings.prefix + operation.path);
    app.on(operation.method, path.pattern, (c) =>
      answer(serving, token, operation, c.req.raw, path.valuesIn(c.req.param()), c.env.baseUrl),
    );
  }
  for (const [path, methods] of methodsByPath(all)) {
    const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.all(new Path(serving.settings.prefix + path).pattern, (c) => {
      const isQuestion = c.req.method === 'OPTIONS';
      serving.served(NO_OPERATION, isQuestion ? 204 : 405);
      if (isQuestion) return new Response(null, { status: 204, headers: { allow } });
      const error = refusal(405, `It is asked for with ${allow}.`, {
        parameter: 'method',
        allowed: allow.split(', '),
      });
      return errorResponse(error, NO_OPERATION, serving.nowUnixMs, { allow });
    });
  }
  app.notFound(() => {
    const error = refusal(404, 'There is nothing here. /openapi.json has everything there is.');
    serving.served(NO_OPERATION, 404);
    return errorResponse(error, NO_OPERATION, serving.nowUnixMs);
  });
  return async (request, routed) => app.fetch(request, routed);
}

async function answer(
  serving: Serving,
  token: TokenCheck,
  operation: ApiOperation,
  request: Request,
  path: Readonly<Record<string, string>>,
  baseUrl: string,
): Promise<Response> {
  const response = await timed(serving, request, async (signal) => {
    if (!operation.isPublic) token.require(request);
    const { maxBodyBytes: maxBytes, bodySeconds: seconds } = serving.settings;
    const { mediaTypes = [] } = operation.body ?? {};
    const limits = { maxBytes, seconds, timer: serving.context.timer, mediaTypes };
    const body = operation.body === undefined ? '' : await bodyText(request, limits);
    const contentType = request.headers.get('content-type');
    const query = new URL(request.url).searchParams;
    const read = parseRequest(operation.id, { query, path, contentType, body });
    const mediaType = negotiated(request.headers.get('accept'), operation);
    const call = { serving, operation, request, ...read, mediaType, baseUrl, signal };
    const route = routes[operation.id] as Route<OperationId>;
    const fields = await route(call as Call);
    if (fields instanceof Response) return fields;
    const answer = answered(operation.name, serving.nowUnixMs, fields);
    return jsonResponse(await runInPieces(writingJson(answer), serving.context.budget));
  }).catch((error: unknown) =>
    errorResponse(errorOf(serving, operation, request, error), operation.name, serving.nowUnixMs),
  );
  serving.served(operation.name, response.status);
  return response;
}

function errorOf(serving: Serving, operation: ApiOperation, request: Request, error: unknown): ApiError {
  // Nobody gets this answer.
  if (request.signal.aborted) return refusal(503, 'Whoever asked did not wait for the answer.');
  const known = explained(error);
  if (known !== undefined) {
    if (operation.id === 'ingest') serving.ingestion?.refused(known);
    return known;
  }
  serving.failed(operation.name, error);
  return refusal(500, 'The answer could not be made. The log of the server says why.');
}

/** Runs as long as somebody waits for it, and no longer than an answer may take. */
async function timed<T>(
  serving: Serving,
  request: Request,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { answerSeconds } = serving.settings;
  const over = new AbortController();
  const left = () => over.abort(request.signal.reason);
  request.signal.addEventListener('abort', left);
  const stopWaiting = serving.context.timer.after(answerSeconds * 1000, () => {
    const sentence = `The answer takes longer than ${answerSeconds} seconds. Ask for a shorter range, or for less of it.`;
    over.abort(refusal(503, sentence, { retryAfterSeconds: answerSeconds }));
  });
  // What does not look at the signal is not waited for either.
  const given = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason));
  });
  // A signal tells its listeners once.
  if (request.signal.aborted) left();
  try {
    return await Promise.race([run(over.signal), given]);
  } finally {
    stopWaiting();
    // A stream goes on, and is told by its own reader when that leaves.
    request.signal.removeEventListener('abort', left);
  }
}

function methodsByPath(all: readonly ApiOperation[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of all) methods.set(path, [...(methods.get(path) ?? []), method]);
  return methods;
}

/** A path of the contract, `/charts/{chart}.{extension}`, as one that Hono knows: a name for each segment. */
class Path {
  readonly pattern: string;
  /** By the name of the segment, what its values are in it. */
  private readonly segments = new Map<string, RegExp>();

  constructor(path: string) {
    this.pattern = path
      .split('/')
      .map((segment) => (segment.includes('{') ? this.named(segment) : segment))
      .join('/');
  }

  /** @param found what Hono found for each segment. @returns by the names of the contract */
  valuesIn(found: Readonly<Record<string, string>>): Record<string, string> {
    const values: Record<string, string> = {};
    for (const [name, pattern] of this.segments)
      Object.assign(values, pattern.exec(found[name] ?? '')?.groups);
    return values;
  }

  /** Whatever is in the place of a value is a value: whether it makes sense is the contract's to say. */
  private named(segment: string): string {
    const [name, extension] = [...segment.matchAll(/\{(\w+)\}/g)].map(([, one]) => one as string);
    if (name === undefined) return segment;
    const escaped = segment.replaceAll('.', '\\.');
    this.segments.set(name, new RegExp(`^${escaped.replace(/\{(\w+)\}/g, '(?<$1>[\\s\\S]*)')}$`));
    const isWhole = extension === undefined && segment === `{${name}}`;
    return isWhole ? `:${name}` : `:${name}{${escaped.replace(/\{\w+\}/g, '[^/]+')}}`;
  }
}

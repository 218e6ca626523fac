/** A fetch handler in the shape of node:http and Express: bodies are streams both ways, and a client may leave at any time. */
import type { FetchHandler } from './listening.ts';

/** As much of http.IncomingMessage as is needed here; `originalUrl` and `body` are Express's. */
export interface NodeRequest extends Partial<AsyncIterable<Uint8Array>> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly originalUrl?: string | undefined;
  readonly httpVersionMajor?: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether somebody, a body parser say, has read of the body. */
  readonly readableDidRead?: boolean;
  /** What a body parser made of it. */
  readonly body?: unknown;
  readonly socket?: object;
}

/** As much of http.ServerResponse as is needed here. */
export interface NodeResponse {
  readonly destroyed: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(error?: Error): unknown;
  once(event: 'close' | 'drain', listener: () => void): unknown;
  off(event: 'close' | 'drain', listener: () => void): unknown;
}

export type NodeListener = (request: NodeRequest, response: NodeResponse) => void;

/** Never throws; a handler that fails closes the connection. */
export function nodeListener(handler: FetchHandler): NodeListener {
  return (request, response) => {
    answer(handler, request, response).catch(() => response.destroy());
  };
}

async function answer(handler: FetchHandler, request: NodeRequest, response: NodeResponse): Promise<void> {
  letEndHalf(request);
  const leaving = new AbortController();
  const left = () => leaving.abort();
  response.once('close', left);
  try {
    const body = bodyOf(request);
    const { status, headers, body: answered } = await handler(fetchRequest(request, body, leaving.signal));
    const head = Object.fromEntries(headers);
    // What is left of a body is not waited for, however long it is.
    if (body?.isRead === false && request.httpVersionMajor === 1) head.connection = 'close';
    response.writeHead(status, head);
    if (answered !== null) await sent(answered, response);
    response.end();
  } finally {
    response.off('close', left);
  }
}

/**
 * A client that has ended its own side still wants its answer (RFC 9112, 9.6). Node cuts off what is not written by then,
 * unless its server is told not to.
 */
function letEndHalf({ socket = {} }: NodeRequest): void {
  const { server } = socket as { readonly server?: { httpAllowHalfOpen?: boolean } };
  if (server?.httpAllowHalfOpen === false) server.httpAllowHalfOpen = true;
}

function fetchRequest(
  { method = 'GET', url = '/', originalUrl = url, headers }: NodeRequest,
  body: RequestBody | undefined,
  signal: AbortSignal,
): Request {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // Names that begin with a colon are those of HTTP/2 itself.
    if (value !== undefined && !name.startsWith(':'))
      kept.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  const authority = headers[':authority'];
  if (typeof authority === 'string') kept.set('host', authority);
  // The host of the address decides nothing, and what a client sends for one may be no host at all: handlers look at the header.
  return new Request(new URL(pathOf(originalUrl), 'http://localhost'), {
    method: fetchMethod(method),
    headers: kept,
    signal,
    ...(body && { body: body.stream, duplex: 'half' }),
  } as RequestInit);
}

/** A request's target may be a whole address, and a path that begins with two slashes is none of a host. */
function pathOf(target: string): string {
  const absolute = /^[a-z]+:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
  const path = target.slice(absolute.length);
  return path.startsWith('/') ? path.replace(/^\/+/, '/') : `/${path}`;
}

/** Methods that fetch knows no request for get a name that nobody allows. */
function fetchMethod(method: string): string {
  return /^(CONNECT|TRACE|TRACK)$/i.test(method) ? `X-${method}` : method;
}

interface RequestBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Whether there is nothing left to read. */
  readonly isRead: boolean;
}

/** Undefined where there is none. It is read as it is asked for, and no further. */
function bodyOf(request: NodeRequest): RequestBody | undefined {
  const { method = 'GET', headers, readableDidRead: isTaken, body: parsed } = request;
  const hasBody = Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  if (/^(GET|HEAD)$/i.test(method) || !hasBody) return undefined;
  if (isTaken && parsed !== undefined) return parsedBody(parsed, String(headers['content-type'] ?? ''));
  const chunks = request[Symbol.asyncIterator]?.();
  if (chunks === undefined) return undefined;
  let isRead = false;
  return {
    stream: new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await chunks.next();
          isRead = done === true;
          if (done) controller.close();
          else controller.enqueue(value);
        },
      },
      { highWaterMark: 0 },
    ),
    get isRead() {
      return isRead;
    },
  };
}

/** As it was before somebody parsed it, or the same said in another way. */
function parsedBody(parsed: unknown, contentType: string): RequestBody {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  const text =
    typeof parsed === 'string' || ArrayBuffer.isView(parsed)
      ? parsed
      : isForm
        ? new URLSearchParams(parsed as Record<string, string>).toString()
        : JSON.stringify(parsed);
  return { stream: new Response(text as string).body as ReadableStream<Uint8Array>, isRead: true };
}

/** With back-pressure; a client that goes away ends the stream at its source. */
async function sent(body: ReadableStream<Uint8Array>, response: NodeResponse): Promise<void> {
  const reader = body.getReader();
  const left = () => void reader.cancel().catch(() => {});
  response.once('close', left);
  try {
    if (response.destroyed) left();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || response.destroyed) return;
      if (!response.write(value)) await drained(response);
    }
  } finally {
    response.off('close', left);
  }
}

function drained(response: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
    if (response.destroyed) done();
  });
}

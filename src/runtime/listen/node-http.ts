/** A fetch handler in the shape of node:http and Express: requests without bodies, responses as streams. */
import type { FetchHandler } from './listening.ts';

/** As much of http.IncomingMessage as is needed here; `originalUrl` is Express's. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
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
  const { status, headers, body } = await handler(fetchRequest(request));
  response.writeHead(status, Object.fromEntries(headers));
  if (body !== null) await sent(body, response);
  response.end();
}

function fetchRequest({ method = 'GET', url = '/', originalUrl = url, headers }: NodeRequest): Request {
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // Names that begin with a colon are those of HTTP/2 itself.
    if (value !== undefined && !name.startsWith(':'))
      kept.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  // The host decides nothing here, and what a client sends for one may be no host at all.
  return new Request(new URL(pathOf(originalUrl), 'http://localhost'), {
    method: fetchMethod(method),
    headers: kept,
  });
}

/** A request's target may be a whole address, and a path that begins with two slashes is none of a host. */
function pathOf(target: string): string {
  const absolute = /^[a-z]+:\/\/[^/?#]*/i.exec(target)?.[0] ?? '';
  const path = target.slice(absolute.length);
  return path.startsWith('/') ? path.replace(/^\/+/, '/') : `/${path}`;
}

/** Methods that fetch knows no request for, answered like any other one that is not allowed. */
function fetchMethod(method: string): string {
  return /^(CONNECT|TRACE|TRACK)$/i.test(method) ? 'OPTIONS' : method;
}

/** With back-pressure; a client that goes away ends the stream at its source. */
async function sent(body: ReadableStream<Uint8Array>, response: NodeResponse): Promise<void> {
  const reader = body.getReader();
  const left = () => void reader.cancel().catch(() => {});
  response.once('close', left);
  try {
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

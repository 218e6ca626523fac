/** Serves the metrics and the report of a telemetry, on this machine only. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Telemetry } from 'inferometer';
import { EXPOSITION_CONTENT_TYPE, expositionText } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';

const HOST = '127.0.0.1';

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens, or rejects with the reason of the system (`EADDRINUSE`, `EACCES`). */
export async function serve(telemetry: Telemetry, port: number): Promise<RunningServer> {
  const pages: Readonly<Record<string, () => [contentType: string, body: string]>> = {
    '/': () => ['text/plain; charset=utf-8', generateMetricsReport(telemetry, { format: 'markdown' })],
    '/metrics': () => [EXPOSITION_CONTENT_TYPE, expositionText(telemetry.snapshot())],
  };
  const server = createServer((request, response) => answer(request, response, pages));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pages: Readonly<Record<string, () => [string, string]>>,
): void {
  const path = (request.url ?? '/').replace(/\?.*$/, '');
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (page === undefined) {
    send(
      response,
      404,
      'text/plain; charset=utf-8',
      'Not here. The report is at /, the metrics are at /metrics.\n',
    );
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    send(response, 405, 'text/plain; charset=utf-8', 'Only GET and HEAD are answered here.\n');
  } else {
    send(response, 200, ...page());
  }
}

/** node:http leaves the body out of an answer to HEAD by itself. */
function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Why it does not listen, in one line for whoever started it. */
export function listenProblem(error: unknown, port: number): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; choose another with --port, or 0 for any free one`;
  if (code === 'EACCES') return `port ${port} may not be opened by this user; choose one from 1024 up`;
  return `cannot listen on port ${port}: ${error instanceof Error ? error.message : String(error)}`;
}

// A server that takes from pages, and can be made to fail in the ways in which servers do; and one that serves the pages.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { createTelemetry, type Telemetry } from 'inferometer';
import { createListener } from 'inferometer/http';

/** `down`: nobody listens. `drop`: connections end without an answer. `slow`: an answer takes three seconds. */
export type State = 'up' | 'down' | 'drop' | 'slow' | 'failing';

export interface Collector {
  readonly url: string;
  readonly pageUrl: (parameters: Record<string, string>) => string;
  readonly telemetry: Telemetry;
  become(state: State): Promise<void>;
  /** What arrived of the page that was to be closed so. */
  ticks(closing: string): number;
  total(fullName: string): number;
  close(): Promise<void>;
}

const SLOW_MS = 3000;

export async function startCollector(): Promise<Collector> {
  const files = await bundledPage();
  let port = 0;
  const pages = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://x').pathname);
    response.setHeader('content-type', file === undefined ? 'text/html' : 'text/javascript');
    // As strict as it goes: nothing is compiled or evaluated.
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:${port}; img-src data:`,
    );
    response.end(
      file ?? '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    );
  });
  const pagePort = await listening(pages, 0);
  const telemetry: Telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: 10_000 });
  const listener = createListener(telemetry, {
    ingest: { keys: ['write-only-key'], origins: [`http://127.0.0.1:${pagePort}`] },
  });
  let state: State = 'up';
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (state === 'drop') request.socket.destroy();
    else if (state === 'failing') response.writeHead(500, { 'access-control-allow-origin': '*' }).end('{}');
    else if (state === 'slow') setTimeout(() => listener(request, response), SLOW_MS);
    else listener(request, response);
  };
  let server = createServer(answer);
  port = await listening(server, 0);
  const seriesOf = (fullName: string) =>
    telemetry.snapshot().metrics.find((metric) => metric.fullName === fullName)?.series ?? [];
  return {
    url: `http://127.0.0.1:${port}/ingest`,
    pageUrl: (parameters) =>
      `http://127.0.0.1:${pagePort}/?${new URLSearchParams({ collector: `http://127.0.0.1:${port}/ingest`, ...parameters })}`,
    telemetry,
    async become(next) {
      if (state === 'down') {
        server = createServer(answer);
        await listening(server, port);
      }
      state = next;
      if (next === 'down') await stopped(server);
    },
    ticks: (closing) => {
      const point = seriesOf('ticks_total').find(({ labels }) => labels.closing === closing);
      return point !== undefined && 'value' in point ? point.value : 0;
    },
    total: (fullName) =>
      seriesOf(fullName).reduce((sum, point) => sum + ('value' in point ? point.value : 0), 0),
    async close() {
      await Promise.all([stopped(server), stopped(pages), listener.close()]);
      telemetry.dispose();
    },
  };
}

/** By path: what is imported on demand is a file of its own, as bundlers make it. */
async function bundledPage(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { page: 'test/browser/unload/page.ts' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    outdir: '/',
    write: false,
    // What is published, and not the sources that the tests' own configuration knows.
    tsconfigRaw: {},
    alias: { 'inferometer/browser': resolve('dist/browser/index.js') },
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function stopped(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

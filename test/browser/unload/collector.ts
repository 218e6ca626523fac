// A server that takes from pages, and can be made to fail in the ways in which servers do; and one that serves the pages.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createTelemetry, type Telemetry } from 'inferometer';
import { createListener } from 'inferometer/http';
import { listening, servePage, stopped } from './page-server.ts';
import { Remote } from './remote.ts';

/** `down`: nobody listens. `drop`: connections end without an answer. `slow`: an answer takes three seconds. */
export type State = 'up' | 'down' | 'drop' | 'slow' | 'failing';

export interface Collector {
  readonly url: string;
  readonly pageUrl: (parameters: Record<string, string>) => string;
  readonly telemetry: Telemetry;
  /** By which pages are called that no driver controls. */
  readonly remote: Remote;
  become(state: State): Promise<void>;
  /** What arrived of the page that was to be closed so. */
  ticks(closing: string): number;
  total(fullName: string): number;
  close(): Promise<void>;
}

const SLOW_MS = 3000;

export async function startCollector(): Promise<Collector> {
  let port = 0;
  const url = () => `http://127.0.0.1:${port}`;
  const remote = new Remote();
  const pages = await servePage('test/browser/unload/page.ts', url, remote.listener);
  const telemetry: Telemetry = createTelemetry({ logLevel: 'silent', seriesLimit: 10_000 });
  const listener = createListener(telemetry, {
    ingest: { keys: ['write-only-key'], origins: [pages.origin] },
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
    url: `${url()}/ingest`,
    pageUrl: (parameters) =>
      `${pages.origin}/?${new URLSearchParams({ collector: `${url()}/ingest`, ...parameters })}`,
    telemetry,
    remote,
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
      await Promise.all([stopped(server), pages.close(), listener.close()]);
      telemetry.dispose();
    },
  };
}

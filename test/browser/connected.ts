// A page and its server in one realm: what the page fetches is handed to the real handler, unless the network is told to fail.
import { createTelemetry, type Telemetry, type TelemetryOptions } from 'inferometer';
import {
  createPageTelemetry,
  type PageMetrics,
  type PageTelemetry,
  type PageTelemetryOptions,
  withOwnMetrics,
} from 'inferometer/browser';
import { createHandler } from 'inferometer/http';

export const KEY = 'write-only-key';

export interface Network {
  /**
   * What becomes of requests from now on: `up`, `down`, a status, what somebody else answers in its place, `slow`: the server has it
   * a while later, or `lost`: the server has it, and its answer is lost.
   */
  state: 'up' | 'down' | 'slow' | 'lost' | number | { readonly body: string };
  /** Bodies that were sent, whatever became of them. */
  readonly bodies: string[];
  readonly inits: RequestInit[];
}

export type Page = PageTelemetry & PageMetrics;

export interface Connected {
  readonly page: Page;
  readonly telemetry: Telemetry;
  readonly network: Network;
  readonly open: (options?: Partial<PageTelemetryOptions>) => Page;
}

/** Intervals end when a test says so. */
const NEVER_SECONDS = 3600;

export async function connected(
  use: (connected: Connected) => Promise<void>,
  options: Partial<PageTelemetryOptions> = {},
  telemetryOptions: TelemetryOptions = {},
): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent', ...telemetryOptions });
  const handler = createHandler(telemetry, { ingest: { keys: [KEY], origins: ['*'] } });
  const network: Network = { state: 'up', bodies: [], inits: [] };
  const { fetch } = globalThis;
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    if (!String(url).endsWith('/ingest')) return fetch(url, init);
    network.bodies.push(String(init.body));
    network.inits.push(init);
    const { state } = network;
    if (state === 'down') throw new TypeError('Failed to fetch');
    if (typeof state === 'number') return new Response('{}', { status: state });
    if (typeof state === 'object') return new Response(state.body);
    if (state === 'slow') await new Promise((resolve) => setTimeout(resolve, 100));
    const { body, headers } = init;
    const answer = await handler(
      new Request('http://localhost/ingest', {
        method: 'POST',
        body: body as string,
        headers: headers as never,
      }),
    );
    if (state === 'lost') throw new TypeError('Failed to fetch');
    return answer;
  }) as typeof fetch;
  const pages: Page[] = [];
  const open = (more: Partial<PageTelemetryOptions> = {}) => {
    const page: Page = withOwnMetrics(
      createPageTelemetry({
        url: 'http://localhost/ingest',
        key: KEY,
        intervalSeconds: NEVER_SECONDS,
        queue: { persist: false },
        ...options,
        ...more,
      }),
    );
    pages.push(page);
    return page;
  };
  try {
    await use({ page: open(), telemetry, network, open });
  } finally {
    for (const page of pages) page.dispose();
    await new Promise((resolve) => setTimeout(resolve));
    globalThis.fetch = fetch;
    await handler.close();
  }
}

/** The data points of a metric of a telemetry, by labels. */
export function pointsOf(telemetry: Telemetry, name: string): Map<string, number> {
  const metric = telemetry.snapshot().metrics.find(({ instrument }) => instrument.name === name);
  const points = (metric?.series ?? []).map((point): [string, number] => [
    JSON.stringify(Object.entries(point.labels).sort()),
    'value' in point ? point.value : point.histogram.count,
  ]);
  return new Map(points.filter(([, count]) => count !== 0));
}

export function totalOf(telemetry: Telemetry, name: string): number {
  return [...pointsOf(telemetry, name).values()].reduce((sum, one) => sum + one, 0);
}

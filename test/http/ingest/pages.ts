// What tests of ingestion share: a server that takes from pages, what pages send, and what it counted.
import { createTelemetry, type Telemetry, type TelemetryOptions } from 'inferometer';
import { createHandler, type HandlerOptions, type IngestOptions } from 'inferometer/http';
import { encodeInterval } from 'inferometer/store';

export const KEY = 'write-only-key';

export interface Delta {
  readonly sequence: number;
  readonly interval: string;
}

export interface Taking {
  readonly telemetry: Telemetry;
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** The answer to these intervals of this page. */
  readonly send: (page: string, deltas: readonly Delta[]) => Promise<Record<string, unknown>>;
  readonly ask: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

export async function taking(
  use: (taking: Taking) => Promise<void>,
  ingest: Partial<IngestOptions> = {},
  more: HandlerOptions = {},
  telemetryOptions: TelemetryOptions = {},
): Promise<void> {
  using telemetry: Telemetry = createTelemetry({ logLevel: 'silent', ...telemetryOptions });
  const handler = createHandler(telemetry, { ingest: { keys: [KEY], origins: ['*'], ...ingest }, ...more });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    handler(
      new Request('http://localhost/ingest', {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
      }),
    );
  const send = async (page: string, deltas: readonly Delta[]) => {
    const response = await post({ key: KEY, page, deltas });
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return response.json();
  };
  const ask = (path: string, headers: Record<string, string> = {}) =>
    handler(new Request(`http://localhost${path}`, { headers }));
  try {
    await use({ telemetry, post, send, ask });
  } finally {
    await handler.close();
  }
}

/** The interval in which this was recorded, as a page sends it: of the catalogue without gauges. */
export function delta(
  sequence: number,
  record: (page: Telemetry) => void,
  options: TelemetryOptions = {},
): Delta {
  using page: Telemetry = createTelemetry({ logLevel: 'silent', ...options });
  record(page);
  const interval = page.collector.flush();
  if (interval === undefined) throw new Error('nothing was recorded');
  const metrics = interval.metrics.filter(
    ({ instrument: { kind, category } }) => kind !== 'gauge' || category === 'custom',
  );
  return { sequence, interval: base64(encodeInterval({ ...interval, metrics })) };
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** The sum of a counter, of series with these labels. */
export function counted(telemetry: Telemetry, fullName: string, labels: Record<string, string> = {}): number {
  const metric = telemetry.snapshot().metrics.find((one) => one.fullName === fullName);
  const series = metric?.series.filter((point) =>
    Object.entries(labels).every(([name, value]) => point.labels[name] === value),
  );
  return (series ?? []).reduce(
    (sum, point) => sum + ('value' in point ? point.value : point.histogram.count),
    0,
  );
}

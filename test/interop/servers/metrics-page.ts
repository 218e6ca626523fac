// The metrics of a telemetry, where a Prometheus finds them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Telemetry } from 'inferometer';
import { exposition } from 'inferometer/prometheus';

export interface MetricsPage {
  /** `host:port`, as a scrape target is written. */
  readonly target: string;
  /** The content types that were asked for, one for each scrape. */
  readonly formats: readonly string[];
  stop(): Promise<void>;
}

export async function serveMetrics(telemetry: Telemetry): Promise<MetricsPage> {
  const formats: string[] = [];
  const server = createServer((request, response) => {
    const { contentType, body } = exposition(telemetry, { accept: request.headers.accept ?? null });
    formats.push(contentType);
    response.writeHead(200, { 'content-type': contentType });
    Readable.fromWeb(body as ReadableStream).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: `127.0.0.1:${port}`,
    formats,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

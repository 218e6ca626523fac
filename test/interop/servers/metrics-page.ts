// The metrics of a telemetry, where a Prometheus finds them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Telemetry } from 'inferometer';
import { EXPOSITION_CONTENT_TYPE, expositionText } from 'inferometer/prometheus';

export interface MetricsPage {
  /** `host:port`, as a scrape target is written. */
  readonly target: string;
  stop(): Promise<void>;
}

export async function serveMetrics(telemetry: Telemetry): Promise<MetricsPage> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': EXPOSITION_CONTENT_TYPE });
    response.end(expositionText(telemetry.snapshot()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: `127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

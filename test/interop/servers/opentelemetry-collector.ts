// A Collector of OpenTelemetry, which Debian does not have and which takes minutes to build: it is built once, by hand, and found where
// it is kept.
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { skip } from '../../harness.ts';
import { Server } from './server.ts';

const PROGRAM = '.cache/interop/opentelemetry-collector/otelcol';

/** Skips the running test where it is not there. */
export function programOfCollector(): string {
  const program = resolve(PROGRAM);
  if (existsSync(program)) return program;
  return skip(
    "OpenTelemetry's Collector is not here: go run go.opentelemetry.io/collector/cmd/builder@v0.165.0 --config test/interop/otlp-page/builder.yaml",
  );
}

/**
 * The recipe of docs/browser.md: takes OTLP of the pages of an origin, adds up their deltas, and hands it on to a Prometheus.
 *
 * @param origin of the pages
 * @param prometheusUrl with its OTLP receiver
 */
export function startOpentelemetryCollector(origin: string, prometheusUrl: string): Promise<Server> {
  const program = programOfCollector();
  return Server.start(
    ({ port, folder }) => {
      const config = join(folder, 'config.yaml');
      const cors = {
        allowed_origins: [origin],
        allowed_headers: ['content-type', 'x-api-key'],
        max_age: 7200,
      };
      const pipeline = { receivers: ['otlp'], processors: ['delta_to_cumulative'], exporters: ['otlp_http'] };
      writeFileSync(
        config,
        JSON.stringify({
          receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}`, cors } } } },
          processors: { delta_to_cumulative: {} },
          exporters: { otlp_http: { endpoint: `${prometheusUrl}/api/v1/otlp` } },
          service: {
            pipelines: { metrics: pipeline },
            telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
          },
        }),
      );
      return [program, `--config=file:${config}`];
      // What it takes is posted.
    },
    '/v1/metrics',
    405,
  );
}

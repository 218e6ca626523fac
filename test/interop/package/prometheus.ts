// Every export of `inferometer/prometheus`, called as a program would.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTelemetry } from 'inferometer';
import * as prometheus from 'inferometer/prometheus';
import { recorded } from './root.ts';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

const GROUP = { url: 'http://localhost:9091', job: 'program', fetch: async () => new Response() };

export const calls = {
  EXPOSITION_CONTENT_TYPE: () => expect(prometheus.EXPOSITION_CONTENT_TYPE.startsWith('text/plain')),
  expositionText: async () => {
    const source: prometheus.Exposable = await recorded();
    const options: prometheus.ResourceOptions = { resourceAttributes: { 'service.version': '1.4.2' } };
    const text = prometheus.expositionText(source, options);
    expect(text.includes('hits_total{tier="disk"} 1'));
    expect(text.includes('target_info{service_version="1.4.2"} 1'));
  },
  exposition: async () => {
    const options: prometheus.ExpositionOptions = { accept: 'application/openmetrics-text' };
    const { body, contentType }: prometheus.Exposition = prometheus.exposition(await recorded(), options);
    const page = await new Response(body, { headers: { 'content-type': contentType } }).text();
    expect(page.endsWith('# EOF\n'));
  },
  collectSnapshots: async () => {
    const { port1, port2 } = new MessageChannel();
    const stop: () => void = prometheus.shareSnapshots(await recorded(), port2);
    const options: prometheus.CollectOptions = { timeoutSeconds: 1 };
    const all: prometheus.CollectedSnapshots = prometheus.collectSnapshots(
      createTelemetry(),
      () => [port1],
      options,
    );
    const snapshot = await all.snapshot();
    stop();
    port1.close();
    expect(all.missing === 0 && snapshot.metrics.some(({ fullName }) => fullName === 'hits_total'));
  },
  shareSnapshots: async () => {
    const { port1, port2 } = new MessageChannel();
    const channel: prometheus.MessageChannelLike = port1;
    const source: prometheus.SnapshotSource = await recorded();
    prometheus.shareSnapshots(source, channel)();
    port1.close();
    port2.close();
  },
  connectPromClient: async () => {
    const { Registry } = await import('prom-client');
    const registry = new Registry();
    const options: prometheus.PromClientOptions & { registry: typeof registry } = { registry };
    const bridge: prometheus.PromClientBridge<typeof registry> = await prometheus.connectPromClient(
      await recorded(),
      options,
    );
    expect((await bridge.registry.metrics()).includes('hits_total{tier="disk"} 1'));
    bridge.unregister();
  },
  createMetricsHandler: async () => {
    const options: prometheus.MetricsHandlerOptions = { endpoint: '/metrics' };
    const handler: (request: Request) => Promise<Response> = prometheus.createMetricsHandler(
      await recorded(),
      options,
    );
    expect((await handler(new Request('http://localhost/metrics'))).status === 200);
  },
  createMetricsListener: async () => {
    const server = createServer(prometheus.createMetricsListener(await recorded()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { status } = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } });
    server.close();
    expect(status === 200);
  },
  startMetricsServer: async () => {
    const options: prometheus.MetricsServerOptions = { port: 0, host: '127.0.0.1' };
    const server: prometheus.MetricsServer = await prometheus.startMetricsServer(await recorded(), options);
    const { status } = await fetch(server.url, { headers: { connection: 'close' } });
    await server.stop();
    expect(status === 200);
  },
  pushMetrics: async () => {
    const options: prometheus.PushOptions = { ...GROUP, grouping: { instance: 'a' } };
    const result: prometheus.PushResult = await prometheus.pushMetrics(await recorded(), options);
    expect(result.isAcknowledged && result.bytes > 0);
  },
  deletePushedMetrics: async () => {
    const target: prometheus.PushTarget = GROUP;
    expect((await prometheus.deletePushedMetrics(target)).isAcknowledged);
  },
} satisfies Record<keyof typeof prometheus, () => unknown>;

export type Named = [
  prometheus.NameOptions,
  prometheus.Names,
  prometheus.NodeRequest,
  prometheus.NodeResponse,
];

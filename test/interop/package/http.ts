// Every export of `inferometer/http`, called as a program would.
import * as http from 'inferometer/http';
import { recorded } from './root.ts';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  createHandler: async () => {
    const reports: http.ReportsOptions = { keep: 3 };
    const ingest: http.IngestOptions = {
      keys: ['write-only-key-of-pages'],
      origins: ['https://shop.example'],
    };
    const options: http.HandlerOptions = { reports, ingest, allowedHosts: ['telemetry.example'] };
    const handler: http.TelemetryHandler = http.createHandler(await recorded(), options);
    await handler.ready;
    const answer = await (await handler(new Request('http://localhost/api/v1/now'))).json();
    expect(answer.success === true && answer.categories.length > 0);
    expect((await handler(new Request('http://localhost/'))).status === 200);
    await handler.close();
  },
  createListener: async () => {
    const listener: http.TelemetryListener = http.createListener(await recorded(), { prefix: '/telemetry' });
    let isPassedOn = false;
    const request: http.NodeRequest = { url: '/other', headers: {} };
    listener(request, {} as http.NodeResponse, () => {
      isPassedOn = true;
    });
    await listener.close();
    expect(isPassedOn);
  },
  serve: async () => {
    const options: http.ServerOptions = { port: 0 };
    const server: http.TelemetryServer = await http.serve(await recorded(), options);
    const health = await (await fetch(`${server.url}/health`)).json();
    await server.close();
    expect(health.status === 'ok');
  },
  telemetryConfiguration: async () => {
    const kept: http.TelemetryConfiguration = await http.telemetryConfiguration(
      './no-such-configuration.json',
    );
    expect(Object.keys({ ...kept.telemetry, ...kept.store }).length === 0);
  },
};

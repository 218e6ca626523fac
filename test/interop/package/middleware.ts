// Every export of `inferometer/middleware`, in servers as they are written: node:http, Express, Hono and fetch handlers.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import { Hono, type MiddlewareHandler } from 'hono';
import { createTelemetry, type Operation, type Telemetry } from 'inferometer';
import * as middleware from 'inferometer/middleware';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function counted(telemetry: Telemetry, route: string): void {
  const { metrics } = telemetry.snapshot();
  const durations = metrics.find(({ fullName }) => fullName === 'http_server_request_duration_seconds');
  const point = durations?.series.find(({ labels }) => labels.http_route === route);
  if (point === undefined || !('histogram' in point) || point.histogram.count !== 1)
    throw new Error('not counted');
}

/** One request to a server that then closes. */
async function requested(server: Server, path: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  const text = await response.text();
  await new Promise((resolve) => server.close(resolve));
  return text;
}

export const calls = {
  withTelemetry: async () => {
    const telemetry = createTelemetry({ logger: quiet });
    const options: middleware.HttpOptions<Request> = { route: () => '/' };
    const handler = async (request: Request, name: string): Promise<Response> =>
      new Response(name + request.method);
    const watched: middleware.FetchHandler<[string], Promise<Response>> = middleware.withTelemetry(
      telemetry,
      handler,
      options,
    );
    const text = await (await watched(new Request('http://localhost/'), 'x')).text();
    if (text !== 'xGET') throw new Error('changed');
    counted(telemetry, '/');
    const sync: Response = middleware.withTelemetry(
      telemetry,
      () => new Response(null),
    )(new Request('http://localhost/'));
    if (sync.status !== 200) throw new Error('changed');
  },
  honoTelemetry: async () => {
    const telemetry = createTelemetry({ logger: quiet });
    const app = new Hono<{ Variables: { user: string } }>();
    const own: middleware.HonoMiddleware = middleware.honoTelemetry(telemetry, {
      requestHeaders: ['x-request-id'],
    });
    const asTheirs: MiddlewareHandler = own;
    app.use(middleware.honoTelemetry(telemetry));
    app.get('/users/:id', (c) => c.json({ id: c.req.param('id') }));
    await (await app.request('/users/1')).text();
    counted(telemetry, '/users/:id');
    new Hono().use('*', asTheirs);
  },
  nodeTelemetry: async () => {
    const telemetry = createTelemetry({ logger: quiet });
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      void response.end(request.url);
    const options: middleware.HttpOptions<middleware.NodeRequest> = { route: () => '/' };
    const watched: RequestListener = middleware.nodeTelemetry(telemetry, listener, options);
    const untyped = createServer(middleware.nodeTelemetry(telemetry, (_request, response) => response.end()));
    untyped.close();
    if ((await requested(createServer(watched), '/a')) !== '/a') throw new Error('changed');
    counted(telemetry, '/');
  },
  expressTelemetry: async () => {
    const telemetry = createTelemetry({ logger: quiet });
    const own: middleware.ExpressMiddleware = middleware.expressTelemetry(telemetry);
    const asTheirs: RequestHandler = own;
    const app = express();
    app.use(asTheirs);
    app.get('/users/:id', (request, response) => void response.send(request.params.id));
    if ((await requested(createServer(app), '/users/7')) !== '7') throw new Error('changed');
    counted(telemetry, '/users/:id');
  },
  operationOf: async () => {
    const telemetry = createTelemetry({ logger: quiet });
    let operation: Operation | undefined;
    const handler = middleware.withTelemetry(telemetry, (request) => {
      operation = middleware.operationOf(request);
      return new Response(null);
    });
    handler(new Request('http://localhost/'));
    if (operation === undefined) throw new Error('no operation');
  },
} satisfies Record<keyof typeof middleware, () => unknown>;

export type Named = [middleware.HonoContext, middleware.NodeListener, middleware.NodeResponse];

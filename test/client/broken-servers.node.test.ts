// Servers and networks that break in the middle, over real sockets: what a client makes of them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, type Client, type ClientOptions, createClient, type Now } from 'inferometer/client';
import { assert, test } from '../harness.ts';

type Answer = (response: ServerResponse, request: IncomingMessage, asked: number) => void;

interface Broken {
  readonly client: Client;
  /** Requests that came. */
  asked(): number;
  /** Resolves when the client has closed the connection of an answer that was not ended. */
  readonly left: Promise<void>;
}

async function broken(
  answer: Answer,
  use: (broken: Broken) => Promise<void>,
  options: Partial<ClientOptions> = {},
) {
  let count = 0;
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const server = createServer((request, response) => {
    count += 1;
    response.on('close', () => response.writableEnded || leave());
    answer(response, request, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient({ url: `http://127.0.0.1:${port}`, ...options });
  try {
    await use({ client, asked: () => count, left });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const HEALTH = { success: true, operation: 'get_health', timestamp: 1, status: 'ok' };

function whole(response: ServerResponse, body: object = HEALTH): void {
  response.writeHead(200, JSON_TYPE).end(JSON.stringify(body));
}

/** Says that more comes than does. */
function cut(response: ServerResponse): void {
  const body = JSON.stringify(HEALTH);
  response.writeHead(200, { ...JSON_TYPE, 'content-length': body.length });
  response.write(body.slice(0, 20), () => response.destroy());
}

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

test('an answer that breaks off in the middle is asked for again', () =>
  broken(
    (response, _, asked) => (asked < 3 ? cut(response) : whole(response)),
    async ({ client, asked }) => {
      assert.is((await client.getHealth()).status, 'ok');
      assert.is(asked(), 3);
    },
  ));

test('an answer that always breaks off is a network that fails, not a wrong address', () =>
  broken(
    cut,
    async ({ client, asked }) => {
      const { code, message } = await errorOf(client.getHealth());
      assert.is(code, 'CLIENT_NETWORK');
      assert.match(message, /broke off/);
      assert.is(asked(), 2);
    },
    { retries: 1 },
  ));

test('what is posted and answered by half is not posted twice', () =>
  broken(cut, async ({ client, asked }) => {
    assert.is((await errorOf(client.updateTelemetryConfig({ retention_days: 3 }))).code, 'CLIENT_NETWORK');
    assert.is(asked(), 1);
  }));

test('JSON that is none is an answer of something else, and not asked for again', () =>
  broken(
    (response) => response.writeHead(200, JSON_TYPE).end('{"success": tru'),
    async ({ client, asked }) => {
      assert.is((await errorOf(client.getHealth())).code, 'CLIENT_ANSWER');
      assert.is(asked(), 1);
    },
  ));

test('a server that is full for a second, by the date, is asked again when it is over', () =>
  broken(
    (response, _, asked) => {
      const at = new Date(Date.now() + 1500).toUTCString();
      if (asked > 1) whole(response);
      else response.writeHead(503, { ...JSON_TYPE, 'retry-after': at }).end('{"success":fal');
    },
    async ({ client, asked }) => {
      assert.is((await client.getHealth()).status, 'ok');
      assert.is(asked(), 2);
    },
  ));

test('an answer that comes by the byte takes no longer than it may, and its connection is closed', () =>
  broken(
    (response) => {
      response.writeHead(200, JSON_TYPE);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
    async ({ client, left }) => {
      assert.is((await errorOf(client.getHealth({}, { timeoutSeconds: 0.3 }))).code, 'CLIENT_TIMEOUT');
      await left;
    },
  ));

test('a call that is given up in the middle of its answer ends with the reason, and its connection is closed', () =>
  broken(
    (response) => void response.writeHead(200, JSON_TYPE).write('{"success": true, '),
    async ({ client, left }) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new RangeError('enough')), 100);
      try {
        await client.getHealth({}, { signal: controller.signal });
        assert.unreachable();
      } catch (error) {
        assert.match(String(error), /RangeError: enough/);
      }
      await left;
    },
  ));

const EVENTS = { 'content-type': 'text/event-stream' };

function event(id: number): string {
  return `id: ${id}\ndata: ${JSON.stringify({ in_flight: id })}\n\n`;
}

async function firstOf(client: Client, count: number): Promise<number[]> {
  const found: Now[] = [];
  for await (const now of client.now()) if (found.push(now) === count) break;
  return found.map(({ in_flight }) => Number(in_flight));
}

test('half an event before a connection breaks is nothing, and the next one is asked for after the last whole one', () => {
  const lastIds: unknown[] = [];
  return broken(
    (response, { headers }, asked) => {
      lastIds.push(headers['last-event-id']);
      response.writeHead(200, EVENTS).write('retry: 20\n\n');
      if (asked === 1) response.write(`${event(1)}${event(2).slice(0, -8)}`, () => response.destroy());
      else response.write(event(2) + event(3));
    },
    async ({ client }) => {
      assert.equal(await firstOf(client, 3), [1, 2, 3]);
      assert.equal(lastIds, [undefined, '1']);
    },
  );
});

test('an event that is no JSON is an answer of something else', () =>
  broken(
    (response) => void response.writeHead(200, EVENTS).write(`${event(1)}data: {"in_fl\n\n`),
    async ({ client }) => {
      const { code, message } = await errorOf(firstOf(client, 2));
      assert.is(code, 'CLIENT_ANSWER');
      assert.match(message, /event/);
    },
  ));

test('a server that wants no pause and ends each connection at once is not asked a thousand times a second', () =>
  broken(
    (response) => void response.writeHead(200, EVENTS).end('retry: 0\n\n'),
    async ({ client, asked }) => {
      const stream = client.now({}, { signal: AbortSignal.timeout(600) });
      await stream.next().catch(() => {});
      assert.ok(asked() <= 12, `${asked()} requests`);
    },
  ));

test('an event without an end does not fill the memory', () =>
  broken(
    (response) => {
      response.writeHead(200, EVENTS).write('data: ');
      const piece = 'x'.repeat(2 ** 20);
      const more = () => void (response.destroyed || response.write(piece, () => setImmediate(more)));
      more();
    },
    async ({ client, left }) => {
      assert.is((await errorOf(firstOf(client, 1))).code, 'CLIENT_ANSWER');
      await left;
    },
  ));

// Events in any pieces, and connections that break.
import { type ConnectionState, createClient, type Now } from 'inferometer/client';
import { assert, test } from '../harness.ts';

/** A connection that says these texts, then ends or stays. */
function saying(texts: readonly (string | Uint8Array)[], stays = false): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
      if (!stays) controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}

/** The first so many events of a server with these connections, the requests, and what was told of the connection. */
async function read(count: number, connections: readonly (() => Response | Promise<Response>)[]) {
  const requests: Request[] = [];
  const states: ConnectionState[] = [];
  const fetch = async (request: Request) => {
    requests.push(request);
    return (connections[Math.min(requests.length, connections.length) - 1] as () => Response)();
  };
  const client = createClient({ url: 'http://localhost', fetch });
  const found: Now[] = [];
  const onConnection = (state: ConnectionState) => {
    states.push(state);
  };
  for await (const now of client.now({}, { onConnection })) {
    found.push(now);
    if (found.length === count) break;
  }
  return { found: found as unknown[], requests, states };
}

const RETRY = 'retry: 1\n\n';

test('events are found in any pieces, with any ends of lines', async () => {
  const text = `\uFEFF: hello\r\n${RETRY}event: now\ndata: {"n":\ndata: 1}\nid: a\n\ndata:{"n":2}\r\rdata: {"n":"ü 🎈"}\r\n\r\nid: only\n\ndata: {"n":4}\n\n`;
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 3, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.slice(i * size, (i + 1) * size),
    );
    const { found } = await read(4, [() => saying(pieces, true)]);
    assert.equal(found, [{ n: 1 }, { n: 2 }, { n: 'ü 🎈' }, { n: 4 }], `in pieces of ${size}`);
  }
});

test('a connection that ended is made again, after the last event that was seen', async () => {
  const { found, requests, states } = await read(3, [
    () => saying([`${RETRY}id: a-1\ndata: 1\n\nid: a-2\ndata: 2\n\ndata: unfinished`]),
    () => saying(['id: a-3\ndata: 3\n\n'], true),
  ]);
  assert.equal(found, [1, 2, 3]);
  assert.equal(
    requests.map(({ headers }) => headers.get('last-event-id')),
    [null, 'a-2'],
  );
  assert.equal(
    requests.map(({ headers }) => headers.get('accept')),
    ['text/event-stream', 'text/event-stream'],
  );
  assert.equal(
    states.map(({ kind }) => kind),
    ['open', 'waiting', 'open'],
  );
});

test('a server that is away, or refuses for now, is asked again; one that refuses is not', async () => {
  const away = () => Promise.reject(new TypeError('fetch failed'));
  const busy = () =>
    Response.json(
      { success: false, operation: 'get_now', timestamp: 1, error: 'Full.', error_type: 'API_UNAVAILABLE' },
      { status: 503, headers: { 'retry-after': '0' } },
    );
  const { found, states } = await read(1, [
    () => saying([RETRY]),
    away,
    busy,
    () => saying(['data: 1\n\n'], true),
  ]);
  assert.equal(found, [1]);
  assert.equal(
    states.map(({ kind }) => kind),
    ['open', 'waiting', 'waiting', 'waiting', 'open'],
  );
  const refused = () =>
    Response.json(
      { success: false, operation: 'get_now', timestamp: 1, error: 'No.', error_type: 'API_UNAUTHORIZED' },
      { status: 401 },
    );
  const error = await assert.rejects(read(1, [refused]));
  assert.is((error as { code?: string }).code, 'API_UNAUTHORIZED');
  const other = await assert.rejects(read(1, [() => Response.json({})]));
  assert.is((other as { code?: string }).code, 'CLIENT_ANSWER');
});

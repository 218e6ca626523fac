// Server-sent events: one producer, bounded queues, ids that a client comes back with, and nothing left when it is gone.
import { createTelemetry, type Telemetry } from 'inferometer';
import { createHandler, type TelemetryHandler } from 'inferometer/http';
import { assert, test } from '../../harness.ts';
import { Machine } from '../../telemetry/time.ts';

const EVENTS = { accept: 'text/event-stream' };

interface Server {
  readonly machine: Machine;
  readonly telemetry: Telemetry;
  readonly handler: TelemetryHandler;
  listen(path?: string, headers?: Record<string, string>, signal?: AbortSignal): Promise<Listener>;
}

/** Reads frame by frame. */
class Listener {
  readonly response: Response;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private text = '';

  constructor(response: Response) {
    this.response = response;
    this.reader = (response.body as ReadableStream<Uint8Array>).getReader();
  }

  /** Undefined when the stream has ended. */
  async frame(): Promise<string | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const frame = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        return frame;
      }
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.text += new TextDecoder().decode(value);
    }
  }

  async event(): Promise<{ id: string; event: string; data: Record<string, unknown> }> {
    for (;;) {
      const frame = await this.frame();
      if (frame === undefined) throw new Error('the stream has ended');
      const fields = Object.fromEntries(frame.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
      if (fields.data !== undefined) return { ...fields, data: JSON.parse(fields.data as string) } as never;
    }
  }

  leave(): Promise<void> {
    return this.reader.cancel();
  }
}

async function serving(use: (server: Server) => Promise<void>, maxEventClients = 100): Promise<void> {
  const machine = new Machine();
  using telemetry: Telemetry = createTelemetry({ clock: machine, timer: machine, logLevel: 'silent' });
  const handler = createHandler(telemetry, { maxEventClients });
  const listen = async (path = '/api/v1/now', headers = {}, signal?: AbortSignal) => {
    const init = { headers: { ...EVENTS, ...headers }, ...(signal && { signal }) };
    return new Listener(await handler(new Request(`http://localhost${path}`, init)));
  };
  try {
    await use({ machine, telemetry, handler, listen });
  } finally {
    await handler.close();
  }
}

/** Everything that waits for nothing but its turn has had it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

function gauge(telemetry: Telemetry, name: string): number {
  const metric = telemetry.snapshot().metrics.find(({ fullName }) => fullName === name);
  return (metric?.series ?? []).reduce((sum, one) => sum + ('value' in one ? one.value : 0), 0);
}

test('a stream begins with retry, an id and the answer that JSON gives', () =>
  serving(async ({ listen, telemetry }) => {
    telemetry.inference({ modelId: 'glyphs' }).record(0.5);
    const listener = await listen();
    assert.is(listener.response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.is(listener.response.headers.get('cache-control'), 'no-store');
    assert.is(await listener.frame(), 'retry: 2000');
    const { id, event, data } = await listener.event();
    assert.match(id, /^[0-9a-f]{8}-1$/);
    assert.equal(
      [event, data.success, data.operation, (data.latency as { count: number }).count],
      ['now', true, 'get_now', 1],
    );
    await listener.leave();
  }));

test('a second later comes the next, where something has changed; else nothing for fifteen seconds, then a heartbeat', () =>
  serving(async ({ listen, telemetry, machine }) => {
    const listener = await listen('/api/v0/wal/telemetry/realtime');
    const first = await listener.event();
    machine.pass(1);
    await settled();
    for (let second = 0; second < 15; second++) {
      machine.pass(1);
      await settled();
    }
    assert.is(await listener.frame(), ':');
    telemetry.start('add', { backend: 'ipfs' }).ok();
    machine.pass(1);
    const second = await listener.event();
    assert.equal([first.event, first.id.split('-')[1], second.id.split('-')[1]], ['realtime', '1', '2']);
    assert.equal(second.data.success_rate, { 'add:ipfs': 1 });
    await listener.leave();
  }));

test('who comes back with the id of the last event gets those it missed; of another run of the server nothing', () =>
  serving(async ({ listen, telemetry, machine }) => {
    const stays = await listen('/api/v0/wal/telemetry/realtime');
    const leaves = await listen('/api/v0/wal/telemetry/realtime');
    const { id } = await leaves.event();
    await leaves.leave();
    for (let i = 0; i < 3; i++) {
      telemetry.start('add', { backend: 'ipfs' }).ok();
      machine.pass(1);
      await settled();
    }
    const back = await listen('/api/v0/wal/telemetry/realtime', { 'last-event-id': id });
    const missed = [await back.event(), await back.event(), await back.event()];
    assert.equal(
      missed.map((one) => Number(one.id.split('-')[1])),
      [2, 3, 4].map((n) => n - 1 + Number(id.split('-')[1])),
    );
    const stranger = await listen('/api/v0/wal/telemetry/realtime', { 'last-event-id': 'ffffffff-1' });
    assert.is(await stranger.frame(), 'retry: 2000');
    for (const one of [stays, back, stranger]) await one.leave();
  }));

test('a client that does not read loses the oldest events, which are counted, and holds nobody up', () =>
  serving(async ({ listen, telemetry, machine }) => {
    const slow = await listen('/api/v0/wal/telemetry/realtime');
    const quick = await listen('/api/v0/wal/telemetry/realtime');
    for (let i = 0; i < 40; i++) {
      telemetry.start('add', { backend: 'ipfs' }).ok();
      machine.pass(1);
      await settled();
      await quick.event();
    }
    assert.ok(gauge(telemetry, 'inferometer_server_events_dropped_total') >= 20);
    assert.is(gauge(telemetry, 'inferometer_server_event_clients'), 2);
    await slow.leave();
    await quick.leave();
    assert.is(gauge(telemetry, 'inferometer_server_event_clients'), 0);
  }));

test('nothing is produced, and no timer waits, when nobody listens any more', () =>
  serving(async ({ listen, machine }) => {
    const before = machine.waiting;
    const leaving = new AbortController();
    const [one, two] = [await listen(), await listen('/api/v1/now?model_id=x', {}, leaving.signal)];
    await one.event();
    await two.event();
    await settled();
    assert.ok(machine.waiting > before);
    await one.leave();
    leaving.abort();
    await settled();
    assert.is(machine.waiting, before);
  }));

test('one more than may listen is told to come back later', () =>
  serving(async ({ listen }) => {
    const first = await listen();
    const { response } = await listen();
    assert.equal([response.status, response.headers.get('retry-after')], [503, '10']);
    await first.leave();
    const again = await listen();
    assert.is(again.response.status, 200);
    await again.leave();
  }, 1));

test('closing the handler ends every stream', () =>
  serving(async ({ listen, handler }) => {
    const listener = await listen();
    await listener.event();
    await handler.close();
    assert.is(await listener.frame(), undefined);
  }));

test('a handler that was closed begins no stream and no report any more: 503', () =>
  serving(async ({ handler, telemetry }) => {
    await handler.close();
    const report = { method: 'POST' };
    for (const [path, init] of [
      ['/api/v1/now', { headers: EVENTS }],
      ['/api/v0/wal/telemetry/report', report],
    ] as const) {
      const response = await handler(new Request(`http://localhost${path}`, init));
      assert.is(response.status, 503, path);
      assert.ok(response.headers.get('retry-after'), path);
    }
    assert.is(gauge(telemetry, 'inferometer_server_event_clients'), 0);
  }));

test('HEAD of a stream ends at once', () =>
  serving(async ({ handler, telemetry }) => {
    const response = await handler(
      new Request('http://localhost/api/v1/now', { method: 'HEAD', headers: EVENTS }),
    );
    assert.equal([response.status, await response.text()], [200, '']);
    assert.is(gauge(telemetry, 'inferometer_server_event_clients'), 0);
  }));

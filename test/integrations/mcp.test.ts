// Transports of MCP, by their messages. Clients and servers of the SDK are in test/interop/agents.interop.ts.
import { createTelemetry, type Telemetry } from 'inferometer';
import { instrumentMcpTransport } from 'inferometer/integrations/mcp';
import { assert, test } from '../harness.ts';
import { traced } from '../middleware/traced.ts';
import { countOf, seriesOf } from '../telemetry/support.ts';

// biome-ignore lint/suspicious/noExplicitAny: messages as they come
type Message = any;

/** One end of a connection within the process, with a private field. */
class End {
  onmessage?: (message: Message, extra?: object) => void;
  onclose?: () => void;
  sessionId = 'session';
  #other: End | undefined;
  static pair(): [End, End] {
    const [a, b] = [new End(), new End()];
    a.#other = b;
    b.#other = a;
    return [a, b];
  }
  async start(): Promise<void> {}
  async send(message: Message, _options?: { requestSignal?: AbortSignal }): Promise<void> {
    if (message.method === 'unsent') throw new TypeError('no connection');
    this.#other?.onmessage?.(message, { from: 'there' });
  }
  async close(): Promise<void> {
    this.onclose?.();
    this.#other?.onclose?.();
  }
}

const call = (name = 'weather', id: unknown = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { city: 'Bern' } },
});

/** By type of error: how many requests of a side ended so. */
function recorded(telemetry: Telemetry, side: 'client' | 'server'): Record<string, number> {
  const series = seriesOf(telemetry, `mcp_${side}_operation_duration_seconds`);
  return Object.fromEntries(
    series.map((one) => [one.labels.error_type || 'ok', 'histogram' in one ? one.histogram.count : 0]),
  );
}

/** Both ends watched by one telemetry; the server answers with what `answer` gives, and not at all if that is undefined. */
function connected(telemetry: Telemetry, answer: (message: Message) => object | undefined) {
  const [a, b] = End.pair();
  const [client, server] = [instrumentMcpTransport(telemetry, a), instrumentMcpTransport(telemetry, b)];
  const seen: Message[] = [];
  client.onmessage = (message) => void seen.push(message);
  server.onmessage = (message) => {
    const answered = message.id === undefined ? undefined : answer(message);
    if (answered !== undefined) void server.send({ jsonrpc: '2.0', id: message.id, ...answered });
  };
  return { client, server, seen };
}

test('a request is recorded at both ends, by method and tool', async () => {
  const telemetry = createTelemetry();
  const { client, seen } = connected(telemetry, () => ({ result: { content: [] } }));
  await client.send(call());
  await client.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  assert.equal(seen, [{ jsonrpc: '2.0', id: 1, result: { content: [] } }]);
  const labels = { mcp_method_name: 'tools/call', gen_ai_tool_name: 'weather', error_type: '' };
  for (const side of ['client', 'server'] as const) {
    assert.is(countOf(telemetry, `mcp_${side}_operation_duration_seconds`, labels), 1);
    assert.equal(recorded(telemetry, side), { ok: 1 });
  }
});

test('what went wrong is told: by the protocol, by the tool, on the way', async () => {
  const telemetry = createTelemetry();
  const answers: Record<string, object | undefined> = {
    refused: { error: { code: -32602, message: 'Unknown tool' } },
    failing: { result: { isError: true } },
  };
  const { client } = connected(telemetry, ({ params }) => answers[params.name]);
  await client.send(call('refused', 1));
  await client.send(call('failing', 2));
  await assert.rejects(client.send({ jsonrpc: '2.0', id: 3, method: 'unsent' }), /no connection/);
  assert.equal(recorded(telemetry, 'client'), { '-32602': 1, tool_error: 1, TypeError: 1 });
  assert.equal(recorded(telemetry, 'server'), { '-32602': 1, tool_error: 1 });
});

test('giving up is no error, not waiting any longer is one, and neither is left running', async () => {
  const telemetry = createTelemetry();
  const { client } = connected(telemetry, () => undefined);
  const cancel = (requestId: number, reason: string) =>
    client.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason } });
  await client.send(call('a', 1));
  await cancel(1, 'AbortError: This operation was aborted');
  await client.send(call('a', 2));
  await cancel(2, 'McpError: MCP error -32001: Request timed out');
  const controller = new AbortController();
  await client.send(call('a', 3), { requestSignal: controller.signal });
  controller.abort();
  await client.send(call('a', 4));
  await client.close();
  assert.equal(recorded(telemetry, 'client'), { aborted: 2, TimeoutError: 1, ConnectionClosed: 1 });
  assert.equal(recorded(telemetry, 'server'), { aborted: 3, TimeoutError: 1 });
});

test('requests beside one another, and in both directions, are told apart', async () => {
  const telemetry = createTelemetry();
  const { client, server } = connected(telemetry, ({ id }) => (id === 2 ? { result: {} } : undefined));
  await client.send(call('a', 1));
  await client.send(call('a', 2));
  await server.send({ jsonrpc: '2.0', id: 1, method: 'sampling/createMessage', params: {} });
  await client.send({ jsonrpc: '2.0', id: 1, result: {} });
  const of = (method: string, side: string) =>
    countOf(telemetry, `mcp_${side}_operation_duration_seconds`, { mcp_method_name: method });
  assert.equal(
    [
      of('tools/call', 'client'),
      of('sampling/createMessage', 'client'),
      of('sampling/createMessage', 'server'),
    ],
    [1, 1, 1],
  );
});

test('the transport is as before: its fields, methods, callbacks, and the messages', async () => {
  const telemetry = createTelemetry();
  const [plain, other] = End.pair();
  const watched = instrumentMcpTransport(telemetry, plain);
  const onmessage = () => {};
  watched.onmessage = onmessage;
  watched.sessionId = 'another';
  assert.ok(watched instanceof End);
  assert.equal([watched.onmessage === onmessage, plain.sessionId], [true, 'another']);
  const message = call();
  let sent: unknown;
  other.onmessage = (got) => {
    sent = got;
  };
  await watched.send(message);
  assert.is(sent, message);
});

test('a trace goes along in _meta, and the server is a part of it; the message of the caller is left alone', async () => {
  const { telemetry, tracing, spans } = await traced();
  const [a, b] = End.pair();
  const client = instrumentMcpTransport(telemetry, a, { tracing });
  const server = instrumentMcpTransport(telemetry, b, { tracing });
  let meta: Record<string, unknown> = {};
  server.onmessage = ({ id, params }) => {
    meta = params._meta;
    void server.send({ jsonrpc: '2.0', id, error: { code: -32000, message: 'no weather' } });
  };
  client.onmessage = () => {};
  const message = { ...call(), params: { name: 'weather', _meta: { progressToken: 1 } } };
  await client.send(message);
  assert.equal(message.params, { name: 'weather', _meta: { progressToken: 1 } });
  // By OpenTelemetry's SpanKind.
  const [ofServer, ofClient] = [1, 2].map((kind) => spans().find((span) => span.kind === kind));
  assert.equal([ofServer?.name, ofClient?.name], ['tools/call weather', 'tools/call weather']);
  const { traceId, spanId } = ofClient?.spanContext() ?? {};
  assert.equal(meta, { progressToken: 1, traceparent: `00-${traceId}-${spanId}-01` });
  assert.equal([ofServer?.spanContext().traceId, ofServer?.parentSpanContext?.spanId], [traceId, spanId]);
  for (const span of [ofServer, ofClient]) {
    const { attributes = {}, status } = span ?? {};
    assert.is(status?.message, 'no weather');
    assert.is(attributes['error.type'], '-32000');
    assert.is(attributes['rpc.response.status_code'], '-32000');
    assert.is(attributes['mcp.method.name'], 'tools/call');
    assert.is(attributes['gen_ai.tool.name'], 'weather');
    assert.is(attributes['mcp.session.id'], 'session');
    assert.not.match(JSON.stringify(attributes), /Bern/);
  }
});

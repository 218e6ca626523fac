/**
 * `inferometer/integrations/mcp`: transports of the Model Context Protocol, of clients and of servers, of
 * `@modelcontextprotocol/sdk` 1 and of `@modelcontextprotocol/client` and `/server` 2, and whatever has their shape.
 */
import { wrongKind } from '../errors.ts';
import { standInFor } from '../instrument/index.ts';
import {
  type CallLabels,
  contextOf,
  labelValuesOf,
  namesOf,
  type Operation,
  requireAttributes,
  settle,
  type TelemetryHandle,
} from '../telemetry/index.ts';
import { mcpPlace } from './mcp/recorder.ts';
import { WaitingRequests } from './mcp/waiting-requests.ts';
import { type Message, type TransportWatcher, watchedTransport } from './mcp/watched-transport.ts';

export interface McpOptions {
  /** Labels of one's own on every request, by the names in `labelNames` of createTelemetry. None if left out. */
  readonly labels?: CallLabels;
  /**
   * What createTracing or setupTracing returned: with it, each request takes its trace along in `params._meta`, and what
   * comes from a client that does so is recorded as a part of the client's trace. Spans that begin and end here if left out.
   */
  readonly tracing?: McpPropagation;
}

/** As much of tracing as carries a trace from one end to the other. */
export interface McpPropagation {
  inject(carrier: Record<string, unknown>, of?: Operation): unknown;
  extract(carrier: Record<string, unknown>): object;
}

const MCP_NAMES = /* @__PURE__ */ namesOf<McpOptions>({ labels: true, tracing: true });

/** As much of a transport as is looked at. */
export interface McpTransport {
  send(message: never, ...more: never[]): Promise<void>;
  onmessage?: unknown;
  onclose?: unknown;
}

/**
 * A stand-in for a transport, of a client or of a server, which records the requests that pass through it, in both
 * directions: `mcp_client_operation_duration_seconds` of those that are sent, from there to their answers, and
 * `mcp_server_operation_duration_seconds` of those that are answered; by method, tool and error, with a span for each.
 * Handlers of a server run inside of their span. Messages pass unchanged, but for the trace in `_meta`.
 *
 * @throws TELEMETRY_UNKNOWN_OPTION, TELEMETRY_LABEL_NAME, TELEMETRY_LABEL_KIND, TELEMETRY_ARGUMENT_KIND,
 * TELEMETRY_METRIC_CONFLICT
 * @example
 * await client.connect(instrumentMcpTransport(telemetry, new StreamableHTTPClientTransport(url), { tracing }));
 * await server.connect(instrumentMcpTransport(telemetry, new StdioServerTransport(), { tracing }));
 */
export function instrumentMcpTransport<Transport extends object>(
  telemetry: TelemetryHandle,
  transport: Transport & McpTransport,
  options: McpOptions = {},
): Transport {
  const context = contextOf(telemetry);
  requireAttributes('options', options, MCP_NAMES);
  requireTransport(transport);
  const { labels, tracing } = options;
  const own = labelValuesOf(context, labels);
  const { recording } = context.registry;
  const sent = new WaitingRequests(mcpPlace(context, 'client', own));
  const received = new WaitingRequests(mcpPlace(context, 'server', own));

  /** The operation of a request; undefined for other messages, and where nothing is recorded. */
  function begun(requests: WaitingRequests, message: Message, about: () => object) {
    if (!recording.enabled) return undefined;
    return recording.contain('callback', () =>
      requests.begin(message, { ...connectionOf(transport), ...about() }),
    );
  }

  /** The request with its trace; itself where there is none to be carried. */
  function carrying(message: Message, operation: Operation): Message {
    if (tracing === undefined || operation.span === undefined) return message;
    const carried = recording.contain('tracing', () => {
      const meta: Record<string, unknown> = { ...message.params?._meta };
      tracing.inject(meta, operation);
      return { ...message, params: { ...message.params, _meta: meta } };
    });
    return carried ?? message;
  }

  /** Where a request comes from, as it says. What carried it here, a span of HTTP, is no part of that trace, but linked. */
  function originOf(message: Message): object {
    const meta: unknown = message?.params?._meta;
    if (tracing === undefined || typeof meta !== 'object' || meta === null || !('traceparent' in meta))
      return {};
    const ambient = recording.contain('tracing', () => context.tracing?.active());
    return { traceContext: tracing.extract(meta as never), ...(ambient && { links: [ambient] }) };
  }

  const watcher: TransportWatcher = {
    sending(message, options, pass) {
      const asked = begun(sent, message, () => ({}));
      recording.contain('callback', () => {
        sent.cancel(message);
        // Where each request has a stream of its own, closing it is how a client gives up.
        const { requestSignal } = Object(options) as { readonly requestSignal?: AbortSignal };
        if (asked !== undefined) requestSignal?.addEventListener('abort', () => sent.abort(message.id));
      });
      return settle(
        () => (asked === undefined ? pass(message) : asked.run(() => pass(carrying(message, asked)))),
        (value) => {
          recording.contain('callback', () => received.answer(message));
          return value;
        },
        // What was not sent, the request or the answer, has failed.
        (error) => (asked === undefined ? received : sent).fail(Object(message).id, error),
      );
    },
    receiving(message, pass) {
      recording.contain('callback', () => {
        sent.answer(message);
        received.cancel(message);
      });
      const asked = begun(received, message, () => originOf(message));
      return asked === undefined ? pass() : asked.run(pass);
    },
    closed() {
      recording.contain('callback', () => {
        sent.close();
        received.close();
      });
    },
  };
  return standInFor<Transport>(context, transport, Object.keys(options).length === 0, () =>
    watchedTransport(transport, watcher),
  );
}

/** What a span says of the connection; what no transport tells is left out. */
function connectionOf(transport: object): object {
  const { sessionId, protocolVersion } = transport as Message;
  const kind = String(transport.constructor?.name);
  const networkTransport = /stdio/i.test(kind)
    ? 'pipe'
    : /http|sse|websocket/i.test(kind)
      ? 'tcp'
      : undefined;
  return { sessionId, protocolVersion, networkTransport };
}

/** @throws TELEMETRY_ARGUMENT_KIND */
function requireTransport(transport: unknown): void {
  const { send } = Object(transport) as { readonly send?: unknown };
  if (typeof send === 'function' && typeof transport === 'object') return;
  const remedy = 'Pass the transport that is handed to connect().';
  throw wrongKind('TELEMETRY_ARGUMENT_KIND', 'transport', 'a transport of MCP', transport, remedy);
}

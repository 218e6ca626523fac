// Integrations with frameworks of agents, each a row: how its client is made, with telemetry and without.

import { langchainCallbacks } from '../../../dist/integrations/langchain.js';
import { instrumentMcpTransport } from '../../../dist/integrations/mcp.js';
import { EMPTY, startServer } from '../ai-clients/server.mjs';
import { abortedAfter, seriesOf, tryIntegrations } from '../ai-clients/situations.mjs';
import { connectV1, connectV2 } from './mcp.mjs';

const { ChatOpenAI } = await import('@langchain/openai');
const server = await startServer();
/** Of servers of MCP, by the keys of their clients. */
const ledgers = new Map();

const langchain = {
  // What a model tries again by itself is inside of its run.
  hidesAttempts: true,
  make({ key: apiKey, maxRetries, timeoutMs: timeout }, telemetry) {
    const callbacks = telemetry === undefined ? [] : [langchainCallbacks(telemetry)];
    const configuration = { baseURL: `${server.origin}/v1` };
    const modelOf = (model) =>
      new ChatOpenAI({ apiKey, model, maxRetries, timeout, configuration, callbacks });
    return {
      whole: async (model, signal) => (await modelOf(model).invoke('x', { signal })).content,
      stream(model, signal) {
        // Else LangChain calls nobody back.
        const reader = new AbortController();
        const either = AbortSignal.any([reader.signal, ...(signal ? [signal] : [])]);
        return abortedAfter(modelOf(model).stream('x', { signal: either }), reader);
      },
    };
  },
};

/** A client and a server, connected; one of them is watched. */
function mcp(connect, side) {
  return {
    // The server hears of a client that goes, and the client of a connection that has gone.
    left: side === 'server' ? 'aborted' : 'error',
    async make({ key, timeoutMs, maxRetries = 0 }, telemetry) {
      const ledger = { ...EMPTY };
      ledgers.set(key, ledger);
      const watch = (transport, of) =>
        telemetry === undefined || of !== side ? transport : instrumentMcpTransport(telemetry, transport);
      const { call, close } = await connect(ledger, watch);
      return {
        async whole(tool, signal) {
          for (let left = maxRetries; ; left--) {
            const { isError = false, content } = await call(
              { name: tool, arguments: {} },
              { signal, ...(timeoutMs && { timeout: timeoutMs }) },
            );
            if (!isError || left === 0 || tool !== 'busy') return { isError, content };
          }
        },
        close,
      };
    },
    recordOf(telemetry) {
      const outcomes = { ok: 0, error: 0, aborted: 0 };
      for (const { labels, histogram } of seriesOf(telemetry, `mcp_${side}_operation_duration_seconds`)) {
        if (labels.mcp_method_name !== 'tools/call') continue;
        const { error_type: type } = labels;
        outcomes[type === '' ? 'ok' : type === 'aborted' ? 'aborted' : 'error'] += histogram.count;
      }
      return { outcomes, retries: 0, running: 0 };
    },
  };
}

await tryIntegrations(
  {
    langchain,
    'mcp 1 client': mcp(connectV1, 'client'),
    'mcp 1 server': mcp(connectV1, 'server'),
    'mcp 2 client': mcp(connectV2, 'client'),
    'mcp 2 server': mcp(connectV2, 'server'),
  },
  { ledgerOf: (key) => ledgers.get(key) ?? server.ledgerOf(key), stop: () => server.stop() },
);

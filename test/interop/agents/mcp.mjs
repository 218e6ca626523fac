// A client and a server of MCP, of each version of the SDK, connected within the process. The server's tools behave as the
// models of ../ai-clients/server.mjs do, and count what became of their calls.
import { z } from 'zod';

/** @returns what each tool does, by its name */
function toolsOf(ledger) {
  let isBusy = true;
  const text = (value, more = {}) => ({ content: [{ type: 'text', text: value }], ...more });
  const counted = (tool) => async (signal) => {
    ledger.requests += 1;
    return tool(signal);
  };
  const refuse = (message) => {
    ledger.refused += 1;
    return text(message, { isError: true });
  };
  const answer = () => {
    ledger.answered += 1;
    return text('done');
  };
  return {
    m: counted(answer),
    wrong: counted(() => refuse('wrong')),
    busy: counted(() => {
      const wasBusy = isBusy;
      isBusy = false;
      return wasBusy ? refuse('slow down') : answer();
    }),
    hangs: counted(
      (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ledger.left += 1;
            resolve(text('nobody waits'));
          });
        }),
    ),
  };
}

const about = { name: 'test', version: '1.0.0' };

export async function connectV1(ledger, watch) {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js');
  const { InMemoryTransport } = await import('@modelcontextprotocol/sdk/inMemory.js');
  const server = new McpServer(about);
  for (const [name, tool] of Object.entries(toolsOf(ledger))) {
    server.registerTool(name, { inputSchema: {} }, (_, { signal }) => tool(signal));
  }
  const client = new Client(about);
  const call = (request, options) => client.callTool(request, undefined, options);
  return connect(client, call, server, InMemoryTransport.createLinkedPair(), watch);
}

export async function connectV2(ledger, watch) {
  const { Client, InMemoryTransport } = await import('@modelcontextprotocol/client');
  const { McpServer } = await import('@modelcontextprotocol/server');
  const server = new McpServer(about);
  for (const [name, tool] of Object.entries(toolsOf(ledger))) {
    server.registerTool(name, { inputSchema: z.object({}) }, (_, context) => tool(context.mcpReq.signal));
  }
  const client = new Client(about);
  const call = (request, options) => client.callTool(request, options);
  return connect(client, call, server, InMemoryTransport.createLinkedPair(), watch);
}

async function connect(client, call, server, [ofClient, ofServer], watch) {
  await server.connect(watch(ofServer, 'server'));
  await client.connect(watch(ofClient, 'client'));
  return { call, close: () => client.close() };
}

// A server that answers as OpenAI's and Anthropic's do, the same bytes for the same request: what is asked for decides. Tools that
// are offered are called, until their results come back; a stream is one where it is asked for.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelServer {
  readonly origin: string;
  /** Requests that came. */
  readonly count: number;
  close(): void;
}

interface Asked {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly unknown[];
  readonly messages?: readonly { readonly role: string; readonly content?: unknown }[];
  readonly input?: unknown;
  readonly dimensions?: number;
}

const TEXT = 'This is a test';
const LOCATION = { location: 'Seattle, WA' };

export async function startModelServer(): Promise<ModelServer> {
  let count = 0;
  const server = createServer(async (request, response) => {
    count += 1;
    const asked = await bodyOf(request);
    if (asked.model === 'missing') {
      respond(response, 404, { error: { type: 'not_found_error', message: 'no such model' } });
    } else if (request.url?.endsWith('/embeddings')) respond(response, 200, embeddings(asked));
    else if (request.url?.includes('/messages')) anthropic(response, asked);
    else openai(response, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    get count() {
      return count;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function respondEvents(
  response: ServerResponse,
  events: readonly Readonly<Record<string, unknown>>[],
  end = '',
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    const name = event.type === undefined ? '' : `event: ${event.type}\n`;
    response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
  }
  response.end(end);
}

function embeddings({ model, input, dimensions = 3 }: Asked): object {
  const data = [input].flat().map((_, index) => ({
    object: 'embedding',
    index,
    embedding: Array.from({ length: dimensions }, () => 0.5),
  }));
  return { object: 'list', model: `${model}-001`, data, usage: { prompt_tokens: 8, total_tokens: 8 } };
}

function openai(response: ServerResponse, { model, stream, tools, messages = [] }: Asked): void {
  const callsTool = tools !== undefined && messages.at(-1)?.role !== 'tool';
  const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
  const shared = { id: 'chatcmpl-1', created: 1, model: `${model}-2024-07-18`, service_tier: 'default' };
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'get_current_weather', arguments: JSON.stringify(LOCATION) },
  };
  const reason = callsTool ? 'tool_calls' : 'stop';
  if (stream === true) {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...shared,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason }],
    });
    const words = TEXT.split(' ').map((content) => chunk({ content }));
    const last = { ...shared, object: 'chat.completion.chunk', choices: [], usage };
    respondEvents(
      response,
      [chunk({ role: 'assistant' }), ...words, chunk({}, reason), last],
      'data: [DONE]\n\n',
    );
    return;
  }
  const content = JSON.stringify({ answer: TEXT });
  const message = callsTool
    ? { role: 'assistant', content: null, tool_calls: [call] }
    : { role: 'assistant', content };
  const choices = [{ index: 0, finish_reason: reason, message }];
  respond(response, 200, { ...shared, object: 'chat.completion', choices, usage });
}

function anthropic(response: ServerResponse, { model, stream, tools, messages = [] }: Asked): void {
  const hasResult = JSON.stringify(messages.at(-1)?.content ?? '').includes('tool_result');
  const callsTool = tools !== undefined && !hasResult;
  const stop_reason = callsTool ? 'tool_use' : 'end_turn';
  const block = callsTool
    ? { type: 'tool_use', id: 'toolu_1', name: 'get_current_weather', input: LOCATION }
    : { type: 'text', text: TEXT };
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: `${model}-001`,
    stop_sequence: null,
  };
  if (stream === true) {
    const usage = { input_tokens: 12, output_tokens: 1 };
    respondEvents(response, [
      { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...TEXT.split(' ').map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ]);
    return;
  }
  const usage = { input_tokens: 12, output_tokens: 5 };
  respond(response, 200, { ...message, content: [block], stop_reason, usage });
}

// A server that speaks as OpenAI's and Anthropic's do. The name of the model says how it behaves: `dies` in the middle of
// a stream, `stalls` after its first tokens, `busy` answers 429 once, `wrong` answers 400.
import { createServer } from 'node:http';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const TOKENS = 5;

const OPENAI = {
  whole: (model) => ({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"a":1}' } }],
    usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
  }),
  first: [{ delta: { role: 'assistant', content: '' } }].map(chunk),
  token: () => chunk({ delta: { content: 'x' } }),
  last: [
    chunk({ delta: {}, finish_reason: 'stop' }),
    { ...chunk({}), choices: [], usage: { prompt_tokens: 7, completion_tokens: TOKENS, total_tokens: 12 } },
  ],
  end: 'data: [DONE]\n\n',
};

function chunk(choice) {
  return {
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, finish_reason: null, ...choice }],
  };
}

const ANTHROPIC = {
  whole: (model) => ({
    id: 'm1',
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: 'xxx' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 7, output_tokens: 3 },
  }),
  first: [
    {
      type: 'message_start',
      message: {
        id: 'm1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        usage: { input_tokens: 7, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  ],
  token: () => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } }),
  last: [
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: TOKENS } },
    { type: 'message_stop' },
  ],
  end: '',
};

export async function startServer() {
  const busy = new Set();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { model, stream, input } = JSON.parse(body);
    const json = (status, value) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'retry-after-ms': '5',
        'x-request-id': 'r1',
        'request-id': 'r1',
      });
      response.end(JSON.stringify(value));
    };
    const attempt = `${model} ${request.headers['x-way']}`;
    if (model === 'busy' && !busy.has(attempt)) {
      busy.add(attempt);
      return json(429, { error: { message: 'slow down' } });
    }
    if (model === 'wrong') return json(400, { error: { message: 'wrong' } });
    if (request.url.endsWith('/embeddings')) {
      const data = [input].flat().map((_, index) => ({ object: 'embedding', index, embedding: [1, 2] }));
      return json(200, { object: 'list', model, data, usage: { prompt_tokens: 7, total_tokens: 7 } });
    }
    const isAnthropic = request.url.includes('/messages');
    const words = isAnthropic ? ANTHROPIC : OPENAI;
    if (!stream) return json(200, words.whole(model));
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'x-request-id': 'r1',
      'request-id': 'r1',
    });
    const send = (event) =>
      response.write(`${isAnthropic ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`);
    for (const event of words.first) send(event);
    for (let i = 0; i < TOKENS; i++) {
      await sleep(3);
      if (model === 'dies' && i === 2) return response.destroy();
      if (model === 'stalls' && i === 2) return;
      send(words.token());
    }
    for (const event of words.last) send(event);
    response.end(words.end);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections?.();
      server.close();
    },
  };
}

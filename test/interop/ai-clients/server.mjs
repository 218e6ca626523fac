// A server that speaks as OpenAI's and Anthropic's do. The name of the model says how it behaves: `dies` in the middle of
// a stream, `stalls` after its first tokens, `hangs` without an answer, `endless` streams for ten seconds, `busy` answers 429
// once, `wrong` answers 400. What it did is in its ledger, by the key of whoever asked.
import { createServer } from 'node:http';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const TOKENS = 5;
const ENDLESS_TOKENS = 2000;
/** The text of answers that are no streams, and how many tokens they say that is. */
const WHOLE_TOKENS = 3;

const OPENAI = {
  whole: (model) => ({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"a":1}' } }],
    usage: { prompt_tokens: 7, completion_tokens: WHOLE_TOKENS, total_tokens: 10 },
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
    usage: { input_tokens: 7, output_tokens: WHOLE_TOKENS },
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

/** What became of the requests that came under one key. */
export const EMPTY = { requests: 0, answered: 0, refused: 0, broken: 0, left: 0, outputTokens: 0 };

export async function startServer() {
  const busy = new Set();
  const ledgers = new Map();
  const ledgerOf = (key) => {
    if (!ledgers.has(key)) ledgers.set(key, { ...EMPTY });
    return ledgers.get(key);
  };
  const server = createServer(async (request, response) => {
    const key = request.headers['x-api-key'] ?? request.headers.authorization?.replace('Bearer ', '');
    const ledger = ledgerOf(key);
    ledger.requests += 1;
    let isOver = false;
    let sentTokens = 0;
    const over = (how, outputTokens = 0) => {
      isOver = true;
      ledger[how] += 1;
      ledger.outputTokens += outputTokens;
    };
    response.on('close', () => isOver || over('left', sentTokens));
    let body = '';
    for await (const part of request) body += part;
    const { model, stream, input } = JSON.parse(body);
    const json = (status, value) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'retry-after-ms': '5',
        'retry-after': '0',
        'x-request-id': 'r1',
        'request-id': 'r1',
      });
      response.end(JSON.stringify(value));
    };
    const refuse = (status, message) => {
      over('refused');
      json(status, { error: { message } });
    };
    const attempt = `${key} ${model} ${request.headers['x-way']}`;
    if (model === 'busy' && !busy.has(attempt)) {
      busy.add(attempt);
      return refuse(429, 'slow down');
    }
    if (model === 'wrong') return refuse(400, 'wrong');
    if (model === 'hangs') return;
    if (request.url.endsWith('/embeddings')) {
      over('answered');
      const data = [input].flat().map((_, index) => ({ object: 'embedding', index, embedding: [1, 2] }));
      return json(200, { object: 'list', model, data, usage: { prompt_tokens: 7, total_tokens: 7 } });
    }
    const isAnthropic = request.url.includes('/messages');
    const words = isAnthropic ? ANTHROPIC : OPENAI;
    if (!stream) {
      over('answered', WHOLE_TOKENS);
      return json(200, words.whole(model));
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'x-request-id': 'r1',
      'request-id': 'r1',
    });
    const send = (event) =>
      response.write(`${isAnthropic ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`);
    for (const event of words.first) send(event);
    for (let i = 0; i < (model === 'endless' ? ENDLESS_TOKENS : TOKENS); i++) {
      await sleep(3);
      if (isOver) return;
      if (model === 'dies' && i === 2) {
        // What a client has not read by then is lost to it.
        await sleep(100);
        over('broken', sentTokens);
        return response.destroy();
      }
      if (model === 'stalls' && i === 2) return;
      send(words.token());
      sentTokens += 1;
    }
    for (const event of words.last) send(event);
    over('answered', sentTokens);
    response.end(words.end);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    ledgerOf,
    stop() {
      server.closeAllConnections?.();
      server.close();
    },
  };
}

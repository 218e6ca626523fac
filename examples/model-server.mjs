// A model server on this machine that speaks as OpenAI's chat completions do: it writes its answer word by word, says how
// many tokens that took, is busy now and then (429), and needs no key. So the examples of services run anywhere.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

const WORDS =
  'a telemetry library counts what happened and says how long it took whatever the model answers'.split(' ');
const FIRST_TOKEN_MS = 30;
const TOKEN_MS = 4;
/** Every so many requests one is answered with 429. */
const BUSY_EVERY = 25;

/** @returns {Promise<{ baseURL: string, close: () => Promise<void> }>} on a free port of 127.0.0.1 */
export async function startModelServer() {
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const question = JSON.parse(await text(request));
    if (requests % BUSY_EVERY === 0) {
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after-ms': '20' });
      response.end('{"error":{"message":"busy","type":"rate_limit_error"}}');
      return;
    }
    await (question.stream ? streamed(question, response) : whole(question, response));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseURL: `http://127.0.0.1:${server.address().port}/v1`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

async function streamed({ model }, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (choices, more) =>
    response.write(
      `data: ${JSON.stringify({ ...headOf(model, 'chat.completion.chunk'), choices, ...more })}\n\n`,
    );
  await wait(FIRST_TOKEN_MS);
  for (const word of WORDS) {
    if (response.destroyed) return;
    send([{ index: 0, delta: { role: 'assistant', content: `${word} ` }, finish_reason: null }]);
    await wait(TOKEN_MS);
  }
  send([{ index: 0, delta: {}, finish_reason: 'stop' }]);
  send([], { usage: USAGE });
  response.end('data: [DONE]\n\n');
}

async function whole({ model }, response) {
  await wait(FIRST_TOKEN_MS + WORDS.length * TOKEN_MS);
  const message = { role: 'assistant', content: WORDS.join(' ') };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      ...headOf(model, 'chat.completion'),
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: USAGE,
    }),
  );
}

const USAGE = {
  prompt_tokens: 12,
  completion_tokens: WORDS.length,
  total_tokens: 12 + WORDS.length,
  prompt_tokens_details: { cached_tokens: 8 },
};

function headOf(model, object) {
  return { id: 'chatcmpl-1', object, created: Math.floor(Date.now() / 1000), model };
}

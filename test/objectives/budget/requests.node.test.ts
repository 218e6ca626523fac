// A budget and real requests: streams of a server as OpenAI's is, read by many at once, until nothing is left.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTelemetry, trackStream } from 'inferometer';
import { createBudget } from 'inferometer/objectives';
import { assert, test } from '../../harness.ts';

const PROMPT_TOKENS = 10;
const OUTPUT_TOKENS = 40;

/** Answers each request with a stream of tokens, and the usage behind them. */
async function serving(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (chunk: object) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    let sent = 0;
    const timer = setInterval(() => {
      if (sent++ < OUTPUT_TOKENS) return send({ choices: [{ delta: { content: 'word' } }] });
      clearInterval(timer);
      send({ choices: [], usage: { prompt_tokens: PROMPT_TOKENS, completion_tokens: OUTPUT_TOKENS } });
      return response.end('data: [DONE]\n\n');
    }, 1);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** How many tokens a reader saw, counted by itself. */
async function readTokens(response: Response, seen: (tokens: number) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    seen(decoder.decode(bytes).split('"content"').length - 1);
  }
}

test('many requests at once spend a budget, and what is overspent is what was in flight', async () => {
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const limit = 1000;
  const budget = createBudget(telemetry, { name: 'chat', limit: { tokens: limit } });
  const server = await serving();
  let [counted, inFlight, inFlightAtEnd, fired, refused] = [0, 0, 0, 0, 0];
  budget.signal().addEventListener('abort', () => {
    fired += 1;
    inFlightAtEnd = inFlight;
  });
  const client = async () => {
    // No more than it takes, should nothing be counted.
    for (let nth = 0; nth < limit; nth++) {
      const signal = budget.signal();
      let tokens = 0;
      inFlight += 1;
      try {
        const response = await trackStream(telemetry, { modelId: 'gpt', signal }, () =>
          fetch(server.url, { signal }),
        );
        await readTokens(response, (some) => {
          tokens += some;
        });
        counted += PROMPT_TOKENS + tokens;
      } catch (error) {
        assert.is((error as { code?: string }).code, 'BUDGET_SPENT');
        counted += tokens;
        refused += 1;
        return;
      } finally {
        inFlight -= 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  server.close();
  const spent = budget.status().tokens?.spent ?? 0;
  assert.equal([fired, refused], [1, 8]);
  assert.is(spent, counted);
  assert.ok(spent >= limit);
  assert.ok(inFlightAtEnd >= 1 && inFlightAtEnd <= 8);
  assert.ok(spent - limit <= inFlightAtEnd * (PROMPT_TOKENS + OUTPUT_TOKENS), `${spent}`);
  telemetry.dispose();
});

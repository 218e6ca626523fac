// What the examples of services have in common: questions come in at /chat and are answered as they are written,
// `/metrics` and `/report` tell of it. It asks itself some questions first, so that there is something to see.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createMetricsListener } from 'inferometer/prometheus';
import { generateMetricsReport } from 'inferometer/report';
import { startModelServer } from './model-server.mjs';

/**
 * @param {string} name
 * @param {(baseURL: string) => { telemetry: import('inferometer').Telemetry, answer: (question: string, signal: AbortSignal) => AsyncIterable<string> }} create
 *   `answer` gives the text piece by piece
 */
export async function runService(name, create) {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '40' },
      port: { type: 'string', default: '8000' },
      server: { type: 'boolean', default: false },
    },
  });
  const models = await startModelServer();
  const { telemetry, answer } = create(models.baseURL);
  const server = await listen(values.server ? Number(values.port) : 0, telemetry, answer);
  const url = `http://127.0.0.1:${server.address().port}`;

  const questions = Array.from({ length: Number(values.requests) }, (_, i) => `question ${i}`);
  // Four users at once, each with one question after another.
  await Promise.all(Array.from({ length: 4 }, () => askAll(url, questions)));
  process.stdout.write(generateMetricsReport(telemetry, { format: 'markdown' }));

  if (values.server) {
    process.stderr.write(
      `${name}: POST ${url}/chat, GET ${url}/metrics, GET ${url}/report; Ctrl-C ends it.\n`,
    );
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
  server.close().closeAllConnections();
  await models.close();
  telemetry.dispose();
}

function listen(port, telemetry, answer) {
  const metrics = createMetricsListener(telemetry);
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') return metrics(request, response);
    if (request.url === '/report')
      return void response.end(generateMetricsReport(telemetry, { format: 'markdown' }));
    if (request.url !== '/chat') return void response.writeHead(404).end();
    // Who hangs up takes the question back: the model need not go on.
    const left = new AbortController();
    response.once('close', () => left.abort());
    try {
      for await (const piece of answer(await text(request), left.signal)) response.write(piece);
      response.end();
    } catch {
      if (!response.headersSent) response.writeHead(503);
      response.end();
    }
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

async function askAll(url, questions) {
  for (let question = questions.shift(); question !== undefined; question = questions.shift()) {
    const response = await fetch(`${url}/chat`, { method: 'POST', body: question });
    await response.text();
  }
}

// A trace over two real processes: what one sends in its headers, the other one goes on with, and answers.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { propagation } from '@opentelemetry/api';
import { assert, test } from '../../harness.ts';
import { idOf, traced } from '../spans.ts';

/** Serves one model over HTTP; prints its port, then each span of its own, a line each. */
const SERVICE = `
  import { createServer } from 'node:http';
  import { context, propagation, trace } from '@opentelemetry/api';
  import { createTelemetry } from 'inferometer';
  import { setupTracing } from 'inferometer/opentelemetry';

  const exporter = {
    export(spans, done) {
      for (const span of spans) {
        const { traceId, spanId } = span.spanContext();
        const { spanId: parentId, isRemote } = span.parentSpanContext ?? {};
        console.log(JSON.stringify({ name: span.name, traceId, spanId, parentId, isRemote }));
      }
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  const telemetry = createTelemetry();
  const tracing = await setupTracing({ telemetry, exporter });
  const server = createServer(async (request, response) => {
    const traceContext = tracing.extract(request.headers);
    const headers = await telemetry.trackInference({ modelId: 'served', traceContext }, async (inference) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return tracing.inject({}, inference);
    });
    response.writeHead(200, headers).end();
    await tracing.flush();
  });
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
`;

interface Line {
  readonly port?: number;
  readonly name?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentId?: string;
  readonly isRemote?: boolean;
}

/** The service, in a process of its own, that imports the library by its public names. */
function startService(): { child: ChildProcess; line: () => Promise<Line> } {
  const args = ['--input-type=module', '--eval', SERVICE];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Line[] = [];
  const waiting: ((line: Line) => void)[] = [];
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const complete = (rest + text).split('\n');
    rest = complete.pop() ?? '';
    for (const one of complete) {
      const line: Line = JSON.parse(one);
      const next = waiting.shift();
      if (next === undefined) lines.push(line);
      else next(line);
    }
  });
  const line = async () => lines.shift() ?? (await new Promise<Line>((resolve) => waiting.push(resolve)));
  return { child, line };
}

test('traceparent, tracestate and baggage go to another process and come back', async () => {
  assert.is(JSON.parse(readFileSync('package.json', 'utf8')).name, 'inferometer', 'it can import itself');
  const { child, line } = startService();
  try {
    const { port } = await line();
    await traced(async ({ telemetry, tracing, span }) => {
      const incoming = tracing.extract({
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        tracestate: 'vendor=1,other=2',
      });
      const entries = { tenant: { value: 'größe 1' } };
      const traceContext = propagation.setBaggage(incoming, propagation.createBaggage(entries));
      const answer = await telemetry.trackInference({ modelId: 'asked', traceContext }, (inference) =>
        fetch(`http://127.0.0.1:${port}`, { headers: tracing.inject(new Headers(), inference) }),
      );
      const served = await line();
      // The inference lasts until its answer was read.
      await answer.text();
      const asked = await span('inference asked');
      assert.is(asked.spanContext().traceId, '0af7651916cd43dd8448eb211c80319c');
      assert.equal(
        [served.name, served.traceId, served.parentId, served.isRemote],
        ['inference served', '0af7651916cd43dd8448eb211c80319c', idOf(asked), true],
      );
      assert.is(answer.headers.get('traceparent'), `00-${served.traceId}-${served.spanId}-01`);
      assert.is(answer.headers.get('tracestate'), 'vendor=1,other=2');
      const returned = propagation.getBaggage(tracing.extract(answer.headers));
      assert.is(returned?.getEntry('tenant')?.value, 'größe 1');
    });
  } finally {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
});

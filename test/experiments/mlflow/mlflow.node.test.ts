// What becomes of runs where the server or the way to it fails.
import { createMlflowRunLogger, type MlflowOptions, type RunDelivery } from 'inferometer/experiments';
import { assert, test } from '../../harness.ts';
import { AppendingServer, type Failure } from './server.ts';

const QUICK = {
  flushSeconds: 0,
  minBackoffSeconds: 0.002,
  maxBackoffSeconds: 0.01,
  endTimeoutSeconds: 10,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
} as const;

async function whileServing(
  options: Partial<MlflowOptions>,
  body: (server: AppendingServer, options: MlflowOptions) => Promise<void>,
): Promise<void> {
  const server = new AppendingServer();
  await server.listen();
  try {
    await body(server, { url: server.url, ...QUICK, ...options });
  } finally {
    await server.close();
  }
}

/** Fails every so often, at most so many times in a row. */
function nowAndThen(failure: Failure, path: string): AppendingServer['failing'] {
  let count = 0;
  return (asked) => {
    if (asked !== path) return undefined;
    count += 1;
    return count % 3 === 1 ? failure : undefined;
  };
}

const all = (delivered: number): RunDelivery => ({ delivered, waiting: 0, lost: 0, problem: undefined });

for (const failure of [
  'lost',
  { status: 503 },
  { status: 500 },
  { status: 429, headers: { 'retry-after': '0' } },
] as const) {
  const name = typeof failure === 'string' ? 'whose answer is lost' : `answered with ${failure.status}`;
  test(`points of a request ${name} are there once, and in order`, async () => {
    await whileServing({}, async (server, options) => {
      server.failing = nowAndThen(failure, 'runs/log-batch');
      const run = createMlflowRunLogger(options).startRun();
      for (let step = 0; step < 5000; step++) {
        run.log({ loss: step / 7, accuracy: -step }, { step });
        if (step % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
      }
      assert.equal(await run.end(), all(10_000));
      assert.is(server.runs.length, 1);
      const { metrics, status } = server.runs[0] as AppendingServer['runs'][number];
      assert.is(status, 'FINISHED');
      for (const [key, valueAt] of [
        ['loss', (step: number) => step / 7],
        ['accuracy', (step: number) => 0 - step],
      ] as const) {
        const own = metrics.filter((metric) => metric.key === key);
        assert.equal(
          own.map(({ step, value }) => [step, value]),
          Array.from({ length: 5000 }, (_, step) => [step, valueAt(step)]),
        );
      }
    });
  });
}

test('a run whose creation was not answered is one run', async () => {
  await whileServing({}, async (server, options) => {
    server.failing = nowAndThen('lost', 'runs/create');
    const run = createMlflowRunLogger(options).startRun({ parameters: { a: 1 } });
    assert.equal(await run.end(), all(1));
    assert.equal(
      server.runs.map(({ params }) => [...params]),
      [[['a', '1']]],
    );
  });
});

test('a server that never answers is given up on after the timeout, and asked again', async () => {
  await whileServing({ timeoutSeconds: 0.05 }, async (server, options) => {
    server.failing = nowAndThen('silent', 'runs/log-batch');
    const run = createMlflowRunLogger(options).startRun();
    run.log({ loss: 1 });
    assert.equal(await run.end(), all(1));
    assert.is(server.runs[0]?.metrics.length, 1);
  });
});

test('requests stay within what MLflow takes', async () => {
  await whileServing({ flushSeconds: 60 }, async (server, options) => {
    const parameters = Object.fromEntries(Array.from({ length: 450 }, (_, i) => [`p${i}`, 'ж'.repeat(7000)]));
    const tags = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`t${i}`, 'x']));
    const run = createMlflowRunLogger(options).startRun({ parameters, tags });
    const wide = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`${'n'.repeat(230)}${i}`, i]));
    run.log(wide, { step: 0 });
    for (let step = 0; step < 4000; step++) run.log({ loss: step }, { step });
    assert.equal(await run.end(), all(450 + 250 + 2500 + 4000));
    const batches = server.received.filter(({ path }) => path === 'runs/log-batch');
    const largest = (field: string) =>
      Math.max(...batches.map(({ body }) => ((body[field] ?? []) as []).length));
    assert.equal([largest('metrics'), largest('params'), largest('tags')], [1000, 79, 100]);
    assert.ok(Math.max(...batches.map(({ bytes }) => bytes)) < 1_000_000);
    assert.is(server.runs[0]?.params.get('p449')?.length, 6000);
    assert.is(server.runs[0]?.metrics.length, 6500);
  });
});

test('what a server fails at for ever is given up, and what comes after it arrives', async () => {
  await whileServing({}, async (server, options) => {
    server.failing = (path, body) => {
      const isPoison = path === 'runs/log-batch' && JSON.stringify(body).includes('poison');
      return isPoison ? { status: 500 } : undefined;
    };
    const run = createMlflowRunLogger(options).startRun();
    run.setTags({ poison: 'x' });
    run.log({ loss: 1 });
    const { delivered, lost, problem } = await run.end();
    assert.equal([delivered, lost], [1, 1]);
    assert.match(String(problem), /500 as told/);
  });
});

test('end() resolves after its timeout with what waits, which is delivered later', async () => {
  await whileServing({ endTimeoutSeconds: 0.1, timeoutSeconds: 0.02 }, async (server, options) => {
    let isAway = true;
    server.failing = () => (isAway ? { status: 503 } : undefined);
    const run = createMlflowRunLogger(options).startRun();
    run.log({ loss: 1 });
    const early = await run.end();
    assert.equal([early.delivered, early.waiting, early.lost], [0, 1, 0]);
    assert.match(String(early.problem), /503/);
    isAway = false;
    for (let turn = 0; turn < 100 && server.runs[0]?.status !== 'FINISHED'; turn++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await run.flush(), all(1));
  });
});

test('a server that refuses the run is asked no more, and all is counted as lost', async () => {
  await whileServing({}, async (server, options) => {
    server.failing = () => ({ status: 401 });
    const run = createMlflowRunLogger(options).startRun({ parameters: { a: 1 } });
    run.log({ loss: 1 });
    const { delivered, lost, problem } = await run.end();
    assert.equal([delivered, lost], [0, 2]);
    assert.match(String(problem), /401/);
    assert.is(server.received.length, 1);
  });
});

test('more than may wait is lost, and counted', async () => {
  await whileServing({ queueLimit: 1000, flushSeconds: 60 }, async (server, options) => {
    const run = createMlflowRunLogger(options).startRun();
    for (let step = 0; step < 1500; step++) run.log({ loss: step }, { step });
    const { delivered, lost } = await run.end();
    assert.equal([delivered, lost, server.runs[0]?.metrics.length], [1000, 500, 1000]);
  });
});

test('a question whose answer is lost is asked again', async () => {
  await whileServing({}, async (server, options) => {
    const logger = createMlflowRunLogger(options);
    await logger.startRun({ runId: 'one' }).end();
    server.failing = nowAndThen('lost', 'runs/search');
    assert.is((await logger.findRuns({ runId: 'one' })).length, 1);
    server.failing = () => ({ status: 404 });
    const error = await assert.rejects(logger.findRuns());
    assert.is((error as Error & { code: string }).code, 'EXPERIMENTS_ANSWER');
  });
});

test('misuse throws at once', () => {
  const url = 'http://127.0.0.1:1';
  const wrong = (options: object) => () => createMlflowRunLogger(options as MlflowOptions);
  assert.throwsCode(wrong({ url: 'ftp://x' }), 'EXPERIMENTS_OPTION_RANGE');
  assert.match(
    assert.throwsCode(wrong({ url, experimant: 'x' }), 'EXPERIMENTS_UNKNOWN_OPTION').message,
    /experiment/,
  );
  assert.throwsCode(wrong({ url, timeoutSeconds: '1' }), 'EXPERIMENTS_OPTION_KIND');
  const logger = createMlflowRunLogger({ url, ...QUICK, flushSeconds: 60 });
  assert.throwsCode(() => logger.startRun({ runId: `'"` }), 'EXPERIMENTS_VALUE_RANGE');
  const run = logger.startRun();
  assert.throwsCode(() => run.log({ loss: '1' as never }), 'EXPERIMENTS_VALUE_KIND');
  assert.throwsCode(() => run.log({ loss: 1 }, { stop: 1 } as never), 'EXPERIMENTS_UNKNOWN_OPTION');
  assert.throwsCode(() => run.setTags({ a: 1 as never }), 'EXPERIMENTS_VALUE_KIND');
  assert.throwsCode(() => run.logHistogram('h', { layout: 'none' } as never), 'HISTOGRAM_SNAPSHOT');
});

// Runs on a real MLflow server, read back by MLflow's own client; the server is killed and started again in between.
import { compareRuns, createMlflowRunLogger, createPerformanceTracker } from 'inferometer/experiments';
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { type MlflowPeer, type ReadRun, startMlflow } from './experiments/mlflow-peer.ts';

let peer: Promise<MlflowPeer> | undefined;

function running(): Promise<MlflowPeer> {
  peer ??= startMlflow();
  return peer;
}

test('parameters, tags, numbers and the end of a run are on the server as they were logged', async () => {
  const { url, read } = await running();
  const logger = createMlflowRunLogger({ url, experiment: 'as logged' });
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`parameter ${i}`, i / 8]));
  const run = logger.startRun({
    name: 'lr 0.01',
    parameters: { ...many, optimizer: 'adam', nested: { layers: [4, 2] }, isTied: true },
    tags: { stage: 'first' },
  });
  run.setTags({ stage: 'second' });
  run.log({ loss: 0.1 + 0.2, 'val/loss': null, up: Infinity }, { step: 3 });
  run.log({ loss: 1e-300, 'val/loss': -Infinity }, { epoch: 4.7 });
  run.log({ loss: 5e300 });
  using latency = new Histogram();
  for (let i = 1; i <= 1000; i++) latency.record(i / 1000);
  run.logHistogram('latency', latency.snapshot(), { step: 1 });
  const delivery = await run.end('failed');
  assert.equal(delivery, { delivered: 253 + 2 + 6 + 1, waiting: 0, lost: 0, problem: undefined });
  const [found, ...others] = (await read('as logged')) as [ReadRun];
  assert.equal(others, []);
  assert.is(found.name, 'lr 0.01');
  assert.is(found.status, 'FAILED');
  assert.ok(found.has_ended);
  assert.is(Object.keys(found.parameters).length, 253);
  assert.is(found.parameters['parameter 249'], '31.125');
  assert.is(found.parameters.nested, '{"layers":[4,2]}');
  assert.is(found.parameters.isTied, 'true');
  assert.is(found.tags.stage, 'second');
  assert.equal(found.history.loss, [
    [3, 0.1 + 0.2],
    [4, 1e-300],
    [5, 5e300],
  ]);
  // The database of MLflow has no infinity: it is the largest number there.
  assert.equal(found.history.up, [[3, Number.MAX_VALUE]]);
  assert.equal(found.history['val/loss'], [
    [3, 'nan'],
    [4, -Number.MAX_VALUE],
  ]);
  assert.is(found.history['latency/count']?.[0]?.[1], 1000);
  assert.close(found.history['latency/p50']?.[0]?.[1] as number, 0.5, 0.03);
});

test('a name that MLflow refuses costs its own values alone', async () => {
  const { url, read } = await running();
  const warnings: object[] = [];
  const logger = createMlflowRunLogger({
    url,
    experiment: 'refused',
    logger: { ...console, warn: (fields) => warnings.push(fields) },
  });
  const run = logger.startRun();
  for (let step = 0; step < 200; step++) run.log({ loss: step, 'what?!': step, '../up': step }, { step });
  const { delivered, lost, problem } = await run.end();
  assert.equal([delivered, lost, warnings.length], [200, 400, 1]);
  assert.match(String(problem), /what\?!|\.\.\/up|Invalid/);
  assert.is((await read('refused'))[0]?.history.loss?.length, 200);
});

test('10,000 numbers are there in order, each once, though the server was killed twice', async () => {
  const made = await running();
  const logger = createMlflowRunLogger({
    url: made.url,
    experiment: 'killed',
    flushSeconds: 0.01,
    minBackoffSeconds: 0.05,
    maxBackoffSeconds: 0.5,
    timeoutSeconds: 10,
    endTimeoutSeconds: 300,
    logger: { ...console, warn() {} },
  });
  const run = logger.startRun({ name: 'long', parameters: { seed: 7 } });
  let restart = Promise.resolve();
  for (let step = 0; step < 10_000; step++) {
    run.log({ loss: Math.sin(step) }, { step });
    if (step % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (step !== 2000 && step !== 6000) continue;
    await restart;
    // While a request is on its way.
    void run.flush();
    await new Promise((resolve) => setTimeout(resolve, 15));
    await made.kill();
    restart = made.start();
  }
  const delivery = await run.end();
  await restart;
  assert.equal(delivery, { delivered: 10_001, waiting: 0, lost: 0, problem: undefined });
  const [found, ...others] = (await made.read('killed')) as [ReadRun];
  assert.equal(others, []);
  assert.is(found.status, 'FINISHED');
  const expected = Array.from({ length: 10_000 }, (_, step) => [step, Math.sin(step)]);
  assert.equal(found.history.loss, expected);
  const history = await logger.history(run.runId, 'loss');
  assert.equal(
    history.map(({ step, value }) => [step, value]),
    expected,
  );
});

test('a server that comes after the run has begun gets all of it', async () => {
  const made = await running();
  await made.kill();
  const logger = createMlflowRunLogger({
    url: made.url,
    experiment: 'late',
    flushSeconds: 0.01,
    minBackoffSeconds: 0.05,
    maxBackoffSeconds: 0.5,
    endTimeoutSeconds: 300,
    logger: { ...console, warn() {} },
  });
  const run = logger.startRun();
  run.log({ loss: 1 });
  const early = await run.flush();
  assert.is(early.waiting, 1);
  assert.match(String(early.problem), /fetch failed/);
  await made.start();
  assert.is((await run.end()).delivered, 1);
  assert.equal((await made.read('late'))[0]?.history.loss, [[0, 1]]);
});

test('a run that is begun under its id again is continued', async () => {
  const { url, read } = await running();
  const logger = createMlflowRunLogger({ url, experiment: 'continued' });
  const first = logger.startRun({ runId: 'my-run', name: 'mine' });
  first.log({ loss: 2 }, { step: 0 });
  await first.end();
  const second = createMlflowRunLogger({ url, experiment: 'continued' }).startRun({ runId: 'my-run' });
  second.log({ loss: 1 }, { step: 1 });
  await second.flush();
  const [going] = await logger.findRuns({ runId: 'my-run' });
  assert.is(going?.status, 'running');
  await second.end();
  const [found, ...others] = (await read('continued')) as [ReadRun];
  assert.equal([others.length, found.status, found.name], [0, 'FINISHED', 'mine']);
  assert.equal(found.history.loss, [
    [0, 2],
    [1, 1],
  ]);
});

test('tasks are logged and compared as in the source document', async () => {
  const { url } = await running();
  await using tracker = createPerformanceTracker(createMlflowRunLogger({ url, experiment: 'tasks' }));
  tracker.logExperiment('7', { accuracy: 0.5, loss: 2 });
  tracker.logExperiment('7', { accuracy: 0.75, loss: 1 });
  tracker.logExperiment("it's", { accuracy: 0.9, loss: 3 });
  const { tasks, comparison } = await tracker.compareTasks(['7', "it's", 'none']);
  assert.equal(
    tasks.map(({ taskId, runs }) => [taskId, runs.map(({ name }) => name)]),
    [
      ['7', ['task_7']],
      ["it's", ["task_it's"]],
      ['none', []],
    ],
  );
  const best = Object.fromEntries(comparison.metrics.map(({ name, best }) => [name, best]));
  assert.equal(best, { accuracy: 1, loss: 0 });
  const logger = createMlflowRunLogger({ url, experiment: 'tasks' });
  assert.is(compareRuns(await logger.findRuns()).runs.length, 2);
  const [first] = tasks.flatMap(({ runs }) => runs);
  assert.is((await logger.history(String(first?.runId), 'loss')).length, 2);
});

test('what is asked of a server that is away rejects with the remedy', async () => {
  const made = await running();
  await made.kill();
  const logger = createMlflowRunLogger({ url: made.url });
  const error = (await assert.rejects(logger.findRuns())) as Error & { code: string };
  assert.is(error.code, 'EXPERIMENTS_UNREACHABLE');
  await made.close();
});

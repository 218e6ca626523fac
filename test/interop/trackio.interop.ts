// Runs on a real trackio server, which is killed in between, and asked what it has.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTrackioRunLogger } from 'inferometer/experiments';
import { Histogram } from 'inferometer/histogram';
import { assert, test } from '../harness.ts';
import { freePort, pythonServer } from './experiments/python-server.ts';
import { pythonWith } from './install.ts';

const TOKEN = 'token-of-the-test';

// biome-ignore lint/suspicious/noExplicitAny: what trackio answers
async function ask(url: string, call: string, kwargs: object): Promise<any> {
  const response = await fetch(`${url}/api/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-trackio-write-token': TOKEN },
    body: JSON.stringify({ args: [], kwargs }),
  });
  assert.ok(response.ok, `${call}: ${response.status}`);
  return (await response.json()).data;
}

test('trackio has every row of a run once, though it was killed in between', async () => {
  const python = pythonWith('trackio-python', { trackio: 'trackio' });
  const directory = mkdtempSync(join(tmpdir(), 'inferometer-trackio-'));
  const port = await freePort();
  const environment = { TRACKIO_DIR: directory, TRACKIO_WRITE_TOKEN: TOKEN, HF_HUB_OFFLINE: '1' };
  const args = ['test/interop/experiments/serve_trackio.py', `${port}`];
  const server = pythonServer(python, args, { port, path: '/version', environment });
  try {
    await server.start();
    const project = 'glyphs';
    const logger = createTrackioRunLogger({
      url: server.url,
      project,
      writeToken: TOKEN,
      flushSeconds: 0.01,
      minBackoffSeconds: 0.05,
      maxBackoffSeconds: 0.5,
      endTimeoutSeconds: 120,
      logger: { ...console, warn() {} },
    });
    const run = logger.startRun({
      name: 'lr 0.01',
      parameters: { learningRate: 0.01 },
      tags: { stage: 'a' },
    });
    let restart = Promise.resolve();
    for (let step = 0; step < 2000; step++) {
      run.log({ loss: Math.sin(step), accuracy: step }, { step });
      if (step % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      if (step !== 1000) continue;
      void run.flush();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await server.kill();
      restart = server.start();
    }
    using norms = new Histogram();
    for (let i = 1; i <= 100; i++) norms.record(i);
    run.logHistogram('norms', norms.snapshot(), { step: 2000 });
    run.log({ odd: null }, { step: 2001 });
    const delivery = await run.end();
    await restart;
    assert.equal(delivery, { delivered: 4004, waiting: 0, lost: 0, problem: undefined });
    const [found, ...others] = await ask(server.url, 'get_runs_for_project', { project });
    assert.equal([found.name, found.id, others.length], ['lr 0.01', run.runId, 0]);
    const configs = await ask(server.url, 'get_run_configs', { project });
    assert.equal([configs[run.runId].learningRate, configs[run.runId].stage], [0.01, 'a']);
    const logs = await ask(server.url, 'get_logs', { project, run: 'lr 0.01', run_id: run.runId });
    const scalars = logs.filter((row: { loss?: number }) => row.loss !== undefined);
    assert.equal(
      scalars.map(({ step, loss, accuracy }: Record<string, number>) => [step, loss, accuracy]),
      Array.from({ length: 2000 }, (_, step) => [step, Math.sin(step), step]),
    );
    const { norms: shown } = logs.find((row: { norms?: object }) => row.norms !== undefined);
    assert.is(shown._type, 'trackio.histogram');
    assert.is(shown.bins.length, shown.values.length + 1);
    assert.equal([shown.bins[0], shown.bins.at(-1)], [1, 100]);
    assert.is(
      shown.values.reduce((sum: number, count: number) => sum + count),
      100,
    );
    const unwelcome = createTrackioRunLogger({
      url: server.url,
      project,
      logger: { ...console, warn() {} },
    }).startRun();
    unwelcome.log({ loss: 1 });
    const { lost, problem } = await unwelcome.end();
    assert.is(lost, 1);
    assert.match(String(problem), /write_token/);
  } finally {
    await server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
});

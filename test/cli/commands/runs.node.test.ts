import { createServer } from 'node:http';
import { join } from 'node:path';
import { createTelemetry } from 'inferometer';
import { createTelemetryRunLogger } from 'inferometer/experiments';
import { openStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { RUNTIMES, removeScratch, run, runJson, scratch } from '../run.ts';

const path = join(scratch, 'trainings');

async function writeRuns(): Promise<void> {
  await using store = await openStore({ path });
  using telemetry = createTelemetry({ store });
  const logger = createTelemetryRunLogger(telemetry, { modelId: 'glyphs' });
  for (const [name, lr, loss] of [
    ['wide', 0.1, 0.5],
    ['narrow', 0.01, 0.25],
  ] as const) {
    const logged = logger.startRun({ runId: name, name, parameters: { lr, batch: 8 } });
    logged.log({ loss: 1, size: 3 }, { step: 0 });
    logged.log({ loss }, { step: 1 });
    await logged.end(name === 'wide' ? 'failed' : 'finished');
  }
  await createTelemetryRunLogger(telemetry, { modelId: 'other' }).startRun({ runId: 'other' }).end();
  await telemetry.flush();
}

test('a store with three runs is written', writeRuns);

for (const runtime of RUNTIMES) {
  test(`${runtime}: runs of a model are compared, the best marked`, async () => {
    const { code, stdout, stderr } = await run(['runs', '--store', path, '--model', 'glyphs'], { runtime });
    assert.is(code, 0, stderr);
    const [title, , heading, first, second] = stdout.split('\n');
    assert.match(title ?? '', /^2 runs of /);
    assert.match(heading ?? '', /^run +ended.* lr +loss +size$/);
    assert.match(first ?? '', /^narrow +finished .* 0\.01 +\* 0\.25 +3$/);
    assert.match(second ?? '', /^wide +failed .* 0\.1 +0\.5 +3$/);
  });
}

test('--json has every parameter and metric, and --limit the latest', async () => {
  const { json } = await runJson(['runs', '--store', path, '--model', 'glyphs']);
  assert.equal(json.differing_parameters, ['lr']);
  assert.equal(json.best, { loss: 'narrow' });
  assert.equal(json.runs[1].parameters, { lr: '0.1', batch: '8' });
  assert.equal(json.runs[1].metrics.loss, { last: 0.5, min: 0.5, max: 1, count: 2 });
  const { json: latest } = await runJson(['runs', '--store', path, '--limit', '1']);
  assert.is(latest.runs.length, 1);
});

test('runs of an MLflow server are found by its experiment; one that is away is said to be', async () => {
  const found = {
    info: { run_id: 'm1', run_name: 'theirs', status: 'FINISHED', start_time: 1000, end_time: 3000 },
    data: { metrics: [{ key: 'accuracy', value: 0.5, timestamp: 1, step: 1 }] },
  };
  const server = createServer((request, response) => {
    const isSearch = request.url?.endsWith('/runs/search');
    response.end(JSON.stringify(isSearch ? { runs: [found] } : { experiment: { experiment_id: '1' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const { stdout, stderr } = await run(['runs', '--mlflow', url, '--experiment', 'glyphs']);
  assert.match(stdout, /^theirs +finished +1970-01-01 00:00:01 +2 s +0\.5$/m, stderr);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const away = await run(['runs', '--mlflow', url]);
  assert.is(away.code, 1);
  assert.match(away.stderr, /Is the server running\?/);
  const both = await run(['runs', '--mlflow', url, '--store', path]);
  assert.is(both.code, 2);
  removeScratch();
});

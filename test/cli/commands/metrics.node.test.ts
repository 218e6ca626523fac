import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { readStore } from 'inferometer/store';
import { assert, test } from '../../harness.ts';
import { printed, RUNTIMES, removeScratch, run, runJson, scratch, start } from '../run.ts';
import { writeStore } from '../stores.ts';

const store = join(scratch, 'store');
await writeStore({ path: store, minutes: 20 });

for (const runtime of RUNTIMES) {
  test(`${runtime}: figures of a store, as the store itself answers`, async () => {
    const { code, json, stderr } = await runJson(
      ['metrics', '--store', store, '--metric', 'inference_seconds'],
      { runtime },
    );
    assert.is(code, 0, stderr);
    const rows = await readStore({ path: store })
      .query({ metric: 'inference_seconds', percentiles: [50, 95, 99] })
      .rows();
    assert.equal(
      json.rows.map(({ labels, count, percentiles }: (typeof rows)[number]) => ({
        labels,
        count,
        percentiles,
      })),
      rows.map(({ labels, count, percentiles }) => ({ labels, count, percentiles })),
    );
  });
}

test('tables of histograms, counters and gauges, no wider than the terminal', async () => {
  for (const columns of ['80', '120']) {
    const { stdout } = await run(['metrics', '--store', store], { env: { COLUMNS: columns } });
    assert.match(stdout, /^inference_seconds\n {2}model_id +batch_size +count/m);
    assert.match(stdout, /^ {2}dense +1 +400 /m);
    assert.match(stdout, /^Counters$/m);
    assert.match(stdout, /^Gauges$/m);
    assert.not.match(stdout, /inferometer_/);
    for (const line of stdout.split('\n')) assert.ok(line.length <= Number(columns), line);
  }
});

test('a path that leaves no room for the range is shortened', async () => {
  const deep = join(scratch, 'a-name-of-some-length'.repeat(4), 'store');
  cpSync(store, deep, { recursive: true });
  const { stdout } = await run(['metrics', '--store', deep], { env: { COLUMNS: '80' } });
  const [first = ''] = stdout.split('\n');
  assert.match(first, / UTC$/);
  assert.ok(first.length <= 80, first);
});

test('by step, by label, of a filter', async () => {
  const stepped = await runJson([
    'metrics',
    '--store',
    store,
    '--metric',
    'inference_seconds',
    '--by',
    'none',
    '--step',
    '5m',
  ]);
  assert.ok(stepped.json.rows.length >= 4);
  const counts = stepped.json.rows.map(({ count }: { count: number }) => count);
  assert.is(
    counts.reduce((sum: number, count: number) => sum + count, 0),
    800,
  );
  const filtered = await runJson(['metrics', '--store', store, '--model', 'conv', '--category', 'inference']);
  assert.ok(
    filtered.json.rows.every(({ labels }: { labels: { model_id: string } }) => labels.model_id === 'conv'),
  );
  const recent = await runJson([
    'metrics',
    '--store',
    store,
    '--since',
    '10m',
    '--metric',
    'inference_seconds',
    '--by',
    'none',
  ]);
  assert.ok(recent.json.rows[0].count < 800);
  const none = await run(['metrics', '--store', store, '--since', '2030-01-01']);
  assert.is(none.code, 0);
  assert.match(none.stdout, /Nothing was recorded in this time/);
});

test('labels to tell apart that nothing has which is asked for are a mistake of typing', async () => {
  for (const of of [[], ['--metric', 'inference_seconds']]) {
    const { code, stderr, stdout } = await run(['metrics', '--store', store, '--by', 'modl_id', ...of]);
    assert.is(code, 2, stdout);
    assert.match(
      stderr,
      /^inferometer: --by expected labels of [^\n]*model_id[^\n]*"modl_id". Did you mean model_id\?\n/,
    );
  }
  const some = await run(['metrics', '--store', store, '--by', 'model_id']);
  assert.is(some.code, 0, some.stderr);
  const analyzed = await run(['analyze', '--store', store, '--by', 'modl_id']);
  assert.is(analyzed.code, 2, analyzed.stdout);
});

test('as CSV', async () => {
  const { stdout } = await run(['metrics', '--store', store, '--metric', 'inference_seconds', '--csv']);
  const [head = '', ...lines] = stdout.trim().split('\r\n');
  assert.is(
    head,
    'start_time,end_time,observed_seconds,metric,kind,unit,model_id,batch_size,sum,average,minimum,maximum,count,rate,p50,p95,p99',
  );
  assert.is(lines.length, 2);
});

test('again and again: a line of JSON each time', async () => {
  const running = start([
    'metrics',
    '--store',
    store,
    '--metric',
    'inference_seconds',
    '--watch',
    '--interval',
    '100ms',
    '--json',
  ]);
  await printed(running, /\n.*\n.*\n/);
  running.child.kill('SIGINT');
  const { code, stdout } = await running.ended;
  assert.is(code, 130);
  for (const line of stdout.trim().split('\n')) assert.is(JSON.parse(line).rows.length, 2);
  removeScratch();
});

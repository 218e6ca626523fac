import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { assert, test } from '../../harness.ts';
import { printed, RUNTIMES, removeScratch, run, runJson, scratch, start } from '../run.ts';
import { writeStore } from '../stores.ts';

const store = join(scratch, 'store');
await writeStore({ path: store, minutes: 30, slower: 1.5 });
const TOKEN = 'a-token-of-twenty-four-letters';

for (const runtime of RUNTIMES) {
  test(`${runtime}: serve, and everything that asks it, until Ctrl-C`, async () => {
    const server = start(['serve', '--store', store, '--port', '0'], { runtime });
    const [, url = ''] = await printed(server, /^Dashboard {2}(http:\/\/127\.0\.0\.1:\d+)\/$/m);
    await printed(server, /Ctrl-C ends it\./);
    assert.match(await (await fetch(`${url}/`)).text(), /<title>Inferometer/);
    assert.is((await fetch(`${url}/health`)).status, 200);
    assert.is((await fetch(`${url}/metrics`)).status, 200);
    const from = { runtime, env: { INFEROMETER_URL: url } };
    const served = await runJson(['metrics', '--metric', 'inference_seconds'], from);
    const read = await runJson(['metrics', '--metric', 'inference_seconds', '--store', store], { runtime });
    const figures = (json: { rows: { labels: unknown; count: number; percentiles: unknown }[] }) =>
      json.rows.map(({ labels, count, percentiles }) => ({ labels, count, percentiles }));
    assert.equal(figures(served.json), figures(read.json));
    const mistyped = await run(['metrics', '--by', 'modl_id'], from);
    assert.is(mistyped.code, 2, mistyped.stdout);
    assert.match(mistyped.stderr, /^inferometer: --by expected labels of [^\n]*Did you mean model_id\?\n/);
    const report = await run(['report', '--format', 'markdown'], from);
    assert.is(report.code, 0, report.stderr);
    assert.match(report.stdout, /^# AI\/ML Performance Report/);
    const chart = await run(['viz', 'latency-percentiles'], from);
    assert.is(chart.code, 0, chart.stderr);
    assert.match(chart.stdout, /^Latency percentiles, p99 /);
    const config = await run(['config', 'get', 'sampling_interval'], from);
    assert.is(config.stdout, '60\n', config.stderr);
    const set = await runJson(['config', 'set', 'sampling_interval=5'], from);
    assert.is(set.json.sampling_interval, 5);
    server.child.kill('SIGINT');
    const { code, stderr } = await server.ended;
    assert.is(code, 130, stderr);
    // Deno says once of every server that looks at the signal of a request when that signal aborts.
    assert.is(stderr.replace(/^Deno\.serve: request\.signal[^\n]*\n/, ''), '');
  });
}

test('a token is asked for, and given', async () => {
  const server = start(['serve', '--store', store, '--port', '0', '--token', TOKEN, '--json']);
  const [line] = await printed(server, /^\{.*\}\n/);
  const { url } = JSON.parse(line);
  const without = await run(['metrics', '--url', url]);
  assert.is(without.code, 1);
  assert.match(without.stderr, /asks for a token: give --token, or set INFEROMETER_TOKEN/);
  const given = await run(['metrics', '--url', url], { env: { INFEROMETER_TOKEN: TOKEN } });
  assert.is(given.code, 0, given.stderr);
  server.child.kill('SIGTERM');
  assert.is((await server.ended).code, 143);
});

test('beyond this machine a token is needed; a port in use is one line', async () => {
  const open = await run(['serve', '--store', store, '--host', '0.0.0.0', '--port', '0']);
  assert.is(open.code, 1);
  assert.match(open.stderr, /^inferometer: HTTP_TOKEN_NEEDED[^\n]*\n$/);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const taken = await run(['serve', '--store', store, '--port', String(port)]);
  assert.is(taken.code, 1);
  assert.match(taken.stderr, /^inferometer: RUNTIME_PORT_IN_USE[^\n]*\n$/);
  await new Promise((resolve) => other.close(resolve));
});

test('reports of a store, in each format and as files', async () => {
  const text = await run(['report', '--store', store]);
  assert.is(text.code, 0, text.stderr);
  assert.match(text.stdout, /^AI\/ML Performance Report\n=+\n/);
  const json = JSON.parse((await run(['report', '--store', store, '--format', 'json'])).stdout);
  assert.ok('recommendations' in json);
  const page = join(scratch, 'week.html');
  assert.is((await run(['report', '--store', store, '-o', page])).code, 0);
  assert.match(readFileSync(page, 'utf8'), /^<!doctype html>/i);
  const directory = join(scratch, 'files');
  const files = await run(['report', '--store', store, '--format', 'files', '-o', directory]);
  assert.is(files.code, 0, files.stderr);
  for (const name of ['report.html', 'report.json', 'report.md'])
    assert.ok(existsSync(join(directory, name)), name);
});

test('charts here, as SVG, PNG and numbers', async () => {
  const listed = await run(['viz']);
  assert.match(listed.stdout, /^latency-heatmap +inference +Latency$/m);
  for (const columns of ['80', '120']) {
    for (const chart of [
      'latency-heatmap',
      'latency-percentiles',
      'latency-distribution',
      'latency-by-batch-size',
      'throughput',
    ]) {
      const { code, stdout, stderr } = await run(['viz', chart, '--store', store], {
        env: { COLUMNS: columns },
      });
      assert.is(code, 0, stderr);
      for (const line of stdout.split('\n')) assert.ok(line.length <= Number(columns), line);
    }
  }
  const svg = join(scratch, 'latency.svg');
  assert.is((await run(['viz', 'latency-heatmap', '--store', store, '-o', svg, '--width', '900'])).code, 0);
  assert.match(readFileSync(svg, 'utf8'), /^<svg .*width="900"/);
  const png = join(scratch, 'latency.png');
  const drawn = await run([
    'viz',
    'latency-heatmap',
    '--store',
    store,
    '-o',
    png,
    '--width',
    '900',
    '--height',
    '400',
  ]);
  assert.is(drawn.code, 0, drawn.stderr);
  assert.equal([...readFileSync(png).subarray(1, 4)], [0x50, 0x4e, 0x47]);
  assert.is(readFileSync(png).readUInt32BE(16), 900);
  const numbers = await runJson(['viz', 'latency-percentiles', '--store', store]);
  assert.is(numbers.json.kind, 'lines');
  assert.match(numbers.json.description, / Marked: medium: p95 > 100 ms/);
  const unknown = await run(['viz', 'latency-heatmap', '--store', store, '-o', join(scratch, 'latency.gif')]);
  assert.is(unknown.code, 2);
  const nothing = await run(['viz', 'learning-rate', '--store', store]);
  assert.is(nothing.code, 0);
  writeFileSync(join(scratch, 'done'), '');
  removeScratch();
});

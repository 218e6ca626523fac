// The demo as a user starts it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, test } from '../../harness.ts';
import { parseExposition } from '../../prometheus/parse-exposition.ts';

const SMALL = ['--models', '1', '--inferences', '2', '--epochs', '2'];

interface Run {
  readonly process: ChildProcess;
  /** What was printed so far. */
  readonly output: { stdout: string; stderr: string };
  readonly exitCode: Promise<number | null>;
  /** Resolves when standard error matches. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Where the demo keeps its models: it should leave nothing behind. */
const scratch = mkdtempSync(join(tmpdir(), 'inferometer-test-'));

function start(...args: string[]): Run {
  const child = spawn(process.execPath, ['examples/demo/start.mjs', ...args], {
    env: { ...process.env, TMPDIR: scratch, TMP: scratch, TEMP: scratch },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const exitCode = new Promise<number | null>((resolve) => child.on('close', resolve));
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const saw = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output.stderr);
        if (match) resolve(match);
      };
      child.stderr.on('data', look);
      child.on('close', () => reject(new Error(`ended without ${pattern}: ${output.stderr}`)));
      look();
    });
  return { process: child, output, exitCode, saw };
}

test('A metrics server, example: it trains, infers, prints the report and exits 0', async () => {
  const { output, exitCode } = start(...SMALL);
  assert.is(await exitCode, 0, output.stderr);
  assert.match(output.stdout, /^# AI\/ML Performance Report\n\n## Summary\n/);
  for (const heading of ['Model Loading', 'Inference', 'Training', 'Recommendations']) {
    assert.match(output.stdout, new RegExp(`^## ${heading}$`, 'm'));
  }
  assert.match(output.stderr, /^ {2}epoch 2\/2 {3}loss \d\.\d{3} {3}accuracy \d+\.\d %$/m);
  assert.match(output.stderr, /saved and reloaded 28\.7 KiB \(file\): the same answers, bit for bit/);
  // Plain lines, and nothing that TensorFlow.js would like to say.
  assert.not.match(output.stderr, /\p{Cc}(?<!\n)|tfjs|tensorflow/iu);
  assert.equal(readdirSync(scratch), []);
});

test('--help lists every flag', async () => {
  const { output, exitCode } = start('--help');
  assert.is(await exitCode, 0);
  for (const flag of ['--models', '--inferences', '--epochs', '--server', '--port', '--help']) {
    assert.ok(output.stdout.includes(flag), flag);
  }
  assert.is(output.stderr, '');
});

test('a bad flag is one line that says what is wrong, and exit 2', async () => {
  const cases: [string[], RegExp][] = [
    [['--modles', '3'], /unknown flag --modles/],
    [['-x'], /unknown flag -x/],
    [['report'], /unexpected "report"/],
    [['--models'], /--models needs a whole number from 1 to 100/],
    [['--models', 'many'], /--models must be a whole number from 1 to 100, got "many"/],
    [['--models', '0'], /--models must be .* got "0"/],
    [['--models', '-1'], /--models/],
    [['--epochs', '1.5'], /--epochs must be .* got "1.5"/],
    [['--epochs='], /--epochs must be .* got ""/],
    [['--inferences', '1e3'], /--inferences must be .* got "1e3"/],
    [['--server', '--port', '65536'], /--port must be a whole number from 0 to 65535, got "65536"/],
    [['--server=yes'], /--server takes no value, got "yes"/],
    [['--port', '8000'], /--port needs --server/],
  ];
  const runs = cases.map(([args]) => start(...args));
  for (const [i, { output, exitCode }] of runs.entries()) {
    const [args, problem] = cases[i] as [string[], RegExp];
    assert.is(await exitCode, 2, args.join(' '));
    assert.match(output.stderr, /^inferometer demo: [^\n]+\n$/, args.join(' '));
    assert.match(output.stderr, problem);
    assert.is(output.stdout, '');
  }
});

test('A metrics server, example: --server serves the report and the metrics until Ctrl-C, which is no failure', async () => {
  const run = start(...SMALL, '--server', '--port', '0');
  const [, url] = (await run.saw(/^The report: (http:\/\/127\.0\.0\.1:\d+)\/$/m)) as unknown as [
    string,
    string,
  ];
  await run.saw(/Ctrl-C ends the server/);
  const report = await fetch(`${url}/`);
  assert.is(report.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.match(await report.text(), /^# AI\/ML Performance Report\n/);
  const metrics = await fetch(`${url}/metrics?name=all`);
  assert.is(metrics.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const names = parseExposition(await metrics.text()).map(({ name }) => name);
  assert.ok(names.includes('ipfs_aiml_inference_seconds'));
  assert.is(await (await fetch(`${url}/metrics`, { method: 'HEAD' })).text(), '');
  const statusOf = async (path: string, method = 'GET') => (await fetch(url + path, { method })).status;
  assert.is(await statusOf('/metrics/'), 404);
  assert.is(await statusOf('/constructor'), 404);
  assert.is(await statusOf('/metrics', 'POST'), 405);
  run.process.kill('SIGINT');
  assert.is(await run.exitCode, 0, run.output.stderr);
  assert.equal(readdirSync(scratch), []);
});

test('Ctrl-C during the job ends it at once and leaves nothing behind', async () => {
  const run = start('--models', '1', '--epochs', '1000');
  await run.saw(/epoch {4}3\/1000/);
  run.process.kill('SIGINT');
  assert.is(await run.exitCode, 130, run.output.stderr);
  assert.is(run.output.stdout, '');
  assert.not.match(run.output.stderr, /Error/);
  assert.equal(readdirSync(scratch), []);
});

test('a port in use is one line and exit 1, before any training', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const { output, exitCode } = start('--server', '--port', String(port));
  assert.is(await exitCode, 1);
  assert.is(
    output.stderr,
    `inferometer demo: port ${port} is in use; choose another with --port, or 0 for any free one\n`,
  );
  assert.is(output.stdout, '');
  await new Promise((resolve) => other.close(resolve));
});

test('a reader that leaves early is no failure', async () => {
  const run = start(...SMALL);
  run.process.stdout?.destroy();
  assert.is(await run.exitCode, 0, run.output.stderr);
  rmSync(scratch, { recursive: true });
});

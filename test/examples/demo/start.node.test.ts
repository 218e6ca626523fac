// The demo as a user starts it.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
/** Where its store is, unless it is told otherwise. */
const history = mkdtempSync(join(tmpdir(), 'inferometer-test-store-'));

function start(...args: string[]): Run {
  return startIn({}, ...args);
}

function startIn(environment: Record<string, string>, ...args: string[]): Run {
  const child = spawn(process.execPath, ['examples/demo/start.mjs', ...args], {
    env: {
      ...process.env,
      TMPDIR: scratch,
      TMP: scratch,
      TEMP: scratch,
      IPFS_KIT_TELEMETRY_PATH: history,
      ...environment,
    },
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
  const flags = [
    '--models',
    '--inferences',
    '--epochs',
    '--server',
    '--port',
    '--store',
    '--no-store',
    '--help',
  ];
  for (const flag of flags) {
    assert.ok(output.stdout.includes(flag), flag);
  }
  assert.is(output.stderr, '');
});

test('a bad flag is one line that says what is wrong, and exit 2', async () => {
  const cases: [string[], RegExp][] = [
    [['--modles', '3'], /unknown flag --modles/],
    [['-x'], /unknown flag -x/],
    [['report'], /unexpected "report"/],
    [['--store'], /--store needs a directory/],
    [['--no-store=x'], /--no-store takes no value/],
    [['--store', 'x', '--no-store'], /--store and --no-store exclude one another/],
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

test('A metrics server, example: --server serves dashboard, API, reports and metrics, over a load that goes on, until Ctrl-C', async () => {
  const run = start(...SMALL, '--server', '--port', '0');
  const [, url] = (await run.saw(/^The dashboard: (http:\/\/127\.0\.0\.1:\d+)\/$/m)) as unknown as [
    string,
    string,
  ];
  await run.saw(/Ctrl-C ends it, and the server/);
  const page = await fetch(`${url}/`);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.match(await page.text(), /<title>Inferometer/);
  const report = await fetch(`${url}/aiml-report?format=markdown`);
  assert.match(await report.text(), /^# AI\/ML Performance Report\n/);
  const countOf = async () => {
    const page = await (await fetch(`${url}/metrics`)).text();
    const family = parseExposition(page).find(({ name }) => name === 'ipfs_aiml_inference_seconds');
    const counts = family?.samples.filter(({ name }) => name.endsWith('_count')) ?? [];
    return counts.reduce((sum, { value }) => sum + Number(value), 0);
  };
  const before = await countOf();
  assert.ok(before > 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.ok((await countOf()) > before, 'the load goes on');
  const { rows } = await (await fetch(`${url}/api/v1/query?metric=streams_running`)).json();
  assert.ok(Array.isArray(rows));
  const statusOf = async (path: string, method = 'GET') => (await fetch(url + path, { method })).status;
  assert.is(await statusOf('/constructor'), 404);
  assert.is(await statusOf('/metrics', 'DELETE'), 405);
  run.process.kill('SIGINT');
  assert.is(await run.exitCode, 0, run.output.stderr);
  assert.not.match(run.output.stderr, /Warning|Error/);
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
  assert.match(output.stderr, new RegExp(`^inferometer demo: RUNTIME_PORT_IN_USE: port ${port} [^\\n]*\\n$`));
  assert.is(output.stdout, '');
  await new Promise((resolve) => other.close(resolve));
});

test('a reader that leaves early is no failure', async () => {
  const run = start(...SMALL);
  run.process.stdout?.destroy();
  assert.is(await run.exitCode, 0, run.output.stderr);
});

test('the second run shows the first one, and no line of it is wider than paper', async () => {
  const store = join(history, 'own');
  const first = start(...SMALL, '--store', store);
  assert.is(await first.exitCode, 0, first.output.stderr);
  assert.match(first.output.stdout, /\n## Earlier Runs\n\nNone\. This one is kept in .*own\.\n$/);
  const second = start(...SMALL, '--store', store);
  assert.is(await second.exitCode, 0, second.output.stderr);
  const section = second.output.stdout.split('\n## Earlier Runs\n')[1] ?? '';
  assert.match(section, /^\n1 training since \d{4}-\d\d-\d\d \d\d:\d\d UTC, kept in .*own\.$/m);
  // Six batch sizes, two inferences each.
  assert.match(section, /^\| glyph-dense \| +12 \| .* \| +12 \| .* \| +24 \| .* \|$/m);
  const [, ...table] = section.split('\n').filter((line) => !line.includes(store));
  for (const line of table) assert.ok(line.length <= 80, line);
});

test('--no-store keeps nothing and says nothing of earlier runs', async () => {
  const unused = join(history, 'unused');
  const { output, exitCode } = startIn({ IPFS_KIT_TELEMETRY_PATH: unused }, ...SMALL, '--no-store');
  assert.is(await exitCode, 0, output.stderr);
  assert.not.match(output.stdout, /Earlier Runs/);
  assert.not.ok(existsSync(unused));
});

test('a run that was interrupted is in the history, too', async () => {
  const store = join(history, 'interrupted');
  const run = start('--models', '1', '--epochs', '1000', '--store', store);
  await run.saw(/epoch {4}3\/1000/);
  run.process.kill('SIGINT');
  assert.is(await run.exitCode, 130, run.output.stderr);
  const next = start(...SMALL, '--store', store);
  assert.is(await next.exitCode, 0, next.output.stderr);
  assert.match(next.output.stdout, /\n1 training since/);
});

test('a store that another run writes to, or a variable that makes no sense, is one line and exit 1', async () => {
  const store = join(history, 'locked');
  const run = start('--models', '1', '--epochs', '1000', '--store', store);
  await run.saw(/epoch {4}1\/1000/);
  const other = start(...SMALL, '--store', store);
  assert.is(await other.exitCode, 1);
  assert.match(other.output.stderr, /^inferometer demo: another run writes to this store; .*--no-store\n$/);
  run.process.kill('SIGINT');
  await run.exitCode;
  const wrong = startIn({ IPFS_KIT_TELEMETRY_RETENTION: 'forever' }, ...SMALL);
  assert.is(await wrong.exitCode, 1);
  assert.match(
    wrong.output.stderr,
    /^inferometer demo: TELEMETRY_ENVIRONMENT: "IPFS_KIT_TELEMETRY_RETENTION"/,
  );
  for (const folder of [scratch, history]) rmSync(folder, { recursive: true });
});

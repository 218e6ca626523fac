import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { assert, test } from '../harness.ts';
import { printed, RUNTIMES, removeScratch, run, scratch, start } from './run.ts';
import { writeStore } from './stores.ts';

const COMMANDS = [
  ...[
    'serve',
    'metrics',
    'report',
    'viz',
    'config',
    'analyze',
    'runs',
    'inspect',
    'export',
    'monitoring',
    'bench',
    'completions',
  ],
];
const store = join(scratch, 'store');
await writeStore({ path: store, minutes: 20 });

/** What no terminal would show as text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with.
const COLOR = /\x1b\[/;

for (const runtime of RUNTIMES) {
  test(`${runtime}: the help of all fits a screen, that of each command has examples`, async () => {
    const { code, stdout, stderr } = await run(['--help'], { runtime });
    assert.is(code, 0, stderr);
    const lines = stdout.split('\n');
    assert.ok(lines.length <= 24, `${lines.length} lines`);
    for (const line of lines) assert.ok(line.length <= 80, line);
    for (const name of COMMANDS) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    for (const name of runtime === 'node' ? COMMANDS : ['bench']) {
      const help = await run([name, '--help'], { runtime });
      assert.is(help.code, 0, help.stderr);
      assert.match(help.stdout, /\nExamples:\n {2}# /);
      for (const line of help.stdout.split('\n')) assert.ok(line.length <= 80, line);
    }
  });

  test(`${runtime}: a mistake of typing suggests the right word and exits with 2`, async () => {
    const cases: [string[], RegExp][] = [
      [['metircs'], /unknown command metircs\. Did you mean metrics\?/],
      [['--hlep'], /unknown option --hlep/],
      [['metrics', '--sinse', '10m'], /unknown option --sinse\. Did you mean --since\?/],
      [['analyze', '--url', 'http://127.0.0.1:8000'], /analyze takes no --url: .*give --store DIR\./],
      [
        ['report', '--format', 'makdown'],
        /--format must be one of .*, got "makdown"\. Did you mean markdown\?/,
      ],
      [['export', '--format=parket'], /got "parket"\. Did you mean parquet\?/],
      [['viz', 'latency-heatmpa'], /no chart latency-heatmpa\. Did you mean latency-heatmap\?/],
      [['config', 'set', 'samplin_interval=5'], /Did you mean sampling_interval\?/],
      [['monitoring', '--names', 'semconv-1.41'], /--names must be one of .*Did you mean semconv-v1\.41\?/],
      [['monitoring', '--without', 'InferenceLatencyHihg'], /Did you mean InferenceLatencyHigh\?/],
      [['metrics', '--since', 'yesterday'], /--since must be a duration ago like 10m, an ISO time/],
      [['metrics', '--since'], /--since needs a value/],
      [['metrics', '--json=yes'], /--json takes no value/],
      [['inspect'], /FILE is missing/],
    ];
    for (const [args, problem] of runtime === 'node' ? cases : cases.slice(0, 4)) {
      const { code, stdout, stderr } = await run(args, { runtime });
      assert.is(code, 2, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, problem);
      assert.match(stderr, /\nSee inferometer .*--help\n$/);
      assert.is(stdout, '');
    }
  });

  test(`${runtime}: a reader that leaves early is no failure`, async () => {
    const { child, ended, output } = start(['metrics', '--store', store, '--step', '1m', '--csv'], {
      runtime,
    });
    child.stdout?.destroy();
    const { code } = await ended;
    assert.is(code, 0, output.stderr);
    assert.is(output.stderr, '');
  });

  test(`${runtime}: Ctrl-C ends with 130, without a word`, async () => {
    const running = start(['metrics', '--store', store, '--watch', '--interval', '100ms'], { runtime });
    await printed(running, /inference_seconds/);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    assert.is(code, 130);
    assert.is(stderr, '');
  });

  test(`${runtime}: colours are for terminals, and for who asks for them`, async () => {
    const shown = async (env: Record<string, string>, ...more: string[]) =>
      (await run(['--help', ...more], { runtime, env })).stdout;
    assert.not.match(await shown({}), COLOR);
    assert.match(await shown({ FORCE_COLOR: '1' }), COLOR);
    assert.not.match(await shown({ FORCE_COLOR: '1', NO_COLOR: '1' }), COLOR);
    assert.not.match(await shown({ FORCE_COLOR: '1' }, '--no-color'), COLOR);
    assert.not.match(await shown({ FORCE_COLOR: '0' }), COLOR);
  });
}

test('a pipe to head has its line, and nothing else', async () => {
  const command = `"${process.execPath}" dist/cli/inferometer.js metrics --store "${store}" --step 1m --json | head -1`;
  const shell = spawn('bash', ['-o', 'pipefail', '-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  shell.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  assert.is(await new Promise((resolve) => shell.on('close', resolve)), 0, stderr);
  assert.is(stdout, '{\n');
  assert.is(stderr, '');
});

test('without a command help is shown, and the exit code says that nothing was asked', async () => {
  const { code, stdout } = await run([]);
  assert.is(code, 2);
  assert.match(stdout, /Usage: inferometer <command>/);
  assert.match((await run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('where the numbers are comes from options, then from the environment', async () => {
  const nowhere = await run(['metrics']);
  assert.is(nowhere.code, 2);
  assert.match(nowhere.stderr, /where are the numbers\? Give --store DIR or --url URL\./);
  const named = await run(['metrics'], { env: { IPFS_KIT_TELEMETRY_PATH: store } });
  assert.is(named.code, 0, named.stderr);
  const gone = await run(['metrics', '--store', join(scratch, 'nothing')]);
  assert.is(gone.code, 1);
  assert.match(gone.stderr, /^inferometer: there is no store in .*nothing: no such directory\n$/);
  const both = await run(['metrics', '--store', store, '--url', 'http://127.0.0.1:1']);
  assert.is(both.code, 2);
  const unheard = await run(['metrics'], { env: { INFEROMETER_URL: 'http://127.0.0.1:9' } });
  assert.is(unheard.code, 1);
  assert.match(unheard.stderr, /there is no answer from http:\/\/127\.0\.0\.1:9/);
});

test('completions know commands, options and values', async () => {
  const completed = async (...words: string[]) =>
    (await run(['complete', '--', ...words])).stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
  assert.equal(await completed('me'), ['metrics', ':4']);
  assert.equal(await completed('export', '--format', ''), ['parquet', 'arrow', 'csv', ':4']);
  assert.equal(await completed('export', '--fo'), ['--format', ':4']);
  assert.equal(await completed('export', '--format=c'), ['--format=csv', ':4']);
  // Files.
  assert.equal(await completed('inspect', ''), [':0']);
  assert.equal(await completed('metrics', '--store', ''), [':0']);
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await run(['completions', shell]);
    assert.is(code, 0);
    assert.match(stdout, /inferometer complete --/);
  }
  removeScratch();
});

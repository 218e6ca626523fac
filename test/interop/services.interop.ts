// The examples of services, started as their pages say: installed, asked some questions, and their report and metrics read.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { assert, skip, test } from '../harness.ts';

/** As the model server of the examples answers: so many words, one of ten requests is told to come back. */
const TOKENS_PER_ANSWER = 16;

for (const [name, dependency] of [
  ['openai-service', 'openai'],
  ['ai-sdk-service', 'ai'],
] as const) {
  test(`${name}: the report knows every question, its tokens and its time to the first of them`, () => {
    const { stdout, stderr, status } = run(name, dependency, '--requests', '18');
    assert.is(status, 0, stderr);
    assert.match(stdout, /^## Streams$/m);
    assert.match(stdout, /^\| parrot +\|.*\b18\b/m);
    assert.match(stdout, new RegExp(`\\b${18 * TOKENS_PER_ANSWER}\\b`));
    assert.not.match(stdout, /\(high\)/);
  });
}

test('the lines of the README are those of the /metrics of such a service', async () => {
  install('openai-service', 'openai');
  const args = ['service.mjs', '--requests', '4', '--server', '--port', '0'];
  const child = spawn(process.execPath, args, {
    cwd: 'examples/openai-service',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  try {
    for await (const line of createInterface({ input: child.stderr })) {
      const url = /GET (http:\S+\/metrics),/.exec(line)?.[1];
      if (url === undefined) continue;
      const served = shapesIn(await (await fetch(url)).text());
      const [, block = ''] =
        /says, among others:\n\n```\n([^`]+)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
      const told = shapesIn(block);
      assert.ok(told.length > 3);
      assert.equal(
        told.filter((shape) => !served.includes(shape)),
        [],
      );
      break;
    }
  } finally {
    child.kill('SIGINT');
    await closed;
  }
});

/** Names and labels; the model and the numbers are what they are. */
function shapesIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.replace(/model_id="[^"]*"/, 'model_id="…"').replace(/ \S+$/, ''));
}

function install(name: string, dependency: string): void {
  const cwd = `examples/${name}`;
  if (existsSync(`${cwd}/node_modules/${dependency}`)) return;
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  const { status, stderr } = spawnSync('npm', ['install', ...flags], { cwd, encoding: 'utf8' });
  if (status !== 0) skip(`${dependency} cannot be installed: ${stderr.trim().split('\n').at(-1)}`);
}

function run(name: string, dependency: string, ...args: string[]) {
  install(name, dependency);
  return spawnSync(process.execPath, ['service.mjs', ...args], {
    cwd: `examples/${name}`,
    encoding: 'utf8',
  });
}

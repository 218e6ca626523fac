// The examples of services, started as their pages say: installed, asked some questions, and their report and metrics read.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { assert, test } from '../harness.ts';
import { installPackages } from './install.ts';

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
  installService('openai-service', 'openai');
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

function run(name: string, dependency: string, ...args: string[]) {
  installService(name, dependency);
  return spawnSync(process.execPath, ['service.mjs', ...args], {
    cwd: `examples/${name}`,
    encoding: 'utf8',
  });
}

function installService(name: string, dependency: string): void {
  installPackages(`examples/${name}`, dependency, 'install', '--ignore-scripts', '--no-package-lock');
}

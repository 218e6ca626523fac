// The examples of services, started as their pages say: installed, asked some questions, and their report and metrics read.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

function run(name: string, dependency: string, ...args: string[]) {
  const cwd = `examples/${name}`;
  if (!existsSync(`${cwd}/node_modules/${dependency}`)) {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    const { status, stderr } = spawnSync('npm', ['install', ...flags], { cwd, encoding: 'utf8' });
    if (status !== 0) skip(`${dependency} cannot be installed: ${stderr.trim().split('\n').at(-1)}`);
  }
  return spawnSync(process.execPath, ['service.mjs', ...args], { cwd, encoding: 'utf8' });
}

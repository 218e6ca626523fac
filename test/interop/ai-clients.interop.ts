// The clients of OpenAI, Anthropic and Vercel as they are published, against a server that streams, fails, stalls, dies and
// answers 429: every public way of reading an answer gives the same with telemetry as without it, and one record that is
// right.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { assert, skip, test } from '../harness.ts';
import { executableOf } from '../runners/executables.mjs';
import { installPackages } from './install.ts';

const FOLDER = 'test/interop/ai-clients';

interface Way {
  readonly name: string;
  readonly plain: unknown;
  readonly watched: unknown;
  readonly right: unknown;
  readonly recorded: unknown;
}

/** The runtimes, each with the versions of the packages that it is new enough for. */
const runtimes: Record<string, { run: () => readonly string[]; packages: readonly string[] }> = {
  'Node, openai 6, ai 6': { run: () => [process.execPath], packages: ['openai-6', 'ai-6'] },
  'Node 24, openai 7, ai 7': { run: node24, packages: ['openai-7', 'ai-7'] },
  'Bun, openai 7, ai 7': { run: () => [executableOf('bun')], packages: ['openai-7', 'ai-7'] },
  'Deno, openai 7, ai 7': {
    run: () => [executableOf('deno'), 'run', '-A', '--node-modules-dir=manual'],
    packages: ['openai-7', 'ai-7'],
  },
};

for (const [runtime, { run, packages }] of Object.entries(runtimes)) {
  test(`${runtime}: however an answer is read, it is the same, and recorded once`, () => {
    installPackages(FOLDER, '@anthropic-ai/sdk', '--ignore-scripts');
    const [executable = '', ...args] = run();
    if (!existsSync(executable)) skip(`${executable} is not here: npm ci`);
    const { status, stdout, stderr } = spawnSync(executable, [...args, `${FOLDER}/read.mjs`, ...packages], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.is(status, 0, stderr);
    const printed = stdout.split('\n').find((line) => line.startsWith('RESULTS ')) ?? '';
    const ways = JSON.parse(printed.slice('RESULTS '.length)) as Way[];
    assert.ok(ways.length > 40, `${ways.length} ways`);
    for (const { name, plain, watched, right, recorded } of ways) {
      assert.equal(watched, plain, `${name}: what was read`);
      assert.equal(recorded, right, `${name}: what was recorded`);
    }
  });
}

function node24(): readonly string[] {
  // It brings its binary by a script.
  installPackages(`${FOLDER}/node-24`, 'node/bin');
  return [`${FOLDER}/node-24/node_modules/node/bin/node`];
}

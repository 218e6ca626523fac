// The runtimes in which clients are tried, each with the versions of the packages that it is new enough for.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { assert, skip } from '../../harness.ts';
import { executableOf } from '../../runners/executables.mjs';
import { installPackages } from '../install.ts';

const FOLDER = 'test/interop/ai-clients';

interface Runtime {
  readonly run: () => readonly string[];
  readonly packages: readonly string[];
}

export const runtimes: Readonly<Record<string, Runtime>> = {
  'Node, openai 6, ai 6': { run: () => [process.execPath, '--expose-gc'], packages: ['openai-6', 'ai-6'] },
  'Node 24, openai 7, ai 7': { run: node24, packages: ['openai-7', 'ai-7'] },
  'Bun, openai 7, ai 7': { run: () => [executableOf('bun')], packages: ['openai-7', 'ai-7'] },
  'Deno, openai 7, ai 7': {
    run: () => [executableOf('deno'), 'run', '-A', '--node-modules-dir=manual', '--v8-flags=--expose-gc'],
    packages: ['openai-7', 'ai-7'],
  },
};

/** What a script prints behind the word RESULTS. @throws with all that it printed, where it failed */
export function resultsOf<Result>({ run }: Runtime, script: string, args: readonly string[]): Result[] {
  const [executable = '', ...flags] = run();
  if (!existsSync(executable)) skip(`${executable} is not here: npm ci`);
  const { status, stdout, stderr } = spawnSync(executable, [...flags, script, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const printed = stdout.split('\n').find((line) => line.startsWith('RESULTS '));
  if (status !== 0 || printed === undefined) throw new Error(`${script} failed in ${executable}: ${stderr}`);
  return JSON.parse(printed.slice('RESULTS '.length));
}

interface Tried {
  /** `openai: retry`. */
  readonly name: string;
  /** What the caller saw without telemetry. */
  readonly plain: unknown;
  readonly watched: unknown;
  /** By what was compared: what was recorded, and what the ledger of the server says. */
  readonly compared: Readonly<Record<string, readonly [recorded: unknown, counted: unknown]>>;
}

const SITUATIONS = ['success', 'failure', 'abort', 'reader leaves', 'timeout', 'retry', 'concurrent calls'];

/** Runs a script that tries integrations in every situation, and holds each of them to what its server counted. */
export function holdToLedgers(runtime: Runtime, script: string, args: readonly string[]): void {
  const results = resultsOf<Tried>(runtime, script, args);
  const integrations = [...new Set(results.map(({ name }) => name.split(': ')[0]))];
  assert.equal(
    results.map(({ name }) => name),
    integrations.flatMap((integration) => SITUATIONS.map((situation) => `${integration}: ${situation}`)),
  );
  for (const { name, plain, watched, compared } of results) {
    assert.equal(watched, plain, `${name}: what the caller saw`);
    for (const [what, [recorded, counted]] of Object.entries(compared)) {
      assert.equal(recorded, counted, `${name}: ${what}`);
    }
  }
}

function node24(): readonly string[] {
  // It brings its binary by a script.
  installPackages(`${FOLDER}/node-24`, 'node/bin');
  return [`${FOLDER}/node-24/node_modules/node/bin/node`, '--expose-gc'];
}

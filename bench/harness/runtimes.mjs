/** The runtimes that a worker can be started in. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.mjs';

const bin = (name) => join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

const RUNTIMES = {
  node: { label: 'Node', command: process.execPath, args: [], gcArgs: ['--expose-gc'] },
  deno: { label: 'Deno', command: bin('deno'), args: ['run', '--quiet', '--allow-all'], gcArgs: [] },
  bun: { label: 'Bun', command: bin('bun'), args: ['run'], gcArgs: [] },
};

/** @returns {{ name: string, label: string, command: string, args: string[], gcArgs: string[], version: string }} */
export function findRuntime(name) {
  const runtime = RUNTIMES[name];
  const { stdout, error } = spawnSync(runtime.command, ['--version'], { encoding: 'utf8' });
  if (error) throw new Error(`${runtime.label} was not found at ${runtime.command}. Run npm ci in the root.`);
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'of unknown version';
  return { name, ...runtime, version };
}

// Programs of installed packages, run in the folder of the project.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * An installed package, as `from` finds it.
 *
 * @param {string} name
 * @param {string} [from] a folder
 */
export function packageOf(name, from = root) {
  const manifest = createRequire(join(from, 'package.json')).resolve(`${name}/package.json`);
  const { bin, version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const folder = dirname(manifest);
  return {
    folder,
    version,
    /** The path of one of its programs. @param {string} program */
    bin: (program) => join(folder, typeof bin === 'string' ? bin : bin[program]),
  };
}

/**
 * To its end; ours, too, where it fails.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {readonly string[]} [flags] of Node
 */
export function run(program, args, flags = []) {
  const { status } = spawnSync(process.execPath, [...flags, program, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

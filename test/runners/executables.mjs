// Where Deno and Bun are: in packages for the platform, which need no script of an install to have run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = {
  deno: { scope: '@deno', binary: 'deno' },
  bun: { scope: '@oven', binary: 'bin/bun' },
};

/**
 * What may be one, the likeliest first: several packages are installed where one processor is several platforms.
 *
 * @param {'deno' | 'bun'} runtime
 * @param {string} root of the project; where the process was started if left out
 * @returns {string[]}
 */
export function executablesOf(runtime, root = '') {
  const { scope, binary } = PACKAGES[runtime];
  const modules = join(root, 'node_modules');
  return [
    ...platformsIn(join(modules, scope)).map((platform) => join(modules, scope, platform, binary)),
    join(modules, '.bin', runtime),
  ];
}

/**
 * The one that starts.
 *
 * @param {'deno' | 'bun'} runtime
 * @returns {string}
 * @throws {Error} when none does
 */
export function executableOf(runtime) {
  const candidates = executablesOf(runtime);
  const found = candidates.find((path) => spawnSync(path, ['--version'], { timeout: 60_000 }).status === 0);
  if (found === undefined) throw new Error(`${runtime} does not start; run npm ci. ${candidates.join('; ')}`);
  return found;
}

function platformsIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

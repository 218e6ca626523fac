// Where runtimes are: in packages for the platform, which need no script of an install to have run.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const { platform, arch } = process;

/** Each for a project in `root`, what may be one with the likeliest first. */
const places = {
  deno: (root) => ofPackages(root, { name: 'deno', scope: '@deno', binary: 'deno' }),
  bun: (root) => ofPackages(root, { name: 'bun', scope: '@oven', binary: 'bin/bun' }),
  workerd: (root) => ofPackages(root, { name: 'workerd', scope: '@cloudflare', binary: 'bin/workerd' }),
  node22: (root) => ofNode(root, 22),
  node24: (root) => ofNode(root, 24),
  node26: (root) => ofNode(root, 26),
};

/**
 * What may be one, the likeliest first: several packages are installed where one processor is several platforms.
 *
 * @param {'deno' | 'bun' | 'workerd' | 'node22' | 'node24' | 'node26'} runtime
 * @param {string} root of the project; where the process was started if left out
 * @returns {string[]}
 */
export function executablesOf(runtime, root = '') {
  return places[runtime](root);
}

/**
 * The one that starts.
 *
 * @param {'deno' | 'bun' | 'workerd' | 'node22' | 'node24' | 'node26'} runtime
 * @returns {string}
 * @throws {Error} when none does
 */
export function executableOf(runtime) {
  const candidates = executablesOf(runtime);
  const found = candidates.find((path) => spawnSync(path, ['--version'], { timeout: 60_000 }).status === 0);
  if (found === undefined) throw new Error(`${runtime} does not start; run npm ci. ${candidates.join('; ')}`);
  return found;
}

function ofPackages(root, { name, scope, binary }) {
  const modules = join(root, 'node_modules');
  const packages = namesIn(join(modules, scope)).map((one) => join(modules, scope, one, binary));
  return [...packages, join(modules, '.bin', name)];
}

/** test/nodes has an alias for each version and platform that npm has a package for. */
function ofNode(root, major) {
  const folder = join(root, 'test/nodes/node_modules', `node-${major}-${platform}-${arch}`, 'bin');
  return [join(folder, platform === 'win32' ? 'node.exe' : 'node')];
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

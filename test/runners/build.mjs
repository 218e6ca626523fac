// Builds the library when dist/ is missing or older than what it is made of.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

const sources = ['src', 'assembly', 'scripts', 'package.json', 'tsconfig.json', 'asconfig.json'];

/** @returns {boolean} whether dist/ is now as new as its sources */
export function buildIfStale() {
  if (oldestProductMs() > newestSourceMs()) return true;
  console.log('dist/ is older than its sources: building');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  return status === 0;
}

function newestSourceMs() {
  return Math.max(...sources.flatMap((source) => filesUnder(source)).map(modifiedMs));
}

/** Of what package.json promises; 0 when something is missing. The kernel is left as it is where its sources are older. */
function oldestProductMs() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const promised = Object.values(exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((path) => path.startsWith('./dist/'));
  const kernels = ['simd', 'scalar', 'debug'].map((kernel) => `dist/kernel/${kernel}.wasm`);
  const made = promised.filter((path) => !path.startsWith('./dist/kernel/'));
  return kernels.every((path) => modifiedMs(path) > 0) ? Math.min(...made.map(modifiedMs)) : 0;
}

function filesUnder(path) {
  if (!statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true }).map((name) => join(path, name));
}

function modifiedMs(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

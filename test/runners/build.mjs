// Builds the library when dist/ is missing or older than what it is made of.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh } from '../../scripts/freshness.mjs';
import { root } from './files.mjs';

const sources = ['src', 'assembly', 'scripts', 'package.json', 'tsconfig.json', 'asconfig.json'];

/** @returns {boolean} whether dist/ is now as new as its sources */
export function buildIfStale() {
  const inRoot = (path) => join(root, path);
  if (isFresh(products().map(inRoot), sources.map(inRoot))) return true;
  console.log('dist/ is older than its sources: building');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  return status === 0;
}

/** What package.json promises. The kernel stays as it is where its own sources are older: the build knows. */
function products() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.values(exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((path) => path.startsWith('./dist/') && !path.startsWith('./dist/kernel/'));
}

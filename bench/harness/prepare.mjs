/**
 * What must be there before anything is measured: the peers and, if asked for, other versions of Node and the
 * browser, installed on first use, and the library, built.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh } from '../../scripts/freshness.mjs';
import { installPackages } from '../../test/runners/install.mjs';
import { bench, root } from './paths.mjs';

export { installDriver as installBrowser } from '../../test/browser/install.mjs';
export { installNodes } from '../../test/nodes/install.mjs';

/** Installs the peers of bench/package.json unless exactly they are there. */
export function installPeers() {
  installPackages(bench, 'the libraries that the bench measures against');
}

/** Builds the library unless dist/ is newer than every source. */
export function buildLibrary() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const modules = Object.values(exports)
    .map((target) => target.default)
    .filter((path) => path?.endsWith('.js'))
    .map((path) => join(root, path));
  const sources = ['src', 'assembly', 'scripts'].map((folder) => join(root, folder));
  if (isFresh(modules, sources)) return;
  console.error('bench: building the library');
  run(process.execPath, ['scripts/build.mjs'], root);
}

function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `exit ${status}`}`);
}

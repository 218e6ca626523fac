/**
 * What must be there before anything is measured: the peers and, if asked for, other versions of Node and the
 * browser, installed on first use, and the library, built.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isFresh } from '../../scripts/freshness.mjs';
import { bench, nodes, root } from './paths.mjs';

/** Installs the peers of bench/package.json unless exactly they are there. */
export function installPeers() {
  install(bench, 'the libraries that it measures against');
}

/** Installs the versions of Node that this machine's platform has, 0.2 GB each. */
export function installNodes() {
  install(nodes, 'Node 22, 24 and 26');
}

/** Installs Chromium and its driver, as the tests do. */
export function installBrowser() {
  install(join(root, 'test/browser'), 'Chromium');
}

function install(folder, what) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  const wanted = join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.error(`bench: installing ${what}`);
  run('npm', ['ci', '--no-progress'], folder);
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

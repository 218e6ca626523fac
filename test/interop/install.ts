// Packages of others, beside what needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skip } from '../harness.ts';

/** What files of one run share; `run.mjs` makes it, and removes it. */
export const { INTEROP_RUN_FOLDER: runFolder = tmpdir() } = process.env;

/** Longer than anything takes to be installed: who began has been ended. */
const LOCK_TIMEOUT_MS = 300_000;

/** Files run beside one another: what several of them need is made by the first, for which the others wait. */
export function inTurn<T>(what: string, make: () => T): T {
  const lock = join(runFolder, `${what.replace(/\W+/g, '-')}.lock`);
  const endsAtMs = Date.now() + LOCK_TIMEOUT_MS;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  while (!isMade(lock)) {
    if (Date.now() > endsAtMs)
      throw new Error(`${what}: another file began it ${LOCK_TIMEOUT_MS / 1000} s ago`);
    Atomics.wait(sleeper, 0, 0, 100);
  }
  try {
    return make();
  } finally {
    rmdirSync(lock);
  }
}

/** False where it is there. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Installs the packages of a folder, unless `module` is there already; skips the test where they cannot be had.
 *
 * @param flags of `npm ci`, or with `install` first of `npm install`, for a folder without a lock file
 */
export function installPackages(folder: string, module: string, ...flags: string[]): void {
  inTurn(folder, () => {
    if (!existsSync(`${folder}/node_modules/${module}`)) install(folder, flags);
  });
}

/** Throws to skip the test. */
function install(folder: string, flags: readonly string[]): void {
  const command = flags[0] === 'install' ? flags : ['ci', ...flags];
  const { status, stderr } = spawnSync('npm', [...command, '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    skip(`the packages of ${folder} cannot be installed: ${stderr.trim().split('\n').at(-1)}`);
  }
}

/** Python environments are kept between runs. */
const CACHE = resolve('.cache/interop');

/**
 * The executable of an environment with these packages of Python; skips the test where they cannot be had.
 *
 * @param packages by the names that pip knows, each with a module that it brings, or its own name where it brings programs alone
 */
export function pythonWith(environment: string, packages: Readonly<Record<string, string>>): string {
  const inside = join(CACHE, environment, 'bin/python');
  const code = `import importlib.metadata as d, importlib.util as u, sys
here = {one.metadata['Name'] for one in d.distributions()}
sys.exit(any(name not in here and u.find_spec(name) is None for name in sys.argv[1:]))`;
  const has = () => spawnSync(inside, ['-c', code, ...Object.values(packages)]).status === 0;
  if (existsSync(inside) && has()) return inside;
  if (spawnSync('python3', ['-m', 'venv', join(CACHE, environment)]).status !== 0) {
    skip('python3 with venv is not here: apt install python3-venv');
  }
  const names = Object.keys(packages);
  const { status } = spawnSync(inside, ['-m', 'pip', 'install', '--quiet', ...names]);
  if (status !== 0 || !has()) {
    skip(`${names.join(', ')} cannot be installed here: python3 -m pip install ${names.join(' ')}`);
  }
  return inside;
}

// Packages of others, beside what needs them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skip } from '../harness.ts';

/** What files of one run share; `run.mjs` makes it, and removes it. */
export const runFolder =
  process.env.INTEROP_RUN_FOLDER ?? mkdtempSync(join(tmpdir(), 'inferometer-interop-'));

/** What is kept between runs: environments of Python. */
const CACHE = resolve('.cache/interop');

/** Files run beside one another: what several of them need is made by the first, for which the others wait. */
export function inTurn<T>(what: string, make: () => T): T {
  mkdirSync(CACHE, { recursive: true });
  const lock = join(CACHE, `${what.replace(/\W+/g, '-')}.lock`);
  while (!holds(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    return make();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes a lock; that of a process which is no more goes first. */
function holds(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Zero is all processes of our group: it has not been written yet.
    if (pid > 0) process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(lock, { force: true });
  }
  return false;
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

/**
 * The executable of an environment with these packages of Python; skips the test where they cannot be had. Files that name the same
 * environment share it.
 *
 * @param packages as pip is asked for them, each with a module that it brings, or its own name where it brings programs alone
 */
export function pythonWith(environment: string, packages: Readonly<Record<string, string>>): string {
  const folder = join(CACHE, environment);
  const inside = join(folder, 'bin/python');
  const code = `import importlib.metadata as d, importlib.util as u, sys
here = {one.metadata['Name'] for one in d.distributions()}
sys.exit(any(name not in here and u.find_spec(name) is None for name in sys.argv[1:]))`;
  const has = () =>
    existsSync(inside) && spawnSync(inside, ['-c', code, ...Object.values(packages)]).status === 0;
  if (has()) return inside;
  inTurn(folder, () => has() || installInto(folder, inside, Object.keys(packages)));
  if (!has()) {
    const names = Object.keys(packages).join(' ');
    skip(`${names} cannot be installed here: python3 -m pip install ${names}`);
  }
  return inside;
}

function installInto(folder: string, inside: string, names: readonly string[]): void {
  const runs = (program: string, ...args: string[]) => spawnSync(program, ['-m', ...args]).status === 0;
  // Compiling all that comes along takes as long again as installing it; what is imported is compiled then, and kept.
  const install = ['install', '--quiet', '--no-compile', ...names];
  // The pip that is here installs into it: one of its own would take some seconds to make.
  const isMade = runs('python3', 'venv', '--without-pip', folder);
  if (isMade && runs('python3', 'pip', '--python', inside, ...install)) return;
  // There is none, or an old one, which knows no environment but its own.
  if (!runs('python3', 'venv', folder)) skip('python3 with venv is not here: apt install python3-venv');
  runs(inside, 'pip', ...install);
}

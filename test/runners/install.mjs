// Packages that few runs need have a folder of their own, and are installed by whoever first needs them.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what the lock file of a folder says, unless it is there.
 *
 * @param {string} folder
 * @param {string} what this is, for whoever waits
 * @throws {Error} when npm cannot
 */
export function installPackages(folder, what) {
  if (isInstalled(folder)) return;
  console.error(`installing ${what}, once, into ${join(folder, 'node_modules')}`);
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci in ${folder} failed: ${stdout}${stderr}`);
}

function isInstalled(folder) {
  const modifiedMs = (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return modifiedMs('node_modules/.package-lock.json') > modifiedMs('package-lock.json');
}

// Packages of others, beside what needs them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { skip } from '../harness.ts';

/**
 * Installs the packages of a folder, unless `module` is there already; skips the test where they cannot be had.
 *
 * @param flags of `npm ci`, or with `install` first of `npm install`, for a folder without a lock file
 */
export function installPackages(folder: string, module: string, ...flags: string[]): void {
  if (existsSync(`${folder}/node_modules/${module}`)) return;
  const command = flags[0] === 'install' ? flags : ['ci', ...flags];
  const { status, stderr } = spawnSync('npm', [...command, '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    skip(`the packages of ${folder} cannot be installed: ${stderr.trim().split('\n').at(-1)}`);
  }
}

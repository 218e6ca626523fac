// The driver and the browser are installed by whoever first tests in Chromium, not by every npm ci.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));

/** @throws {Error} when npm cannot install them */
export function installDriver() {
  if (modifiedMs('node_modules/.package-lock.json') > modifiedMs('package-lock.json')) return;
  console.log('installing what the tests in Chromium need, once, into test/browser/node_modules');
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ci in test/browser failed: ${stdout}${stderr}`);
}

function modifiedMs(name) {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

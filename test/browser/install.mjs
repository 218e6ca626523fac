// The drivers, and a Chromium, are installed by whoever first tests in a browser, not by every npm ci.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../runners/install.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

/** @throws {Error} when npm cannot install them */
export function installDriver() {
  installPackages(folder, 'what the tests in browsers need');
}

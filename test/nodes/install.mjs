// Other versions of Node than the one that runs this, 0.2 GB each, installed by whoever first asks for one.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../runners/install.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

/** @throws {Error} when npm cannot install them */
export function installNodes() {
  installPackages(folder, 'Node 22, 24 and 26');
}

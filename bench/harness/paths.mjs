/** Where things are. `cache` is ignored by git and may be deleted at any time. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const bench = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The versions of Node that can be measured beside the one that runs the bench. */
export const nodes = join(bench, 'nodes');
export const root = join(bench, '..');
export const cache = join(bench, '.cache');

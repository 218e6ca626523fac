/** Where things are. `cache` is ignored by git and may be deleted at any time. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const bench = join(dirname(fileURLToPath(import.meta.url)), '..');
export const root = join(bench, '..');
export const cache = join(bench, '.cache');

/** The files that this platform keeps under a path. */
import { InferometerError } from '../../errors.ts';
import type { Files } from '../files/files.ts';
import { hasIndexedDb, indexedDbFiles } from './indexeddb-files.ts';
import { hasNodeFiles, nodeFiles } from './node-files.ts';

/**
 * A directory in Node, Deno and Bun; in a browser a database, which pages and workers of all kinds can read and write, so
 * that one path is one place.
 *
 * @throws STORE_PLATFORM where there is neither
 */
export function platformFiles(path: string): Files {
  if (hasNodeFiles()) return nodeFiles(path);
  if (hasIndexedDb()) return indexedDbFiles(path);
  throw new InferometerError(
    'STORE_PLATFORM',
    'no files can be kept here: Node from 20.16 on, Deno, Bun and browsers can. Pass { files } with what keeps them here, or new MemoryFiles().',
  );
}

/** The files that this platform keeps. */
import { InferometerError } from '../../errors.ts';
import type { Files } from '../files/files.ts';
import { nodeFiles } from './node-files.ts';

/** @throws STORE_PLATFORM where there is no file system */
export function platformFiles(path: string): Files {
  const files = nodeFiles(path);
  if (files !== undefined) return files;
  throw new InferometerError(
    'STORE_PLATFORM',
    'no files can be kept here: Node from 20.16 on, Deno and Bun can. Pass { files } with what keeps them here, or new MemoryFiles().',
  );
}

/** A backend that is a folder: a file for each key. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend } from './backend.ts';

/** Keys may be any text: they are encoded before they become names of files. */
export async function folderBackend(name: string, folder: string): Promise<Backend> {
  await mkdir(folder, { recursive: true });
  const fileOf = (key: string) => join(folder, `${Buffer.from(key).toString('base64url')}.txt`);
  return {
    name,
    add: (key, content) => writeFile(fileOf(key), content),
    get: (key) => readFile(fileOf(key), 'utf8'),
    remove: (key) => rm(fileOf(key)),
  };
}

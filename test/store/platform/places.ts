// Where files are kept in the runtime that this runs in: each by its name, and how to get an empty place of that kind.
import { indexedDbFiles, MemoryFiles, nodeFiles, opfsFiles } from 'inferometer/store';
import { skip } from '../../harness.ts';
import type { Kind } from '../files/conformance.ts';
import { type Builtins, builtins, newDirectory } from './directories.ts';

let count = 0;

export const memory: Kind = {
  name: 'memory',
  async make() {
    const files = new MemoryFiles();
    return { open: () => files, async remove() {} };
  },
};

export const directory: Kind = {
  name: 'a directory',
  async make() {
    const path = newDirectory(builtins() as Builtins);
    const remove = async () => builtins()?.fs.rmSync(path, { recursive: true, force: true });
    return { open: () => nodeFiles(path), remove };
  },
};

export const indexedDb: Kind = {
  name: 'IndexedDB',
  async make() {
    const name = `place-${count++}`;
    return { open: () => indexedDbFiles(name), remove: () => deleteDatabase(name) };
  },
};

export const opfs: Kind = {
  name: 'OPFS',
  async make() {
    requireOpfs();
    const name = `place-${count++}`;
    return { open: () => opfsFiles(`places/${name}`), remove: () => removeDirectory(name) };
  },
};

/** Skips the running test where there is no such file system. */
export function requireOpfs(): void {
  const { storage } = navigator as { storage?: StorageManager };
  if (storage === undefined) skip('this browser has no origin private file system');
}

async function removeDirectory(name: string): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const places = await root.getDirectoryHandle('places', { create: true });
  await places.removeEntry(name, { recursive: true }).catch((error: Error) => {
    if (error.name !== 'NotFoundError') throw error;
  });
}

export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`inferometer:${name}`);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error(`${name} is still open`));
  });
}

/** All kinds of this runtime but OPFS, which dedicated workers alone write. */
export function kindsHere(): Kind[] {
  if ('indexedDB' in globalThis) return [memory, indexedDb];
  return [memory, directory];
}

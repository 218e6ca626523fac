// Where files are kept in the runtime that this runs in: each by its name, and how to get an empty place of that kind.
import { type Files, indexedDbFiles, MemoryFiles, nodeFiles, opfsFiles } from 'inferometer/store';

/** One place. */
export interface Place {
  /** As another store, process or page would open it. */
  open(): Files;
  remove(): Promise<void>;
}

export interface Kind {
  readonly label: string;
  make(): Promise<Place>;
}

interface NodeModules {
  process: { getBuiltinModule(name: string): unknown };
}

interface NodeFileSystem {
  mkdtempSync(prefix: string): string;
  rmSync(path: string, options: { recursive: true; force: true }): void;
}

let count = 0;

export const memory: Kind = {
  label: 'memory',
  async make() {
    const files = new MemoryFiles();
    return { open: () => files, async remove() {} };
  },
};

export const directory: Kind = {
  label: 'a directory',
  async make() {
    const { process } = globalThis as unknown as NodeModules;
    const fs = process.getBuiltinModule('node:fs') as NodeFileSystem;
    const { tmpdir } = process.getBuiltinModule('node:os') as { tmpdir(): string };
    const path = fs.mkdtempSync(`${tmpdir()}/inferometer-files-`);
    const remove = async () => fs.rmSync(path, { recursive: true, force: true });
    return { open: () => nodeFiles(path), remove };
  },
};

export const indexedDb: Kind = {
  label: 'IndexedDB',
  async make() {
    const name = `place-${count++}`;
    return { open: () => indexedDbFiles(name), remove: () => deleteDatabase(name) };
  },
};

export const opfs: Kind = {
  label: 'OPFS',
  async make() {
    const name = `place-${count++}`;
    return { open: () => opfsFiles(`places/${name}`), remove: () => removeDirectory(name) };
  },
};

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

/** Files in a database of a page: each a list of chunks, under a name that one transaction can give to another file. */
import { InferometerError } from '../../errors.ts';
import { randomId } from '../../telemetry/index.ts';
import type { AppendableFile, FileLock, FileProblem, Files } from '../files/files.ts';
import { answered, Database } from './indexeddb-database.ts';
import { Leases } from './indexeddb-lease.ts';
import { missingError, PAGE_PROBLEMS, pageFileError } from './page-errors.ts';
import { hasWebLocks, webLock } from './web-lock.ts';

/** Chromium keeps values from 64 KiB on in files of their own, which takes twice as long (measured). */
const CHUNK_BYTES = 2 ** 15;

const PROBLEMS: Readonly<Record<string, FileProblem>> = {
  ...PAGE_PROBLEMS,
  // Private windows of older versions of Firefox.
  InvalidStateError: 'read_only',
};

interface FileRecord {
  /** Of its chunks: a file that is renamed keeps them. */
  readonly id: string;
  readonly size: number;
}

/** Whether this platform has databases: pages and workers of all kinds. */
export function hasIndexedDb(): boolean {
  return (globalThis as { indexedDB?: object }).indexedDB !== undefined;
}

/**
 * Keeps files in an IndexedDB database: for stores of pages and of workers of all kinds, which find the same files under
 * the same name.
 *
 * @param name the database is called `inferometer:<name>`
 * @throws STORE_PLATFORM where there is no IndexedDB
 * @example
 * const store = await openStore({ files: indexedDbFiles('telemetry') }); // as openStore({ path: 'telemetry' })
 */
export function indexedDbFiles(name: string): Files {
  if (hasIndexedDb()) return new IndexedDbFiles(name);
  throw new InferometerError(
    'STORE_PLATFORM',
    'there is no IndexedDB here. Pass { path } in Node, Deno and Bun, or { files: new MemoryFiles() }.',
  );
}

class IndexedDbFiles implements Files {
  readonly place: string;
  private readonly database: Database;
  private readonly leases: Leases;

  constructor(name: string) {
    this.place = `indexeddb:${name}`;
    this.database = new Database(`inferometer:${name}`);
    this.leases = new Leases(this.database);
  }

  async list(directory: string): Promise<readonly string[]> {
    const start = directory === '' ? '' : `${directory}/`;
    // '0' is the character after '/'.
    const range = directory === '' ? undefined : IDBKeyRange.bound(start, `${directory}0`, false, true);
    const paths = await this.look('list', directory, ({ files }) => answered(files.getAllKeys(range)));
    return [...new Set(paths.map((path) => String(path).slice(start.length).split('/')[0] as string))];
  }

  async read(path: string, start = 0, end = Infinity): Promise<Uint8Array> {
    return this.look('read', path, async ({ files, chunks }) => {
      const { id, size } = await recordOf(files, path);
      const limit = Math.min(end, size);
      if (start >= limit) return new Uint8Array(0);
      const before = IDBKeyRange.bound([id, 0], [id, start]);
      const cursor = await answered(chunks.openKeyCursor(before, 'prev'));
      const [, offset = 0] = (cursor?.key ?? []) as [string?, number?];
      const parts = await answered<Uint8Array[]>(
        chunks.getAll(IDBKeyRange.bound([id, offset], [id, limit], false, true)),
      );
      return joined(parts, start - offset, limit - offset);
    });
  }

  async size(path: string): Promise<number> {
    return this.look('read', path, async ({ files }) => (await recordOf(files, path)).size);
  }

  async open(path: string): Promise<AppendableFile> {
    const { id, size } = await this.change('open', path, 'strict', async ({ files }) => {
      const known = await answered<FileRecord | undefined>(files.get(path));
      const record = known ?? { id: randomId(), size: 0 };
      if (known === undefined) await answered(files.put(record, path));
      return record;
    });
    return new IndexedDbFile(this, path, id, size);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.change('rename', from, 'strict', async ({ files, chunks }) => {
      const record = await recordOf(files, from);
      if (from === to) return;
      await removed(files, chunks, to);
      await answered(files.delete(from));
      await answered(files.put(record, to));
    });
  }

  async remove(path: string): Promise<void> {
    await this.change('remove', path, 'strict', ({ files, chunks }) => removed(files, chunks, path));
  }

  /** Names are kept as soon as they are given. */
  async syncDirectory(): Promise<void> {}

  async lock(path: string): Promise<FileLock> {
    try {
      return await (hasWebLocks() ? webLock(this.place, path) : this.leases.take(path));
    } catch (error) {
      throw pageFileError('lock', path, error, PROBLEMS);
    }
  }

  /** @internal Writes in one transaction, or not at all. */
  async change<T>(
    action: string,
    path: string,
    durability: IDBTransactionDurability,
    body: (stores: ObjectStores) => Promise<T>,
  ): Promise<T> {
    return this.attempt(action, path, () => {
      const change = async (transaction: IDBTransaction) => {
        await this.leases.require(transaction);
        return body(storesOf(transaction));
      };
      return this.database.run('readwrite', change, durability);
    });
  }

  private look<T>(action: string, path: string, body: (stores: ObjectStores) => Promise<T>): Promise<T> {
    return this.attempt(action, path, () =>
      this.database.run('readonly', (transaction) => body(storesOf(transaction))),
    );
  }

  private async attempt<T>(action: string, path: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw pageFileError(action, path, error, PROBLEMS);
    }
  }
}

class IndexedDbFile implements AppendableFile {
  size: number;
  private readonly files: IndexedDbFiles;
  private readonly path: string;
  private readonly id: string;

  constructor(files: IndexedDbFiles, path: string, id: string, size: number) {
    this.files = files;
    this.path = path;
    this.id = id;
    this.size = size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.size = await this.change('write', 'relaxed', async (size, { chunks }) => {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
        // A copy: of a part of a buffer the database would keep all of it. Not waited for: what fails ends the transaction.
        chunks.put(bytes.slice(at, at + CHUNK_BYTES), [this.id, size + at]);
      }
      return size + bytes.length;
    });
  }

  async sync(): Promise<void> {
    await this.change('sync', 'strict', async (size) => size);
  }

  async truncate(size: number): Promise<void> {
    this.size = await this.change('truncate', 'relaxed', async (before, { chunks }) => {
      if (size >= before) return before;
      const cursor = await answered(
        chunks.openCursor(IDBKeyRange.bound([this.id, 0], [this.id, size]), 'prev'),
      );
      if (cursor !== null) {
        const [, offset] = cursor.key as [string, number];
        const chunk = cursor.value as Uint8Array;
        if (offset < size) await answered(chunks.put(chunk.slice(0, size - offset), [this.id, offset]));
      }
      await answered(chunks.delete(IDBKeyRange.bound([this.id, size], [this.id, Infinity])));
      return size;
    });
  }

  async close(): Promise<void> {}

  /** @param body gets the size, and gives the one that it is to have. */
  private change(
    action: string,
    durability: IDBTransactionDurability,
    body: (size: number, stores: ObjectStores) => Promise<number>,
  ): Promise<number> {
    return this.files.change(action, this.path, durability, async (stores) => {
      const { id, size } = await recordOf(stores.files, this.path);
      // Another one has the name by now.
      if (id !== this.id) throw missingError(this.path);
      const now = await body(size, stores);
      await answered(stores.files.put({ id, size: now }, this.path));
      return now;
    });
  }
}

interface ObjectStores {
  readonly files: IDBObjectStore;
  readonly chunks: IDBObjectStore;
}

function storesOf(transaction: IDBTransaction): ObjectStores {
  return { files: transaction.objectStore('files'), chunks: transaction.objectStore('chunks') };
}

/** @throws FileError `missing` */
async function recordOf(files: IDBObjectStore, path: string): Promise<FileRecord> {
  const record = await answered<FileRecord | undefined>(files.get(path));
  if (record === undefined) throw missingError(path);
  return record;
}

async function removed(files: IDBObjectStore, chunks: IDBObjectStore, path: string): Promise<void> {
  const record = await answered<FileRecord | undefined>(files.get(path));
  if (record === undefined) return;
  await answered(chunks.delete(IDBKeyRange.bound([record.id, 0], [record.id, Infinity])));
  await answered(files.delete(path));
}

/** Chunks that follow one another, from `start` to `end` of them. */
function joined(chunks: readonly Uint8Array[], start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  let at = -start;
  for (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, -at), end - start - at);
    bytes.set(part, Math.max(0, at));
    at += chunk.length;
  }
  return bytes;
}

/**
 * A directory of the private file system that a browser has for each origin (https://fs.spec.whatwg.org), written through
 * sync access handles: dedicated workers have them. Whatever else runs in a browser can read there.
 */
import { InferometerError, wrongValue } from '../../errors.ts';
import {
  type AppendableFile,
  FileError,
  type FileLock,
  type FileProblem,
  type Files,
} from '../files/files.ts';
import { fullError, PAGE_PROBLEMS, pageFileError } from './page-errors.ts';
import { webLock } from './web-lock.ts';

/** The types of the DOM do not have what workers alone have. */
interface SyncAccessHandle {
  read(buffer: Uint8Array, options: { readonly at: number }): number;
  write(buffer: Uint8Array, options: { readonly at: number }): number;
  getSize(): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncAccessHandle>;
  /** In no standard, and in all browsers that have sync access handles: one step, in the place of what had the name. */
  move(directory: FileSystemDirectoryHandle, name: string): Promise<void>;
}

const PROBLEMS: Readonly<Record<string, FileProblem>> = {
  ...PAGE_PROBLEMS,
  NotFoundError: 'missing',
  NoModificationAllowedError: 'locked',
};

/** The files of a worker that was ended are open for some milliseconds more. */
const PATIENCE_MS = 1000;
const PAUSE_MS = 20;
/** A file that is written to meanwhile. */
const READ_ATTEMPTS = 5;

/**
 * Keeps files in the origin private file system of a browser: for a store of a dedicated worker. A store of a page, and of
 * a shared or a service worker, can read there, and finds it read-only.
 *
 * The worker waits while bytes go to the disk, as `FileSystemSyncAccessHandle` wants it; its page does not.
 *
 * @param path of a directory from the root of the origin's file system, made where it is missing: `telemetry/site`
 * @throws STORE_OPTION_RANGE for a path out of the origin's own: with `..`
 * @throws STORE_PLATFORM where there is no such file system: in WebKitGTK, and in pages that came by plain http
 * @example
 * const store = await openStore({ files: opfsFiles('telemetry') }); // in a worker
 */
export function opfsFiles(path: string): Files {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..')) {
    const expected = 'names of directories, without ".."';
    throw wrongValue('STORE_OPTION_RANGE', 'path', expected, path, "Pass opfsFiles('telemetry').");
  }
  if (hasOpfs()) return new OpfsFiles(parts);
  throw new InferometerError(
    'STORE_PLATFORM',
    'there is no origin private file system here. Pass { path } in browsers, Node, Deno and Bun, or { files: new MemoryFiles() }.',
  );
}

/** WebKitGTK has none, nor have pages that came by plain http. */
function hasOpfs(): boolean {
  const { storage } = (globalThis.navigator ?? {}) as { storage?: Partial<StorageManager> };
  return storage?.getDirectory !== undefined;
}

class OpfsFiles implements Files {
  readonly place: string;
  private readonly root: readonly string[];
  private readonly opened = new Map<string, OpfsFile>();

  constructor(root: readonly string[]) {
    this.place = `opfs:${root.join('/')}`;
    this.root = root;
  }

  async list(directory: string): Promise<readonly string[]> {
    try {
      const names: string[] = [];
      const handle = await this.directory(directory);
      for await (const name of handle.keys()) names.push(name);
      return names;
    } catch (error) {
      if ((error as Error).name === 'NotFoundError') return [];
      throw pageFileError('list', directory, error, PROBLEMS);
    }
  }

  async read(path: string, start = 0, end = Infinity): Promise<Uint8Array> {
    return attempt('read', path, async () => {
      const opened = this.opened.get(path);
      if (opened !== undefined) return opened.read(start, end);
      const handle = await this.handle(path);
      for (let count = 1; ; count++) {
        const file = await handle.getFile();
        try {
          return new Uint8Array(await file.slice(start, Math.min(end, file.size)).arrayBuffer());
        } catch (error) {
          // It changed since it was looked at.
          if ((error as Error).name !== 'NotReadableError' || count === READ_ATTEMPTS) throw error;
        }
      }
    });
  }

  async size(path: string): Promise<number> {
    return attempt('read', path, async () => {
      return this.opened.get(path)?.size ?? (await (await this.handle(path)).getFile()).size;
    });
  }

  async open(path: string): Promise<AppendableFile> {
    requireWriting(path);
    return attempt('open', path, async () => {
      const handle = await this.handle(path, true);
      const access = await patiently(() => handle.createSyncAccessHandle());
      const file = new OpfsFile(path, access, () => void this.opened.delete(path));
      this.opened.set(path, file);
      return file;
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await attempt('rename', from, async () => {
      const [parent, name] = split(to);
      const directory = await this.directory(parent, true);
      const handle = await this.handle(from);
      await patiently(() => handle.move(directory, name));
    });
  }

  async remove(path: string): Promise<void> {
    try {
      const [parent, name] = split(path);
      const directory = await this.directory(parent);
      await patiently(() => directory.removeEntry(name));
    } catch (error) {
      if ((error as Error).name !== 'NotFoundError') throw pageFileError('remove', path, error, PROBLEMS);
    }
  }

  /** The browser keeps names when it likes. */
  async syncDirectory(): Promise<void> {}

  async lock(path: string): Promise<FileLock> {
    requireWriting(path);
    return attempt('lock', path, () => webLock(this.place, path));
  }

  private async directory(path: string, create = false): Promise<FileSystemDirectoryHandle> {
    let handle = await navigator.storage.getDirectory();
    for (const part of path === '' ? this.root : [...this.root, ...path.split('/')]) {
      handle = await handle.getDirectoryHandle(part, { create });
    }
    return handle;
  }

  private async handle(path: string, create = false): Promise<WorkerFileHandle> {
    const [parent, name] = split(path);
    const directory = await this.directory(parent, create);
    return (await directory.getFileHandle(name, { create })) as WorkerFileHandle;
  }
}

class OpfsFile implements AppendableFile {
  size: number;
  private readonly path: string;
  private readonly access: SyncAccessHandle;
  private readonly closed: () => void;

  constructor(path: string, access: SyncAccessHandle, closed: () => void) {
    this.path = path;
    this.access = access;
    this.closed = closed;
    this.size = access.getSize();
  }

  read(start: number, end: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
    return bytes.subarray(0, this.access.read(bytes, { at: start }));
  }

  async append(bytes: Uint8Array): Promise<void> {
    await attempt('write', this.path, async () => {
      for (let at = 0; at < bytes.length; ) {
        const left = bytes.length - at;
        const written = this.access.write(bytes.subarray(at), { at: this.size + at });
        // Where the quota is used up some browsers answer with fewer bytes, none, or a number that is no count, and no error.
        if (!(written > 0 && written <= left))
          throw fullError(this.path, `${written} of ${left} bytes were written`);
        at += written;
      }
      const size = this.access.getSize();
      if (size !== this.size + bytes.length) throw fullError(this.path, `it has ${size} bytes`);
      this.size = size;
    });
  }

  async sync(): Promise<void> {
    await attempt('sync', this.path, async () => this.access.flush());
  }

  async truncate(size: number): Promise<void> {
    await attempt('truncate', this.path, async () => {
      if (size < this.access.getSize()) this.access.truncate(size);
      this.size = this.access.getSize();
    });
  }

  async close(): Promise<void> {
    this.closed();
    await attempt('close', this.path, async () => this.access.close());
  }
}

/** @throws FileError `read_only` */
function requireWriting(path: string): void {
  const { FileSystemFileHandle: type } = globalThis as { FileSystemFileHandle?: { prototype: object } };
  if (type !== undefined && 'createSyncAccessHandle' in type.prototype && 'move' in type.prototype) return;
  throw new FileError(
    'read_only',
    `cannot write "${path}": dedicated workers alone write to the origin private file system. Open the store in one, or keep it in IndexedDB: openStore({ path }).`,
  );
}

/** Tries again for a while what a worker that was ended may still have open. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + PATIENCE_MS; ; ) {
    try {
      return await run();
    } catch (error) {
      if ((error as Error).name !== 'NoModificationAllowedError' || performance.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function attempt<T>(action: string, path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw pageFileError(action, path, error, PROBLEMS);
  }
}

/** The directory, and the name in it. */
function split(path: string): [directory: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

/**
 * A directory, in Node, Deno and Bun. Everything is asynchronous: the disk is waited for in other threads, never by the
 * event loop.
 */
import { InferometerError } from '../../errors.ts';
import { builtinModule } from '../../runtime/index.ts';
import {
  type AppendableFile,
  FileError,
  type FileLock,
  type FileProblem,
  type Files,
} from '../files/files.ts';
import type { NodeFileHandle, NodeFileSystem, NodeSyncFileSystem } from './node-file-system.ts';
import { NodeLock } from './node-lock.ts';

interface NodePath {
  resolve(...parts: string[]): string;
  join(...parts: string[]): string;
  dirname(path: string): string;
}

const PROBLEMS: Readonly<Record<string, FileProblem>> = {
  ENOENT: 'missing',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read_only',
  EACCES: 'read_only',
  EPERM: 'read_only',
};

const LITTLE_BYTES = 1 << 20;

const REMEDIES: Readonly<Record<FileProblem, string>> = {
  missing: 'Something else removed it: leave the directory to the store.',
  locked: 'Give this process a member of its own.',
  full: 'Make room, or lower retentionDays; a store that is open goes on by itself.',
  read_only: 'Let this process write there; a store that is open goes on by itself.',
  other: 'Look at the disk; a store that is open tries again by itself.',
};

const NO_DIRECTORY = 'A file is where a directory should be: pass another path.';

/** Whether this platform has directories: Node from 20.16 on, Deno and Bun. */
export function hasNodeFiles(): boolean {
  return builtinModule('node:fs/promises') !== undefined;
}

/**
 * Keeps files in a directory, in Node, Deno and Bun.
 *
 * @param path absolute, or from the working directory as it is now; made where it is missing
 * @throws STORE_PLATFORM where there are no directories
 * @example
 * const store = await openStore({ files: nodeFiles('./telemetry') }); // as openStore({ path: './telemetry' })
 */
export function nodeFiles(path: string): Files {
  const fs = builtinModule<NodeFileSystem>('node:fs/promises');
  const paths = builtinModule<NodePath>('node:path');
  if (fs !== undefined && paths !== undefined) return new NodeFiles(fs, paths, paths.resolve(path));
  throw new InferometerError(
    'STORE_PLATFORM',
    'there are no directories here. Pass { path } in Node from 20.16 on, Deno and Bun; in a browser { files: indexedDbFiles(name) }.',
  );
}

class NodeFiles implements Files {
  readonly place: string;
  private readonly fs: NodeFileSystem;
  private readonly paths: NodePath;

  constructor(fs: NodeFileSystem, paths: NodePath, place: string) {
    this.fs = fs;
    this.paths = paths;
    this.place = place;
  }

  async list(directory: string): Promise<readonly string[]> {
    try {
      return await this.fs.readdir(this.absolute(directory));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw fileError('list', directory, error);
    }
  }

  async read(path: string, start = 0, end = Infinity): Promise<Uint8Array> {
    return this.attempt('read', path, async () => {
      if (start === 0 && end === Infinity) return plainBytes(await this.fs.readFile(this.absolute(path)));
      const handle = await this.fs.open(this.absolute(path), 'r');
      try {
        // To ask for the size first takes as long as to read a little.
        const isLittle = end - start <= LITTLE_BYTES;
        const last = isLittle ? end : Math.min(end, (await handle.stat()).size);
        return await filled(handle, start, Math.max(0, last - start));
      } finally {
        await handle.close();
      }
    });
  }

  async size(path: string): Promise<number> {
    return this.attempt('read', path, async () => (await this.fs.stat(this.absolute(path))).size);
  }

  async open(path: string): Promise<AppendableFile> {
    return this.attempt('open', path, async () => {
      const absolute = this.absolute(path);
      await this.makeDirectory(this.paths.dirname(absolute));
      const handle = await this.fs.open(absolute, 'a');
      try {
        return new NodeFile(handle, path, (await handle.stat()).size);
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  createSync(path: string, bytes: Uint8Array): boolean {
    const fs = builtinModule<NodeSyncFileSystem>('node:fs') as NodeSyncFileSystem;
    const absolute = this.absolute(path);
    const directory = this.paths.dirname(absolute);
    try {
      fs.mkdirSync(directory, { recursive: true });
      withFile(fs, absolute, 'wx', (file) => {
        for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at, bytes.length - at);
        fs.fsyncSync(file);
      });
      // Windows opens no directories, and needs no such thing.
      if (!isWindows()) withFile(fs, directory, 'r', (opened) => fs.fsyncSync(opened));
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw fileError('write', path, error);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.attempt('rename', from, async () => {
      await this.makeDirectory(this.paths.dirname(this.absolute(to)));
      await this.fs.rename(this.absolute(from), this.absolute(to));
    });
  }

  async remove(path: string): Promise<void> {
    try {
      await this.fs.unlink(this.absolute(path));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw fileError('remove', path, error);
    }
  }

  async removeDirectory(directory: string): Promise<void> {
    try {
      await this.fs.rmdir(this.absolute(directory));
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'ENOENT' && code !== 'ENOTEMPTY' && code !== 'EEXIST')
        throw fileError('remove', directory, error);
    }
  }

  async syncDirectory(directory: string): Promise<void> {
    await this.attempt('sync', directory, () => this.synced(this.absolute(directory)));
  }

  async lock(path: string): Promise<FileLock> {
    return this.attempt('lock', path, async () => {
      const absolute = this.absolute(path);
      await this.makeDirectory(this.paths.dirname(absolute));
      return NodeLock.take(this.fs, this.paths.dirname(absolute), absolute);
    });
  }

  private absolute(path: string): string {
    return this.paths.join(this.place, path);
  }

  /** With those above it; each stays after a loss of power. */
  private async makeDirectory(directory: string): Promise<void> {
    const first = await this.fs.mkdir(directory, { recursive: true });
    if (first === undefined) return;
    const above = this.paths.dirname(first);
    for (let at = directory; at !== above; at = this.paths.dirname(at)) {
      await this.synced(this.paths.dirname(at));
    }
  }

  private async synced(directory: string): Promise<void> {
    let handle: NodeFileHandle;
    try {
      handle = await this.fs.open(directory, 'r');
    } catch (error) {
      // Windows opens no directories, and needs no such thing.
      if (codeOf(error) === 'EISDIR' || (codeOf(error) === 'EPERM' && isWindows())) return;
      throw error;
    }
    try {
      await handle.sync();
    } catch (error) {
      if (!isWindows()) throw error;
    } finally {
      await handle.close();
    }
  }

  private async attempt<T>(action: string, path: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw fileError(action, path, error);
    }
  }
}

class NodeFile implements AppendableFile {
  size: number;
  private readonly handle: NodeFileHandle;
  private readonly path: string;

  constructor(handle: NodeFileHandle, path: string, size: number) {
    this.handle = handle;
    this.path = path;
    this.size = size;
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length; ) {
        // Fewer than asked for are written where the disk is about to be full.
        const { bytesWritten } = await this.handle.write(bytes, at, bytes.length - at, null);
        if (bytesWritten === 0) throw new Error('nothing was written');
        at += bytesWritten;
      }
    } catch (error) {
      throw fileError('write', this.path, error);
    }
    this.size += bytes.length;
  }

  async sync(): Promise<void> {
    try {
      await this.handle.datasync();
    } catch (error) {
      throw fileError('sync', this.path, error);
    }
  }

  async truncate(size: number): Promise<void> {
    if (size > this.size) return;
    try {
      await this.handle.truncate(size);
    } catch (error) {
      throw fileError('truncate', this.path, error);
    }
    this.size = Math.min(size, this.size);
  }

  async close(): Promise<void> {
    try {
      await this.handle.close();
    } catch (error) {
      throw fileError('close', this.path, error);
    }
  }
}

function withFile(fs: NodeSyncFileSystem, path: string, flags: string, use: (file: number) => void): void {
  const file = fs.openSync(path, flags);
  try {
    use(file);
  } finally {
    fs.closeSync(file);
  }
}

async function filled(handle: NodeFileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await handle.read(bytes, at, length - at, start + at);
    // It became shorter meanwhile.
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}

/** A Buffer compares as none of its bytes, and small ones share their memory. */
function plainBytes(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function isWindows(): boolean {
  return (globalThis as { process?: { platform?: string } }).process?.platform === 'win32';
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  // Deno's own errors have names alone.
  if (name === 'NotFound') return 'ENOENT';
  return name === 'NotCapable' || name === 'PermissionDenied' ? 'EACCES' : '';
}

function fileError(action: string, path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const problem = PROBLEMS[codeOf(cause)] ?? 'other';
  const remedy = codeOf(cause) === 'ENOTDIR' ? NO_DIRECTORY : REMEDIES[problem];
  return new FileError(problem, `cannot ${action} "${path}": ${(cause as Error).message}. ${remedy}`, {
    cause,
  });
}

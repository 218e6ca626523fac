/** Files that were named on the command line. */

import { messageOf } from '../../errors.ts';
import { builtinModule } from '../../runtime/index.ts';
import { CommandError } from '../frame/errors.ts';
import type { NodeFiles, NodePath, NodeStats } from './node-types.ts';
import { host } from './process.ts';

function fs(): NodeFiles {
  return builtinModule<NodeFiles>('node:fs/promises') as NodeFiles;
}

export function paths(): NodePath {
  return builtinModule<NodePath>('node:path') as NodePath;
}

export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'other';
  readonly sizeBytes: number;
}

/** Undefined where there is nothing. @throws CommandError */
export async function factsOf(path: string): Promise<FileFacts | undefined> {
  const stats: NodeStats | undefined = await attempt(path, 'read', () => fs().stat(path)).catch((error) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (stats === undefined) return undefined;
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
    sizeBytes: stats.size,
  };
}

/** @throws CommandError */
export async function readBytes(path: string): Promise<Uint8Array> {
  const bytes = await attempt(path, 'read', () => fs().readFile(path));
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** @throws CommandError */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

/** As many bytes from its beginning, fewer where it ends before. @throws CommandError */
export async function readHead(path: string, bytes: number): Promise<Uint8Array> {
  for await (const chunk of readChunks(path, bytes)) return chunk;
  return new Uint8Array(0);
}

/** @param chunkBytes of each but the last. @throws CommandError */
export async function* readChunks(path: string, chunkBytes = 2 ** 20): AsyncGenerator<Uint8Array> {
  const file = await attempt(path, 'read', () => fs().open(path, 'r'));
  try {
    for (let at = 0; ; ) {
      const chunk = new Uint8Array(chunkBytes);
      let filled = 0;
      while (filled < chunkBytes) {
        const { bytesRead } = await attempt(path, 'read', () =>
          file.read(chunk, filled, chunkBytes - filled, at + filled),
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      if (filled > 0) yield chunk.subarray(0, filled);
      if (filled < chunkBytes) return;
      at += filled;
    }
  } finally {
    await file.close();
  }
}

/** A line that is longer than this is none of a text. */
const LONGEST_LINE = 2 ** 26;

/** Lines of a text, with how many bytes were read up to them. @throws CommandError */
export async function* readLines(
  path: string,
): AsyncGenerator<readonly [lines: string[], bytesRead: number]> {
  const decoder = new TextDecoder();
  let rest = '';
  let bytesRead = 0;
  for await (const chunk of readChunks(path)) {
    bytesRead += chunk.length;
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!\n)(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new CommandError(`${path} has a line of more than 64 MiB`);
    yield [lines, bytesRead];
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest.split(/\r\n|\r|\n/), bytesRead];
}

/** All of it under its name, or what was there before. @throws CommandError */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  await attempt(path, 'write', async () => {
    await fs().mkdir(paths().dirname(path), { recursive: true });
    try {
      await fs().writeFile(temporary, data);
      await fs().rename(temporary, path);
    } catch (error) {
      await fs().rm(temporary, { force: true });
      throw error;
    }
  });
}

/** As people know it: from here, unless it is elsewhere. */
export function shownPath(path: string): string {
  const relative = paths().relative('.', path);
  return relative === '' ? '.' : relative.startsWith('..') ? path : relative;
}

/** The absolute URL of a module. */
export function moduleUrl(path: string): string {
  const url = builtinModule<{ pathToFileURL(path: string): URL }>('node:url');
  return (url as NonNullable<typeof url>).pathToFileURL(paths().resolve(path)).href;
}

/** What is known of this machine, for figures that hold on it alone. */
export function machineName(): string {
  const os = builtinModule<{ cpus(): readonly { readonly model: string }[] }>('node:os');
  const model = os?.cpus()[0]?.model.trim() || 'unknown processor';
  return `${model}, ${host.platform} ${host.arch}`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be opened by this user',
  EPERM: 'it may not be opened by this user',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is a file',
  ENOSPC: 'the disk is full',
  EROFS: 'its disk is read-only',
};

async function attempt<T>(path: string, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code = '' } = error as { readonly code?: string };
    const reason = REASONS[code] ?? messageOf(error);
    throw new CommandError(`cannot ${what} ${path}: ${reason}`, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as { readonly code?: string };
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * A lock that one process at a time has, and that the next one takes over when its owner is gone.
 *
 * It is a file `lock-<generation>` that says whose it is. A free lock, and one whose owner is gone, is taken by creating
 * the file of the next generation, which the file system lets one process do: of two that find the same dead owner, one
 * creates it, and the other finds a living one. Files of former generations are removed by who has the lock.
 *
 * Whether an owner is gone: in the same boot and the same namespace of processes by its pid, and by when that process was
 * started, since pids come again; elsewhere (another machine, another container) by its file, whose time its owner sets
 * every few seconds: one that stands still while it is watched is dead.
 */
import { attempted, builtinModule, systemTimer } from '../../runtime/index.ts';
import { FileError, type FileLock } from '../files/files.ts';
import type { NodeFileSystem } from './node-file-system.ts';

const BEAT_MS = 5000;
/** Four beats missed; also where clocks differ, since the time of the file is compared with itself alone. */
const WATCHED_MS = 20_000;
const ATTEMPTS = 20;

interface Owner {
  /** Of this lock and no other. */
  readonly token: string;
  readonly pid: number;
  /** Where pids mean the same: host, boot, and namespace of processes. */
  readonly scope: string;
  /** When the process was started, in ticks since the boot; empty where the system does not tell. */
  readonly startedAt: string;
  readonly host: string;
}

/** Tokens of the locks of this process, of this copy of the library. */
const own = new Set<string>();

export class NodeLock implements FileLock {
  private readonly fs: NodeFileSystem;
  private readonly path: string;
  private readonly token: string;
  private cancelBeat: () => void = () => {};

  private constructor(fs: NodeFileSystem, path: string, token: string) {
    this.fs = fs;
    this.path = path;
    this.token = token;
    own.add(token);
    this.beat();
  }

  /** @throws FileError `locked`; whatever the file system throws */
  static async take(fs: NodeFileSystem, directory: string, path: string): Promise<NodeLock> {
    const owner = await thisProcess(fs);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await generations(fs, directory, path);
      const last = known.at(-1) ?? 0;
      if (last > 0) await requireDead(fs, `${path}-${last}`, owner, path);
      const mine = `${path}-${last + 1}`;
      if (!(await created(fs, mine, owner))) continue;
      // Somebody may have come to the end of all this while this process only began.
      const others = (await generations(fs, directory, path)).filter((one) => one !== last + 1);
      if (others.every((one) => known.includes(one))) {
        for (const one of others) await removed(fs, `${path}-${one}`);
        return new NodeLock(fs, mine, owner.token);
      }
      await removed(fs, mine);
      await pause(10 + 90 * Math.random());
    }
    throw new FileError('locked', `"${path}" is fought over by too many processes. Open it again later.`);
  }

  async release(): Promise<void> {
    this.cancelBeat();
    own.delete(this.token);
    await removed(this.fs, this.path);
  }

  private beat(): void {
    this.cancelBeat = systemTimer().after(BEAT_MS, () => {
      void this.touch();
      this.beat();
    });
  }

  private async touch(): Promise<void> {
    try {
      await this.fs.utimes(this.path, new Date(), new Date());
    } catch {
      // A full or a read-only disk: who watches from elsewhere may take the lock, and cannot write either.
    }
  }
}

/** @throws FileError `locked` if its owner lives, or may live */
async function requireDead(fs: NodeFileSystem, file: string, self: Owner, path: string): Promise<void> {
  const owner = await ownerOf(fs, file);
  const remedy = 'Give this process a member of its own: openStore({ path, member }).';
  if (owner === undefined) return requireStill(fs, file, undefined, path, remedy);
  if (own.has(owner.token)) throw new FileError('locked', `"${path}" is open in this program. ${remedy}`);
  if (owner.scope === self.scope && owner.host !== '') {
    if (!isAlive(owner.pid)) return;
    const startedAt = await startOf(fs, owner.pid);
    const isOther = startedAt !== '' && owner.startedAt !== '' && startedAt !== owner.startedAt;
    if (isOther) return;
    if (startedAt !== '') throw lockedBy(owner, path, remedy);
  }
  await requireStill(fs, file, owner, path, remedy);
}

/** Nothing touches the lock: its owner is gone. @throws FileError `locked` */
async function requireStill(
  fs: NodeFileSystem,
  file: string,
  owner: Owner | undefined,
  path: string,
  remedy: string,
): Promise<void> {
  const before = await beatOf(fs, file);
  if (before === undefined) return;
  await pause(WATCHED_MS);
  const after = await beatOf(fs, file);
  if (after !== undefined && after !== before) throw lockedBy(owner, path, remedy);
}

function lockedBy(owner: Owner | undefined, path: string, remedy: string): FileError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} of ${owner.host}`;
  return new FileError('locked', `"${path}" has a writer: ${who}. ${remedy}`);
}

async function generations(fs: NodeFileSystem, directory: string, path: string): Promise<number[]> {
  const name = `${path.slice(directory.length + 1)}-`;
  const numbers = (await fs.readdir(directory))
    .filter((file) => file.startsWith(name))
    .map((file) => Number(file.slice(name.length)));
  return numbers.filter((one) => Number.isSafeInteger(one) && one > 0).sort((a, b) => a - b);
}

/** Whether this process was the one to create it: with its content, at once. */
async function created(fs: NodeFileSystem, file: string, owner: Owner): Promise<boolean> {
  const draft = `${file}.${owner.token}`;
  const content = JSON.stringify(owner);
  await fs.writeFile(draft, content);
  try {
    await fs.link(draft, file);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EEXIST') return false;
    // File systems without links.
    return await createdInPlace(fs, file, content);
  } finally {
    await removed(fs, draft);
  }
}

async function createdInPlace(fs: NodeFileSystem, file: string, content: string): Promise<boolean> {
  try {
    await fs.writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

async function ownerOf(fs: NodeFileSystem, file: string): Promise<Owner | undefined> {
  try {
    const owner = JSON.parse(new TextDecoder().decode(await fs.readFile(file))) as Partial<Owner>;
    return typeof owner?.pid === 'number' && typeof owner.token === 'string' ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

async function beatOf(fs: NodeFileSystem, file: string): Promise<number | undefined> {
  try {
    return (await fs.stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}

async function removed(fs: NodeFileSystem, file: string): Promise<void> {
  try {
    await fs.unlink(file);
  } catch {
    // It is gone, or stays, and then is one of a dead owner.
  }
}

async function thisProcess(fs: NodeFileSystem): Promise<Owner> {
  const { pid = 0 } = nodeProcess();
  // Deno has to be allowed to tell.
  const host = attempted(() => builtinModule<{ hostname(): string }>('node:os')?.hostname()) ?? '';
  const boot = await textOf(fs, '/proc/sys/kernel/random/boot_id');
  const namespace = await fs.readlink('/proc/self/ns/pid').catch(() => '');
  const scope = [host, boot.trim(), namespace].join(' ');
  return { token: crypto.randomUUID(), pid, scope, startedAt: await startOf(fs, pid), host };
}

/** Field 22 of /proc/<pid>/stat, counted from behind the name, which may hold anything. */
async function startOf(fs: NodeFileSystem, pid: number): Promise<string> {
  const stat = await textOf(fs, `/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function textOf(fs: NodeFileSystem, path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await fs.readFile(path));
  } catch {
    return '';
  }
}

/** Signal 0 reaches nobody, and says whether there is somebody. */
function isAlive(pid: number): boolean {
  try {
    nodeProcess().kill?.(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
}

function nodeProcess(): { readonly pid?: number; kill?(pid: number, signal: 0): unknown } {
  return (globalThis as { process?: { pid?: number; kill?(pid: number, signal: 0): unknown } }).process ?? {};
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

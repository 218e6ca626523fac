// Programs of others that listen: found on the machine or taken from their Debian package, started on a free port of
// this machine with storage of their own, stopped by their own id.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skip } from '../../harness.ts';

/** Unpacked packages; kept, like the other things that tests fetch. */
const UNPACKED = '.cache/interop';

/**
 * The program's path. One that is not installed is unpacked from its Debian package and left at that: installing it
 * would start a daemon for good. Skips the running test where neither can be had.
 */
export function programOf(name: string, packageName: string): string {
  if (spawnSync(name, ['--version']).error === undefined) return name;
  const folder = resolve(UNPACKED, packageName);
  const program = join(folder, 'usr/bin', name);
  if (!existsSync(program)) unpack(packageName, folder);
  if (!existsSync(program)) skip(`${name} is not here: apt install ${packageName}`);
  return program;
}

function unpack(packageName: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() === 0) spawnSync('apt-get', ['update']);
  spawnSync('apt-get', ['download', packageName], { cwd: folder });
  const archive = readdirSync(folder).find((file) => file.endsWith('.deb'));
  if (archive !== undefined) spawnSync('dpkg-deb', ['-x', archive, folder], { cwd: folder });
}

export interface Place {
  readonly port: number;
  /** Temporary. */
  readonly folder: string;
}

/** A server with its storage: it may be stopped and started again, and finds what it had. */
export class Server {
  readonly url: string;
  private readonly place: Place;
  private readonly command: readonly string[];
  private readonly readyPath: string;
  private readonly readyStatus: number;
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(place: Place, command: readonly string[], readyPath: string, readyStatus: number) {
    this.place = place;
    this.url = `http://127.0.0.1:${place.port}`;
    this.command = command;
    this.readyPath = readyPath;
    this.readyStatus = readyStatus;
  }

  /** @param readyPath answers with this status once it works. */
  static async start(
    commandAt: (place: Place) => readonly string[],
    readyPath: string,
    readyStatus = 200,
  ): Promise<Server> {
    const place = { port: await freePort(), folder: mkdtempSync(join(tmpdir(), 'inferometer-')) };
    const server = new Server(place, commandAt(place), readyPath, readyStatus);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  async start(): Promise<void> {
    const [program = '', ...args] = this.command;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const keep = (text: Buffer) => {
      this.output = `${this.output}${text}`.slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', keep as never);
    await until(`${program} is ready`, async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended:\n${this.output}`);
      return (await fetch(this.url + this.readyPath)).status === this.readyStatus;
    });
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /** Stops it, and removes its storage. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.place.folder, { recursive: true, force: true });
  }
}

/** Repeats until it gives something that is not false or undefined; a connection that fails is waited for too. */
export async function until<T>(
  what: string,
  attempt: () => Promise<T | false | undefined>,
  timeoutMs = 60_000,
): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < endMs) {
    try {
      const found = await attempt();
      if (found !== false && found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never: ${what}`, { cause: last });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

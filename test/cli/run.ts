/** The command as a process, in Node, Deno and Bun: the files in dist/, those that are shipped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executableOf } from '../runners/executables.mjs';

export type Runtime = 'node' | 'deno' | 'bun';

export const RUNTIMES: readonly Runtime[] = ['node', 'deno', 'bun'];

const COMMAND = join(process.cwd(), 'dist/cli/inferometer.js');

export interface RunOptions {
  readonly runtime?: Runtime;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of whoever runs the tests. */
const CLEAN = { INFEROMETER_URL: '', INFEROMETER_TOKEN: '', COLUMNS: '80', DENO_NO_UPDATE_CHECK: '1' };
const REMOVED = ['FORCE_COLOR', 'NO_COLOR', 'IPFS_KIT_TELEMETRY_PATH'];

export function start(args: readonly string[], { runtime = 'node', env, cwd, onStart }: RunOptions = {}) {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !REMOVED.includes(name)),
  );
  const [executable, before] = {
    node: [process.execPath, []],
    deno: [runtime === 'deno' ? executableOf('deno') : '', ['run', '-A']],
    bun: [runtime === 'bun' ? executableOf('bun') : '', []],
  }[runtime] as [string, string[]];
  const child = spawn(join(executable), [...before, COMMAND, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { ...inherited, ...CLEAN, HOME: scratch, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...output }));
  });
  onStart?.(child);
  return { child, output, ended };
}

export function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** Of JSON on standard output. */
export async function runJson(args: readonly string[], options: RunOptions = {}) {
  const { code, stdout, stderr } = await run([...args, '--json'], options);
  if (stdout === '') throw new Error(`no JSON: exit code ${code}, ${stderr}`);
  return { code, stderr, json: JSON.parse(stdout) };
}

/** Where tests of a file write; gone with `removeScratch`. */
export const scratch = mkdtempSync(join(tmpdir(), 'inferometer-cli-'));

export function removeScratch(): void {
  rmSync(scratch, { recursive: true, force: true });
}

/** Resolves when standard output matches. */
export function printed(
  { child, output }: ReturnType<typeof start>,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(output.stdout);
      if (match) resolve(match);
    };
    child.stdout?.on('data', look);
    child.on('close', () => reject(new Error(`ended without ${pattern}: ${output.stdout}${output.stderr}`)));
    look();
  });
}

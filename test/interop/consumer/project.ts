// The package as somebody gets it: packed, and installed into folders of its own.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inTurn, runFolder } from '../install.ts';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

export const root = process.cwd();
export const { name, version, exports, engines, peerDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

/** Every subpath that can be imported, `inferometer/kernel.wasm` and `inferometer/package.json` too. */
export const subpaths: readonly string[] = Object.keys(exports).map(subpathOf);

/** Those that are modules. */
export const modules: readonly string[] = Object.keys(exports)
  .filter((key) => typeof exports[key] !== 'string')
  .map(subpathOf);

const MANIFEST = { name: 'consumer', private: true, type: 'module' };

/** A folder with nothing but the package in its node_modules. */
export const project = mkdtempSync(join(tmpdir(), 'inferometer-package-'));
process.on('exit', () => {
  // By a process of its own: it takes up to 10 s, after which a file that still runs has failed.
  const remove = 'fs.rmSync(process.argv[1], { recursive: true, force: true })';
  spawn(process.execPath, ['--eval', remove, project], { detached: true, stdio: 'ignore' });
});

/** Packed and installed once for all files of a run. Each has a copy, since some change what is in it. */
const consumer = join(runFolder, 'consumer');
export const packed = inTurn('package', () => {
  const answer = join(runFolder, 'packed.json');
  if (!existsSync(answer)) writeFileSync(answer, JSON.stringify(packAndInstall()));
  return JSON.parse(readFileSync(answer, 'utf8')) as Packed;
});
export const tarball = join(runFolder, packed.filename);
cpSync(consumer, project, { recursive: true });

export function subpathOf(entry: string): string {
  return entry.replace(/^\./, name);
}

/**
 * A folder with the package and these others in its node_modules.
 *
 * @param others by name, those of this repository, or with the folder that they are in
 */
export function projectWith(folderName: string, others: Readonly<Record<string, string>>): string {
  const folder = join(project, 'with', folderName);
  if (existsSync(folder)) return folder;
  for (const [other, where] of Object.entries(others)) {
    const linked = join(folder, 'node_modules', other);
    mkdirSync(dirname(linked), { recursive: true });
    symlinkSync(join(root, where), linked, 'junction');
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(MANIFEST));
  // A copy: a link would look for the others where it leads to.
  cpSync(join(project, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  return folder;
}

/** Packages of this repository, by where they are. */
export function ours(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((one) => [one, join('node_modules', one)]));
}

/** What the program of `../package/` uses beside the package: servers, peers, and the types of Node. */
export const programPeers: readonly string[] = [
  '@opentelemetry/api',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/api-logs',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace-base',
  '@types/express',
  '@types/node',
  'express',
  'hono',
  'prom-client',
];

/** A module that is run in the project; what it prints. @throws with all of its output when it fails */
export function node(flags: readonly string[], script: string): string {
  return run(project, process.execPath, [...flags, '--input-type=module', '--eval', script]);
}

/** What the program prints. @throws with all of its output when it fails */
export function run(folder: string, program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

export function npm(folder: string, ...args: string[]): string {
  return run(folder, 'npm', args);
}

function packAndInstall(): Packed {
  const flags = ['--json', '--ignore-scripts', '--pack-destination', runFolder];
  const [answer] = JSON.parse(npm(root, 'pack', ...flags)) as [Packed];
  mkdirSync(consumer, { recursive: true });
  writeFileSync(join(consumer, 'package.json'), JSON.stringify(MANIFEST));
  npm(consumer, 'install', '--no-audit', '--no-fund', join(runFolder, answer.filename));
  return answer;
}

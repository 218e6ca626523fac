#!/usr/bin/env node
// `npm start`: builds the library where it is missing or older than its sources, bundles the demo, runs it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HELP, readFlags } from './flags.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bundle = join(root, 'node_modules/.cache/inferometer-demo/demo.mjs');

const read = readFlags(process.argv.slice(2));
if ('problem' in read) {
  process.stderr.write(`inferometer demo: ${read.problem}\n`);
  process.exitCode = 2;
} else if (read.flags.help) {
  process.stdout.write(HELP);
} else {
  if (isStale()) buildLibrary();
  if (!process.exitCode) {
    await bundleDemo();
    const { main } = await import(pathToFileURL(bundle).href);
    process.exitCode = await main(read.flags);
  }
}

/** Whether a source is newer than the oldest thing that a build leaves behind last. */
function isStale() {
  const built = [join(root, 'dist/index.js'), join(root, 'dist/development/index.js')];
  if (!built.every(existsSync)) return true;
  const builtAt = Math.min(...built.map((path) => statSync(path).mtimeMs));
  return ['src', 'assembly', 'scripts', 'package.json', 'asconfig.json'].some(
    (path) => newest(join(root, path)) > builtAt,
  );
}

function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Quiet when it works; everything the build said when it does not. */
function buildLibrary() {
  process.stderr.write('Building the library ...\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}inferometer demo: the build of the library failed, see above\n`);
  process.exitCode = 1;
}

/** The library comes in by its public name; TensorFlow.js stays outside, Node loads its own build of it. */
async function bundleDemo() {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: ['examples/demo/main.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@tensorflow/*'],
    logLevel: 'warning',
  });
}

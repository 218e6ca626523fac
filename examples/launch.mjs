// What the examples have in common: the library built where it is missing or older than its sources, the example
// bundled, and its `main` handed back.
import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isFresh } from '../scripts/freshness.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @param {{ name: string, entry: string, external: string[] }} example `external` packages stay outside the bundle.
 * @returns {Promise<((flags: object) => Promise<number>) | undefined>} `main` of the entry; undefined, with the exit
 * code set, when the library does not build.
 */
export async function launch({ name, entry, external }) {
  if (isStale() && !buildLibrary(name)) return undefined;
  const bundle = join(root, `node_modules/.cache/inferometer-${basename(dirname(entry))}/demo.mjs`);
  const { build } = await import('esbuild');
  // The library comes in by its public name.
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external,
    logLevel: 'warning',
  });
  return (await import(pathToFileURL(bundle).href)).main;
}

/** Whether a source is newer than what a build leaves behind last. */
function isStale() {
  const products = ['dist/index.js', 'dist/development/index.js'];
  const sources = ['src', 'assembly', 'scripts', 'package.json', 'asconfig.json'];
  const inRoot = (path) => join(root, path);
  return !isFresh(products.map(inRoot), sources.map(inRoot));
}

/** Quiet when it works; everything the build said when it does not. @returns {boolean} whether it did */
function buildLibrary(name) {
  process.stderr.write('Building the library ...\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0) return true;
  process.stderr.write(`${stdout}${stderr}inferometer ${name}: the build of the library failed, see above\n`);
  process.exitCode = 1;
  return false;
}

/** esbuild, which makes one worker for every runtime and weighs what a page would download. */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bench, cache, root } from './paths.mjs';

/** `inferometer` and its subpaths as package.json exports them: what is measured is what is published. */
const inferometer = {
  name: 'inferometer',
  setup(bundler) {
    bundler.onResolve({ filter: /^inferometer(\/|$)/ }, ({ path, kind, pluginData }) =>
      pluginData === inferometer
        ? undefined
        : bundler.resolve(path, { kind, resolveDir: root, pluginData: inferometer }),
    );
  },
};

/**
 * Bundles worker/main.mjs with all cases. Every library stays in chunks of its own, loaded by the contender that
 * imports it and by nobody else. Returns the worker's path.
 */
export async function bundleWorker() {
  const outdir = join(cache, 'worker');
  await build({
    absWorkingDir: bench,
    entryPoints: ['worker/main.mjs'],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    // An addon cannot be bundled; it is found in bench/node_modules.
    external: ['native-hdr-histogram'],
    // CommonJS peers ask for Node's modules through require().
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
    plugins: [inferometer],
    logLevel: 'error',
  });
  return join(outdir, 'main.mjs');
}

/** Bytes of an entry bundled, minified and gzipped. */
export async function bundleBytes({ entry, platform }) {
  const { outputFiles } = await build({
    absWorkingDir: bench,
    stdin: { contents: entry, resolveDir: bench },
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    target: 'es2022',
    legalComments: 'none',
    write: false,
    plugins: [inferometer],
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

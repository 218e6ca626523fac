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

/** What is imported on demand is not downloaded with the page. */
const onDemand = {
  name: 'on-demand',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};

/**
 * In a page, what runs in Node only says so when it is imported, and its contender is out. What a case of Node's names at the
 * top of its file, which is in every worker, is empty there.
 */
const nodeOnly = {
  name: 'node-only',
  setup(bundler) {
    bundler.onResolve(
      {
        filter:
          /^(node:.+|esbuild|workerd|native-hdr-histogram|prom-client|@prometheus-io\/client|@platformatic\/prom-client)$/,
      },
      ({ path, kind }) => ({
        path,
        namespace: kind === 'dynamic-import' ? 'node-only' : 'node-only-at-the-top',
      }),
    );
    bundler.onLoad({ filter: /.*/, namespace: 'node-only' }, ({ path }) => ({
      contents: `throw new Error('${path} runs in Node only');`,
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'node-only-at-the-top' }, () => ({
      contents: 'module.exports = { env: {} };',
    }));
  },
};

const TARGETS = {
  node: {
    entryPoints: ['worker/main.mjs'],
    platform: 'node',
    // Programs and an addon cannot be bundled; they are found in node_modules.
    external: ['esbuild', 'workerd', 'native-hdr-histogram'],
    // CommonJS peers ask for Node's modules through require().
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
    plugins: [inferometer],
  },
  browser: {
    entryPoints: ['worker/page.mjs'],
    platform: 'browser',
    define: { 'process.env': '{}' },
    // CommonJS where there is a choice, so that libraries are the `default` of their import, as in a process.
    mainFields: ['browser', 'main'],
    plugins: [inferometer, nodeOnly],
  },
};

/** By platform: Node, Deno and Bun run the same file. */
const workers = new Map();

/**
 * Bundles the worker of a platform with all cases, once. Every library stays in chunks of its own, loaded by the
 * contender that imports it and by nobody else. Returns the worker's path.
 *
 * @param {'node' | 'browser'} platform
 */
export function bundleWorker(platform) {
  if (!workers.has(platform)) workers.set(platform, bundleAnew(platform));
  return workers.get(platform);
}

async function bundleAnew(platform) {
  const outdir = join(cache, 'worker', platform);
  const target = TARGETS[platform];
  await build({
    ...target,
    absWorkingDir: bench,
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    loader: { '.wasm': 'binary' },
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'error',
  });
  return join(outdir, target.entryPoints[0].replace('worker/', ''));
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
    plugins: [onDemand, inferometer],
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

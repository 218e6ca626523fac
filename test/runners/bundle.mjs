// Bundles each test file with the harness, one bundle per file, so that files share nothing. The library is not
// bundled for a process: the files in dist/, those that are shipped, are what is tested. Pages and workerd get one script.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './files.mjs';
import { meetsOtherKernels } from './variants.mjs';

/**
 * @typedef {object} Target
 * @property {'default' | 'development'} condition which build package.json's exports resolve to
 * @property {'process' | 'page' | 'workerd'} place where the bundles are to run
 */

/**
 * @param {import('./files.mjs').TestFile[]} tests
 * @param {Target} target
 * @returns {Promise<Map<string, { file?: string, problem?: string }>>} by the test's path
 */
export async function bundleTests(tests, target) {
  const ofNode = tests.filter(isOfNode);
  const ofAll = tests.filter((test) => !isOfNode(test));
  const bundles = [];
  for (const batch of [...batchesOf(ofAll), ...batchesOf(ofNode)]) {
    bundles.push(...(await bundleTogether(batch, target)));
  }
  return new Map(bundles);
}

/** All at once take 4 GiB where each bundle has the library inside. */
function batchesOf(tests) {
  const count = Math.ceil(tests.length / BATCH_SIZE);
  return Array.from({ length: count }, (_, i) => tests.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE));
}

/** A program of Node that is no test, with sources in TypeScript, as one file. @returns its path */
export async function bundleProgram(path) {
  const outfile = join(root, '.cache/test/default', `${nameOf({ path })}.mjs`);
  await build({
    ...bundling,
    entryPoints: [path],
    outfile,
    platform: 'node',
    packages: 'external',
    sourcemap: 'inline',
    plugins: [library({ condition: 'default', place: 'process' })],
  });
  return outfile;
}

/** One build for several files is faster than one for each. */
const BATCH_SIZE = 64;

const bundling = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: ['node20', 'chrome110'], // lowers `using`
};

/** One build; when it fails, one for each, to tell the broken file from the rest. */
async function bundleTogether(tests, target) {
  if (tests.length === 0) return [];
  const outdir = join(root, '.cache/test', target.place === 'process' ? target.condition : target.place);
  try {
    await build({
      ...bundling,
      entryPoints: tests.map((test) => ({ in: `entry:${test.path}`, out: nameOf(test) })),
      outdir,
      outExtension: { '.js': '.mjs' },
      platform: isOfNode(tests[0]) ? 'node' : 'browser',
      packages: isOfNode(tests[0]) ? 'external' : 'bundle',
      conditions: [target.condition],
      define: { DEVELOPMENT: String(target.condition === 'development') },
      loader: { '.hlog': 'text', '.txt': 'text' },
      sourcemap: 'external', // read by the runner, so that every runtime names positions in the sources alike
      sourcesContent: false,
      plugins: [entries(target), library(target), universality(tests), workers(target), compiled(outdir)],
      logLevel: 'silent',
    });
    return tests.map((test) => [test.path, { file: join(outdir, `${nameOf(test)}.mjs`) }]);
  } catch (error) {
    if (tests.length === 1) return [[tests[0].path, { problem: error.message }]];
    const bundles = [];
    for (const test of tests) bundles.push(...(await bundleTogether([test], target)));
    return bundles;
  }
}

function isOfNode({ only }) {
  return only === 'node';
}

/** test/histogram/formats/codec.test.ts becomes histogram.codec: all bundles lie in one folder, at one depth below the root. */
function nameOf({ path }) {
  return path
    .replace(/^test\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '.');
}

const LOADING = `if (kernel === 'js') (await import('inferometer/kernel-js')).provideJsKernel({ always: true });
              else if (kernel) await loadKernel(kernel);`;

/**
 * What a bundle begins with: it loads the chosen kernel before the test file can touch the library. In workerd there is always one to
 * load, since only the platform compiles Wasm there.
 */
function entries({ place }) {
  return {
    name: 'entries',
    setup(bundler) {
      bundler.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'entry' }));
      bundler.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
        resolveDir: root,
        contents: `
          import { runTests } from './test/harness.ts';
          ${place === 'workerd' || meetsOtherKernels(path) ? "import { loadKernel } from 'inferometer/histogram';" : ''}
          export function main({ kernel, report }) {
            return runTests(async () => {
              ${place === 'workerd' || meetsOtherKernels(path) ? LOADING : ''}
              await import('./${path}');
            }, report);
          }`,
      }));
    },
  };
}

/** Rooms that are built and tested, but not exported yet. */
const internal = {
  'inferometer/store/inner': {
    development: './dist/development/store/inner.js',
    default: './dist/store/inner.js',
  },
  'inferometer/api': {
    development: './dist/development/api/index.js',
    default: './dist/api/index.js',
  },
  'inferometer/http/inner': {
    development: './dist/development/http/inner.js',
    default: './dist/http/inner.js',
  },
};

/** Resolves `inferometer/*` as package.json's exports do, to the built files. */
function library({ condition, place }) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name: 'library',
    setup(bundler) {
      bundler.onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path }) => {
        const target = exports[`.${path.slice(name.length)}`] ?? internal[path];
        if (!target) return { errors: [{ text: `${path} is none of package.json's exports` }] };
        const file = typeof target === 'string' ? target : (target[condition] ?? target.default);
        return place === 'process'
          ? { path: `../../../${file.slice(2)}`, external: true }
          : { path: join(root, file) };
      });
    },
  };
}

/** A file that runs in every runtime may not lean on one of them. */
function universality(tests) {
  return {
    name: 'universality',
    setup(bundler) {
      if (isOfNode(tests[0])) return;
      bundler.onResolve({ filter: /^node:/ }, ({ path, importer }) => ({
        errors: [
          { text: `${importer} imports ${path}: name it *.node.test.ts if it can only be tested in Node` },
        ],
      }));
    },
  };
}

/** `import program from './program.ts?worker'` is the text of a script for a worker: that file, bundled. */
function workers(target) {
  return {
    name: 'workers',
    setup(bundler) {
      bundler.onResolve({ filter: /\?worker$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.replace(/\?worker$/, '')),
        namespace: 'worker',
      }));
      bundler.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
        const { outputFiles } = await build({
          ...bundling,
          entryPoints: [path],
          write: false,
          conditions: [target.condition],
          // A worker of its own text finds no files beside it.
          plugins: [library({ ...target, place: 'page' })],
          logLevel: 'silent',
        });
        return { contents: outputFiles[0].text, loader: 'text' };
      });
    },
  };
}

/** `import module from 'package/file.wasm'`, in workerd: the platform compiles it, so it lies beside the bundle. */
function compiled(outdir) {
  return {
    name: 'compiled',
    setup(bundler) {
      bundler.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const name = basename(path);
        mkdirSync(outdir, { recursive: true });
        copyFileSync(createRequire(join(resolveDir, 'importer.js')).resolve(path), join(outdir, name));
        return { path: name, external: true };
      });
    },
  };
}

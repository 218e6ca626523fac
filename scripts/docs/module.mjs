// A TypeScript module of the library as it is in src/, loaded into this process.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Nothing is recorded here: the kernel stays away, and need not be built. */
const withoutKernel = {
  name: 'without-kernel',
  setup(bundler) {
    bundler.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, namespace: 'without-kernel' }));
    bundler.onLoad({ filter: /./, namespace: 'without-kernel' }, () => ({ contents: '', loader: 'empty' }));
  },
};

/** @param {string} path from the root */
export async function load(path) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    define: { DEVELOPMENT: 'false' },
    plugins: [withoutKernel],
    logLevel: 'error',
  });
  const [{ text }] = outputFiles;
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

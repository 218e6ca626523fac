// Bundles an entry of this folder with one bundler, as it is by default: `bundle.mjs <bundler> <entry>`. Prints the folder that it
// wrote, the files in it that a page loads at once, the page's own first, and what the bundler had to say, as JSON.
import { resolve } from 'node:path';

const [bundler, name] = process.argv.slice(2);
const entry = resolve(name);
const outDir = resolve('out', bundler, name);

const bundlers = {
  esbuild: () => withEsbuild({}),
  'esbuild, split': () => withEsbuild({ splitting: true }),
  vite: withVite,
  webpack: async () => pack((await import('webpack')).default),
  rspack: async () => pack((await import('@rspack/core')).rspack),
  rollup: withRollup,
};
console.log(JSON.stringify({ outDir, ...(await bundlers[bundler]()) }));

async function withEsbuild(options) {
  const { build } = await import('esbuild');
  const { metafile, warnings } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    outdir: outDir,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  const chunks = Object.entries(metafile.outputs).map(([path, { entryPoint, imports }]) => ({
    fileName: resolve(path),
    isEntry: entryPoint !== undefined && resolve(entryPoint) === entry,
    imports: imports.filter(({ kind }) => kind === 'import-statement').map((one) => resolve(one.path)),
  }));
  return { files: atOnce(chunks), warnings: warnings.map(({ text }) => text) };
}

async function pack(packer) {
  // By default the address of the script is asked for, which only pages have.
  const output = { path: outDir, publicPath: '' };
  const stats = await new Promise((done, failed) => {
    // How large a page may be is no warning of ours.
    const options = { mode: 'production', target: 'web', entry, output, performance: { hints: false } };
    packer(options, (error, all) => (error ? failed(error) : done(all)));
  });
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length > 0) throw new Error(errors[0].message);
  return { files: [resolve(outDir, 'main.js')], warnings: warnings.map(({ message }) => message) };
}

async function withRollup() {
  const [{ rollup }, { nodeResolve }, { default: terser }] = await Promise.all([
    import('rollup'),
    import('@rollup/plugin-node-resolve'),
    import('@rollup/plugin-terser'),
  ]);
  const warnings = [];
  const bundle = await rollup({
    input: entry,
    plugins: [nodeResolve({ browser: true }), terser()],
    onwarn: ({ message }) => warnings.push(message),
  });
  const { output } = await bundle.write({ dir: outDir, format: 'es' });
  return { files: atOnce(output).map((file) => resolve(outDir, file)), warnings };
}

async function withVite() {
  const { build } = await import('vite');
  const warnings = [];
  const warn = (message) => warnings.push(message);
  const customLogger = {
    info() {},
    warn,
    warnOnce: warn,
    error: warn,
    clearScreen() {},
    hasErrorLogged: () => false,
  };
  const { output } = await build({
    customLogger,
    build: { outDir, rollupOptions: { input: entry }, chunkSizeWarningLimit: Infinity },
  });
  return { files: atOnce(output).map((file) => resolve(outDir, file)), warnings };
}

/** The entry, and what it imports at once. */
function atOnce(output) {
  const files = new Set([output.find(({ isEntry }) => isEntry).fileName]);
  for (const file of files)
    for (const one of output.find((chunk) => chunk.fileName === file)?.imports ?? []) {
      if (output.some((chunk) => chunk.fileName === one)) files.add(one);
    }
  return [...files];
}

// Bundles page.mjs of this folder with one bundler, as it is by default: `bundle.mjs <bundler>`. Prints the files that a page
// loads at once, and what the bundler had to say, as JSON.
import { resolve } from 'node:path';

const [bundler] = process.argv.slice(2);
const entry = resolve('page.mjs');
const packers = {
  webpack: async () => (await import('webpack')).default,
  rspack: async () => (await import('@rspack/core')).rspack,
};

const bundlers = {
  webpack: () => pack('webpack'),
  rspack: () => pack('rspack'),
  rollup: withRollup,
  vite: withVite,
};
console.log(JSON.stringify(await bundlers[bundler]()));

async function pack(name) {
  const packer = await packers[name]();
  // By default the address of the script is asked for, which only pages have.
  const output = { path: resolve('out', name), publicPath: '' };
  const stats = await new Promise((done, failed) => {
    packer({ mode: 'production', target: 'web', entry, output }, (error, all) =>
      error ? failed(error) : done(all),
    );
  });
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  if (errors.length > 0) throw new Error(errors[0].message);
  return { files: [resolve(output.path, 'main.js')], warnings: warnings.map(({ message }) => message) };
}

async function withRollup() {
  const [{ rollup }, { nodeResolve }] = await Promise.all([
    import('rollup'),
    import('@rollup/plugin-node-resolve'),
  ]);
  const warnings = [];
  const bundle = await rollup({
    input: entry,
    plugins: [nodeResolve({ browser: true })],
    onwarn: ({ message }) => warnings.push(message),
  });
  const { output } = await bundle.write({ dir: resolve('out/rollup'), format: 'es' });
  return { files: atOnce(output).map((file) => resolve('out/rollup', file)), warnings };
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
  const outDir = resolve('out/vite');
  const { output } = await build({ customLogger, build: { outDir, rollupOptions: { input: entry } } });
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

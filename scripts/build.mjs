#!/usr/bin/env node
// Builds dist/: the kernel (AssemblyScript -> Wasm, three builds), the modules (esbuild, one for production and
// one for development) and the declarations (tsc). `--modules` leaves the kernel and the declarations alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Built like an entry, but not exported yet: for its tests. */
const internalEntries = ['./dist/histogram/two-sample/index.js'];

/** src/<room>/index.ts for every subpath that package.json exports as a module. */
const entryPoints = Object.values(packageJson.exports)
  .map((target) => target.default)
  .filter((path) => path?.endsWith('.js'))
  .concat(internalEntries)
  .map((path) => join(root, path.replace('./dist/', 'src/').replace(/\.js$/, '.ts')))
  .filter(existsSync);

/** Nobody has to install them: they are imported when they are asked for, from where the library is used. */
const optionalPeers = Object.keys(packageJson.peerDependencies ?? {});

/**
 * A Wasm file as printable ASCII, which no bundler escapes: a character for each of 87 bytes, which a mask makes those
 * that are frequent, and a `!` before it for every 87 to be added. No quote is among the characters, else minifiers make
 * it a template, which V8 takes twice as long to read. `src/kernel/bytes.ts` reads it. Measured, compressed: base64
 * takes 4 KB more, a character per byte 0.4 KB.
 */
const wasmAsText = {
  name: 'wasm-as-text',
  setup(bundler) {
    bundler.onLoad({ filter: /\.wasm$/ }, ({ path }) => ({
      contents: `export default ${JSON.stringify(Array.from(readFileSync(path), spelled).join(''))};`,
      loader: 'js',
    }));
  },
};

function spelled(byte) {
  const masked = byte ^ 5;
  return masked < 87 ? String.fromCharCode(40 + masked) : `!${spelled((byte - 87) & 255)}`;
}

/**
 * The loader without its support for managed objects and for what a module may want of its host: this kernel exports
 * numbers alone and imports nothing but its own parts, and every bundle would carry it (measured: 2.1 KB compressed).
 * Compiling and instantiating stay as they are.
 */
const loaderForNumbers = {
  name: 'loader-for-numbers',
  setup(bundler) {
    bundler.onLoad({ filter: /@assemblyscript[\\/]loader[\\/]index\.js$/ }, ({ path }) => {
      const replacements = [
        [/^function preInstantiate\(imports\) \{[\s\S]*?^\}$/m, 'function preInstantiate() {}'],
        [
          /^function postInstantiate\(extendedExports, instance\) \{[\s\S]*?^\}$/m,
          'function postInstantiate(_, instance) { return instance.exports; }',
        ],
        // Importing does nothing.
        [/^const utf16 = .*$/m, ''],
        [/^Object\.hasOwn = [\s\S]*?^\};$/m, ''],
        [/^export default \{[\s\S]*?^\};$/m, ''],
      ];
      const contents = replacements.reduce(
        (source, [part, replacement]) => {
          if (!part.test(source)) throw new Error('the loader has changed: look at loaderForNumbers anew');
          return source.replace(part, replacement);
        },
        readFileSync(path, 'utf8'),
      );
      return { contents, loader: 'js' };
    });
  },
};

/**
 * The errors, the kernel and the histograms are one file, not five: Node takes half a millisecond for each file of an
 * import (measured). esbuild makes one chunk of what the same entries reach, so whoever reaches the errors, as every
 * entry does, is made to reach the histograms. The import is dropped again, as nothing is used of it.
 */
const histogramsInOneFile = {
  name: 'histograms-in-one-file',
  setup(bundler) {
    bundler.onLoad({ filter: /src[\\/]errors\.ts$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}import './histogram/index.ts';`,
      loader: 'ts',
    }));
  },
};

function run(command, args) {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function bin(name, packageName = name) {
  const manifest = createRequire(join(root, 'package.json')).resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}

/** A layout is a part of the kernel where assembly/<layout>/part.ts says so; the first owns the memory. */
const OWNER = 'exponential';
const parts = readdirSync(join(root, 'assembly'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'assembly', entry.name, 'part.ts')))
  .map((entry) => entry.name);

function assemble(target, entry, outFile, ...more) {
  run(bin('asc', 'assemblyscript'), [entry, '--target', target, '--outFile', outFile, ...more]);
}

const modulesOnly = process.argv.includes('--modules');
if (!modulesOnly) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const target of ['simd', 'scalar', 'debug'])
    assemble(target, 'assembly/index.ts', `dist/kernel/${target}.wasm`);
  for (const part of parts) {
    const guest = part === OWNER ? [] : ['--importMemory', '--runtime', 'stub'];
    for (const target of ['simd', 'scalar']) {
      assemble(target, `assembly/${part}/part.ts`, `dist/kernel/${part}.${target}.wasm`, ...guest);
    }
  }
}

for (const [outdir, DEVELOPMENT] of [
  ['dist', 'false'],
  ['dist/development', 'true'],
]) {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outbase: 'src',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    // Constants become numbers, which no bundler does across chunks; names and lines stay.
    minifySyntax: DEVELOPMENT === 'false',
    chunkNames: 'chunks/[name]-[hash]',
    packages: 'bundle',
    external: optionalPeers,
    define: { DEVELOPMENT, LIBRARY_VERSION: JSON.stringify(packageJson.version) },
    plugins: [histogramsInOneFile, wasmAsText, loaderForNumbers],
    logLevel: 'warning',
    logOverride: { 'ignored-bare-import': 'silent' },
  });
}

for (const outdir of ['dist', 'dist/development']) dropBareImports(outdir);

/** esbuild imports chunks for their side effects, of which ours have none: bundlers warn of that. */
function dropBareImports(outdir) {
  for (const path of readdirSync(join(root, outdir), { recursive: true })) {
    if (!path.endsWith('.js') || (outdir === 'dist' && path.startsWith('development'))) continue;
    const file = join(root, outdir, path);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^import "\.{1,2}\/[^"]+";\n/gm, ''));
  }
}

if (!modulesOnly) run(bin('tsc', 'typescript'), ['-p', 'scripts/tsconfig.declarations.json']);

#!/usr/bin/env node
// Builds dist/: the kernel (AssemblyScript -> Wasm, three builds) where it is older than its sources, the modules (Rolldown,
// one for production and one for development), the page of the dashboard and script and style of the API page (esbuild) and the
// declarations (tsc). `--modules` leaves the others alone.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { filesUnder, isFresh } from './freshness.mjs';
import { shortKernelNames, withExportNames, withKernelNames } from './kernel-names.mjs';
import { buildPages } from './pages.mjs';
import { shortPrivateNames } from './private-names.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Built like an entry, but not exported yet: for its tests. */
const internalEntries = ['./dist/store/inner.js', './dist/api/index.js', './dist/http/inner.js'];

/** `histogram/index` for src/histogram/index.ts, and so on, for every subpath that package.json exports as a module. */
const entries = Object.values(packageJson.exports)
  .map((target) => target.default)
  .filter((path) => path?.endsWith('.js'))
  .concat(internalEntries)
  .map(entryOf)
  .filter((entry) => existsSync(join(root, `src/${entry}.ts`)));

/** What has no build of its own for development, because it records nothing: `development` is not in its export. */
const builtOnce = Object.values(packageJson.exports)
  .filter((target) => target.default !== undefined && target.development === undefined)
  .map((target) => entryOf(target.default));

/** The commands: built once, since nobody imports them. */
const commands = Object.values(packageJson.bin).map(entryOf);

function entryOf(path) {
  return path.replace(/^(\.\/)?dist\//, '').replace(/\.js$/, '');
}

/** Nobody has to install them: they are imported when they are asked for, from where the library is used. */
const optionalPeers = Object.keys(packageJson.peerDependencies ?? {});

/**
 * What is one file of dist/chunks/, though some entries use a part of it: Node takes half a millisecond for each file
 * of an import (measured). A file brings what it imports along, so each group is a storey with those below it gone.
 */
const chunkGroups = [
  {
    name: 'histogram',
    test: /[\\/](src[\\/](errors|validate|kernel|histogram)|dist[\\/]kernel)\b/,
    priority: 2,
  },
  { name: 'metrics', test: /[\\/]src[\\/](metrics|telemetry[\\/](context|operations))[\\/]/, priority: 1 },
];

/**
 * A Wasm file as printable ASCII, which no bundler escapes: a character for each of 87 bytes, which a mask makes those
 * that are frequent, and a `!` before it for every 87 to be added. No quote is among the characters, else minifiers make
 * it a template, which V8 takes twice as long to read. `src/kernel/bytes.ts` reads it. Measured, compressed: base64
 * takes 4 KB more, a character per byte 0.4 KB.
 */
function wasmAsText(kernelNames) {
  return {
    name: 'wasm-as-text',
    load: {
      filter: { id: /\.wasm$/ },
      handler: (path) => {
        const bytes = withExportNames(readFileSync(path), kernelNames);
        return {
          code: `export default ${JSON.stringify(Array.from(bytes, spelled).join(''))};`,
          moduleType: 'js',
        };
      },
    },
    transform: {
      filter: { id: /\.ts$/ },
      handler: (code) => ({ code: withKernelNames(code, kernelNames), map: null }),
    },
  };
}

/** A font as base64: it is loaded when a PNG is drawn, and by nobody else. */
const fontAsBase64 = {
  name: 'font-as-base64',
  load: {
    filter: { id: /\.ttf$/ },
    handler: (path) => ({
      code: `export default ${JSON.stringify(readFileSync(path, 'base64'))};`,
      moduleType: 'js',
    }),
  },
};

function spelled(byte) {
  const masked = byte ^ 5;
  return masked < 87 ? String.fromCharCode(40 + masked) : `!${spelled((byte - 87) & 255)}`;
}

function run(command, args) {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function bin(name, packageName = name, from = root) {
  const manifest = createRequire(join(from, 'package.json')).resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[name]);
}

/** A layout is a part of the kernel where assembly/<layout>/part.ts says so; the first owns the memory. */
const OWNER = 'exponential';
const parts = readdirSync(join(root, 'assembly'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'assembly', entry.name, 'part.ts')))
  .map((entry) => entry.name);

function assemble(target, entry, outFile, ...more) {
  const asc = bin('asc', 'assemblyscript');
  run(asc, [entry, '--target', target, '--outFile', outFile, ...more]);
  if (target === 'debug') return;
  // asc optimizes for speed; once more for size costs none (measured), and takes 80 bytes off every bundle. The passes
  // after it make code that is more alike, which compresses better: another 50.
  const features = ['bulk-memory', 'mutable-globals', 'sign-ext', 'nontrapping-float-to-int'];
  if (target === 'simd') features.push('simd');
  const enabled = features.map((feature) => `--enable-${feature}`);
  const passes = ['-Oz', '--converge', '--simplify-locals', '--coalesce-locals', '--vacuum'];
  run(bin('wasm-opt', 'binaryen', dirname(asc)), [...passes, ...enabled, outFile, '-o', outFile]);
}

/** Whether the kernel is there and newer than what it is made of: compiling it takes most of a build. */
function isKernelFresh() {
  const sources = ['assembly', 'asconfig.json', 'package-lock.json', 'scripts/build.mjs'];
  return isFresh(
    [join(kernelFolder, LAST_OF_KERNEL), ...filesUnder(kernelFolder)],
    sources.map((source) => join(root, source)),
  );
}

function assembleAll() {
  rmSync(kernelFolder, { recursive: true, force: true });
  for (const part of parts) {
    const guest = part === OWNER ? [] : ['--importMemory', '--runtime', 'stub'];
    for (const target of ['simd', 'scalar']) {
      assemble(target, `assembly/${part}/part.ts`, `dist/kernel/${part}.${target}.wasm`, ...guest);
    }
  }
  for (const target of ['simd', 'scalar', 'debug']) {
    assemble(target, 'assembly/index.ts', `dist/kernel/${target}.wasm`);
  }
}

/** Where it is there, nothing failed before it. */
const LAST_OF_KERNEL = 'debug.wasm';

const kernelFolder = join(root, 'dist/kernel');
const modulesOnly = process.argv.includes('--modules');
if (!modulesOnly) {
  if (!isKernelFresh()) assembleAll();
  const built = readdirSync(join(root, 'dist')).filter((name) => name !== 'kernel');
  for (const name of built) rmSync(join(root, 'dist', name), { recursive: true });
}

await buildPages();
const kernelFiles = [`${OWNER}.simd`, 'simd'].map((name) => join(root, `dist/kernel/${name}.wasm`));
rmSync(join(root, 'dist/chunks'), { recursive: true, force: true });
rmSync(join(root, 'dist/development'), { recursive: true, force: true });
for (const [dir, DEVELOPMENT] of [
  ['dist', 'false'],
  ['dist/development', 'true'],
]) {
  const isShort = DEVELOPMENT === 'false';
  const kernelNames = isShort ? shortKernelNames(kernelFiles) : {};
  await build({
    cwd: root,
    input: Object.fromEntries(
      (isShort ? [...entries, ...commands] : entries.filter((entry) => !builtOnce.includes(entry))).map(
        (entry) => [entry, `src/${entry}.ts`],
      ),
    ),
    external: (id) =>
      id === 'assert' ||
      id.startsWith('node:') ||
      optionalPeers.some((peer) => id === peer || id.startsWith(`${peer}/`)),
    platform: 'browser',
    plugins: [wasmAsText(kernelNames), fontAsBase64, isShort && shortPrivateNames(join(root, 'src'))],
    tsconfig: 'tsconfig.json',
    transform: {
      target: 'es2022',
      define: {
        DEVELOPMENT,
        KERNEL_NAMES: JSON.stringify(kernelNames),
        LIBRARY_VERSION: JSON.stringify(packageJson.version),
      },
    },
    treeshake: { moduleSideEffects: false },
    // Constants become numbers, which no bundler does across chunks; names and lines stay.
    optimization: { inlineConst: isShort },
    output: {
      dir,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      codeSplitting: { groups: chunkGroups },
      comments: { legal: true, annotation: true, jsdoc: false },
      minify: isShort && { compress: true, mangle: false, codegen: false },
    },
    logLevel: 'warn',
    // How long plugins take is no warning: on a busy machine everything takes long.
    checks: { bundlerTimings: false },
  });
}

if (!modulesOnly) {
  run(bin('tsc', 'typescript'), ['-p', 'scripts/tsconfig.declarations.json']);
  referDisposal(join(root, 'dist/types'));
}

/** Programs whose `lib` has no Symbol.dispose type-check all the same: declarations name the part of it that has. */
function referDisposal(directory) {
  for (const name of readdirSync(directory, { recursive: true })) {
    const path = join(directory, name);
    if (!name.endsWith('.d.ts')) continue;
    const text = readFileSync(path, 'utf8');
    if (!/\[Symbol\.(dispose|asyncDispose)\]/.test(text)) continue;
    writeFileSync(path, `/// <reference lib="esnext.disposable" />\n${text}`);
  }
}

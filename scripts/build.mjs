#!/usr/bin/env node
// Builds dist/: the kernel where it is older than its sources (kernel.mjs), the modules (Rolldown, one for production and one
// for development), the page of the dashboard and script and style of the API page (esbuild) and the
// declarations (tsc). `--modules` leaves the others alone.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { build } from 'rolldown';
import { completeDeclarations } from './declarations.mjs';
import { buildKernelIfStale, kernelFolder, OWNER } from './kernel.mjs';
import { shortKernelNames, withExportNames, withKernelNames } from './kernel-names.mjs';
import { buildPages } from './pages.mjs';
import { shortPrivateNames } from './private-names.mjs';
import { packageOf, root, run } from './programs.mjs';
import { pureConstants } from './pure-constants.mjs';
import { leaveOutTexts } from './source-maps.mjs';

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
 * of an import, and as long for 25 KB of code in it (measured). A file brings what it imports along, so each group is a storey
 * with those below it gone. What few entries ask for is in none of them.
 */
const chunkGroups = [
  // The two-sample statistics are for those who detect drift: a fifth of it.
  [
    'histogram',
    /[\\/](src[\\/](errors|validate|kernel|histogram)|dist[\\/]kernel)\b(?!-|[\\/](two-sample|drift|js[\\/])|.*\.wasm2js)/,
    /[\\/]src[\\/]runtime[\\/](builtin|required-module)\.ts$/,
  ],
  [
    'metrics',
    /[\\/]src[\\/](metrics|telemetry[\\/](context|operations))[\\/]/,
    /[\\/]src[\\/]logging[\\/](json-lines|json-text|line)\.ts$/,
    /[\\/]src[\\/]runtime[\\/](clock|environment|process|timer|turn)\.ts$/,
  ],
  // Without the catalogue, in which all of them are: it would bring them into bundles of who wants a few.
  ['categories', /[\\/]src[\\/]telemetry[\\/]tracking[\\/](\w+[\\/]metrics|runtime-metrics)\.ts$/],
  // Pages take two of these alone.
  [
    'tracking',
    /[\\/]src[\\/]telemetry[\\/]tracking[\\/]\w+[\\/](?!metrics|summary|rules)[\w-]+\.ts$/,
    /[\\/]src[\\/]instrument[\\/]/,
  ],
  ['query', /[\\/]src[\\/]telemetry[\\/](query|analysis[\\/]objectives)[\\/]/],
].map(([name, ...tests], index, all) => ({
  name,
  test: new RegExp(tests.map(({ source }) => source).join('|')),
  priority: all.length - index,
}));

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

/** The kernel as JavaScript: minified, since nobody reads it, with exports called as those of the embedded Wasm. */
function kernelAsJavaScript(kernelNames) {
  return {
    name: 'kernel-as-javascript',
    load: {
      filter: { id: /\.wasm2js\.js$/ },
      handler: async (path) => {
        const text = readFileSync(path, 'utf8').replace(/^ *"(\w+)":/gm, (_, name) => {
          return `${JSON.stringify(kernelNames[name] ?? name)}:`;
        });
        const { code } = await transform(text, { minify: true, target: 'es2022' });
        return { code, map: null, moduleType: 'js' };
      },
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

const modulesOnly = process.argv.includes('--modules');
if (!modulesOnly) {
  await buildKernelIfStale();
  const built = readdirSync(join(root, 'dist')).filter((name) => name !== 'kernel');
  for (const name of built) rmSync(join(root, 'dist', name), { recursive: true });
}

await buildPages();
const kernelFiles = [`${OWNER}.simd`, 'simd'].map((name) => join(kernelFolder, `${name}.wasm`));
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
    plugins: [
      wasmAsText(kernelNames),
      kernelAsJavaScript(kernelNames),
      fontAsBase64,
      isShort && shortPrivateNames(join(root, 'src')),
      pureConstants,
    ],
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
    // Constants become numbers, which no bundler does across chunks.
    optimization: { inlineConst: isShort },
    output: {
      dir,
      format: 'esm',
      // The build for development reads like its sources.
      sourcemap: isShort,
      entryFileNames: '[name].js',
      // By a name of its own, so that who counts bytes in a bundle of one file can leave the JavaScript kernel out.
      chunkFileNames: ({ moduleIds, facadeModuleId }) =>
        [...moduleIds, facadeModuleId].some((id) => /[\\/]kernel[\\/]js[\\/]|\.wasm2js\.js$/.test(id))
          ? 'chunks/kernel-js-[name]-[hash].js'
          : 'chunks/[name]-[hash].js',
      codeSplitting: { groups: chunkGroups },
      comments: { legal: true, annotation: true, jsdoc: false },
      // Lines, and names that a stack or a class tells, stay. The others are short: V8 looks each one up when it reads a file, a
      // twelfth of what an import takes (measured).
      minify: isShort && { compress: true, mangle: { toplevel: false, keepNames: true }, codegen: false },
    },
    logLevel: 'warn',
    // How long plugins take is no warning: on a busy machine everything takes long.
    checks: { bundlerTimings: false },
  });
}

leaveOutTexts(join(root, 'dist'));

if (!modulesOnly) {
  // Written, not checked: that is `npm run types`, of the same sources. Each of several checkers would begin with types of its own.
  const flags = ['--noCheck', '--singleThreaded'];
  run(packageOf('typescript').bin('tsc'), ['-p', 'scripts/tsconfig.declarations.json', ...flags]);
  const declarations = Object.values(packageJson.exports).flatMap(({ types }) =>
    types ? [join(root, types)] : [],
  );
  completeDeclarations(join(root, 'dist/types'), declarations);
}

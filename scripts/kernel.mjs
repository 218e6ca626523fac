// Builds dist/kernel/: AssemblyScript -> Wasm, three builds of the whole, two of each part; and of each part JavaScript.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, isFresh } from './freshness.mjs';
import { writeJavaScript } from './kernel-js.mjs';
import { packageOf, root, run } from './programs.mjs';

export const kernelFolder = join(root, 'dist/kernel');

/** A layout is a part of the kernel where assembly/<layout>/part.ts says so; the first owns the memory. */
export const OWNER = 'exponential';
const parts = readdirSync(join(root, 'assembly'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, 'assembly', entry.name, 'part.ts')))
  .map((entry) => entry.name);

const compiler = packageOf('assemblyscript');
const optimizer = packageOf('binaryen', compiler.folder);

/** What it was compiled with, written last: where it is there, nothing failed before it. */
const COMPILERS = join(kernelFolder, 'compilers.json');
const compilers = JSON.stringify({ assemblyscript: compiler.version, binaryen: optimizer.version });

/** Programs of Wasm that end before it pays that V8 compiles them once more: a fifth of the time (measured). */
const OF_SHORT_RUNS = ['--liftoff-only'];

/** Compiling takes most of a build. */
export async function buildKernelIfStale() {
  const scripts = ['kernel', 'kernel-js', 'assemble'].map((script) => `scripts/${script}.mjs`);
  const sources = ['assembly', 'asconfig.json', ...scripts].map((source) => join(root, source));
  const isFromThem = existsSync(COMPILERS) && readFileSync(COMPILERS, 'utf8') === compilers;
  if (isFromThem && isFresh(filesUnder(kernelFolder), sources)) return;
  rmSync(kernelFolder, { recursive: true, force: true });
  const builds = parts.flatMap((part) =>
    ['simd', 'scalar'].map((target) => ({
      target,
      entry: `assembly/${part}/part.ts`,
      outFile: `dist/kernel/${part}.${target}.wasm`,
      more: part === OWNER ? [] : ['--importMemory', '--runtime', 'stub'],
    })),
  );
  for (const target of ['simd', 'scalar', 'debug']) {
    builds.push({ target, entry: 'assembly/index.ts', outFile: `dist/kernel/${target}.wasm`, more: [] });
  }
  const commands = builds.map(({ target, entry, outFile, more }) => {
    return [entry, '--target', target, '--outFile', outFile, ...more];
  });
  run(join(root, 'scripts/assemble.mjs'), [JSON.stringify(commands)], OF_SHORT_RUNS);
  for (const { target, outFile } of builds) if (target !== 'debug') optimize(target, outFile);
  await writeJavaScript(optimizer.folder, kernelFolder, parts);
  writeFileSync(COMPILERS, compilers);
}

function optimize(target, outFile) {
  // asc optimizes for speed; once more for size costs none (measured), and takes 80 bytes off every bundle. The passes
  // after it make code that is more alike, which compresses better: another 50.
  const features = ['bulk-memory', 'mutable-globals', 'sign-ext', 'nontrapping-float-to-int'];
  if (target === 'simd') features.push('simd');
  const enabled = features.map((feature) => `--enable-${feature}`);
  const passes = ['-Oz', '--converge', '--simplify-locals', '--coalesce-locals', '--vacuum'];
  run(optimizer.bin('wasm-opt'), [...passes, ...enabled, outFile, '-o', outFile], OF_SHORT_RUNS);
}

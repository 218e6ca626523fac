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

/** Compiling takes most of a build. */
export async function buildKernelIfStale() {
  const sources = ['assembly', 'asconfig.json', 'scripts/kernel.mjs', 'scripts/kernel-js.mjs'].map((source) =>
    join(root, source),
  );
  const isFromThem = existsSync(COMPILERS) && readFileSync(COMPILERS, 'utf8') === compilers;
  if (isFromThem && isFresh(filesUnder(kernelFolder), sources)) return;
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
  await writeJavaScript(optimizer.folder, kernelFolder, parts);
  writeFileSync(COMPILERS, compilers);
}

function assemble(target, entry, outFile, ...more) {
  run(compiler.bin('asc'), [entry, '--target', target, '--outFile', outFile, ...more]);
  if (target === 'debug') return;
  // asc optimizes for speed; once more for size costs none (measured), and takes 80 bytes off every bundle. The passes
  // after it make code that is more alike, which compresses better: another 50.
  const features = ['bulk-memory', 'mutable-globals', 'sign-ext', 'nontrapping-float-to-int'];
  if (target === 'simd') features.push('simd');
  const enabled = features.map((feature) => `--enable-${feature}`);
  const passes = ['-Oz', '--converge', '--simplify-locals', '--coalesce-locals', '--vacuum'];
  run(optimizer.bin('wasm-opt'), [...passes, ...enabled, outFile, '-o', outFile]);
}

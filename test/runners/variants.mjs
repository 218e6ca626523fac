// What is tested where: a runtime, a build of the modules and a build of the kernel, and the files that run there.

/**
 * Held against the arithmetic of a peer, or fuzzed: these need the language and nothing of a runtime. They run once in
 * each engine, V8 in Node and JavaScriptCore in Bun.
 */
const needsOnlyAnEngine = /fuzz|^test\/histogram\/hdr\/peer\.test|^test\/hdr\/migration\.test/;

/** What the kernel records, merges and answers. The other rooms of histograms work on snapshots, which are alike. */
const usesTheKernel = /^test\/histogram\/(base|exponential|explicit|hdr|summary|recording|merge|query)\//;

/** Every way in beside every way out: whether what the kernel answers is the same wherever it is read. */
const readsTheKernel = /^test\/contract\/conformance\.test/;

/** For each layout one suite and the bytes of its snapshots, and one for what all have in common. */
const samplesTheKernel =
  /\/(value-policy|exponential\/(histogram|bytes)|explicit\/(explicit-histogram|bytes)|hdr\/(hdr-histogram|fingerprint)|summary\/(summary|bytes)|merge\/merge|query\/counting)\.test/;

const everything = () => true;
const ofTheRuntime = (path) => !needsOnlyAnEngine.test(path);
const ofTheKernel = (path) => usesTheKernel.test(path) && ofTheRuntime(path);
const ofTheKernelAndItsReaders = (path) => ofTheKernel(path) || readsTheKernel.test(path);
const sampleOfTheKernel = (path) => samplesTheKernel.test(path) && ofTheKernel(path);

/**
 * @typedef {object} Variant
 * @property {'node' | 'deno' | 'bun' | 'chromium'} runtime
 * @property {'simd' | 'scalar' | 'js' | 'debug'} kernel `simd` is the default: what the library chooses by itself
 * @property {'default' | 'development'} condition which build package.json's exports resolve to
 * @property {(path: string) => boolean} runs which test files
 * @property {string} why what these files prove here; `npm test -- --help` prints it
 */

/** @type {readonly Variant[]} */
const variants = [
  {
    ...{ runtime: 'node', kernel: 'simd', condition: 'default', runs: everything },
    why: 'every file; *.node.test.ts run here alone',
  },
  {
    ...{ runtime: 'node', kernel: 'js', condition: 'default', runs: ofTheKernelAndItsReaders },
    why: 'what the kernel computes, and what is read of it: JavaScript, made of the scalar build, for places without Wasm',
  },
  {
    ...{ runtime: 'node', kernel: 'scalar', condition: 'default', runs: sampleOfTheKernel },
    why: 'a suite of each layout: what the JavaScript is made of, whose loops are others without SIMD',
  },
  {
    ...{ runtime: 'node', kernel: 'debug', condition: 'default', runs: ofTheKernel },
    why: 'what the kernel computes: this build has assertions',
  },
  {
    ...{ runtime: 'node', kernel: 'simd', condition: 'development', runs: ofTheKernel },
    why: 'what the kernel is handed: these modules check it, and must refuse nothing that is right',
  },
  {
    ...{ runtime: 'deno', kernel: 'simd', condition: 'default', runs: ofTheRuntime },
    why: "every file but those that need an engine alone, and that is Node's",
  },
  {
    ...{ runtime: 'deno', kernel: 'js', condition: 'default', runs: sampleOfTheKernel },
    why: 'a suite of each layout: it loads, and its bytes are those of Node, which ran the rest',
  },
  {
    ...{ runtime: 'bun', kernel: 'simd', condition: 'default', runs: everything },
    why: 'every file: another engine, JavaScriptCore',
  },
  {
    ...{ runtime: 'bun', kernel: 'js', condition: 'default', runs: sampleOfTheKernel },
    why: 'a suite of each layout, as in Deno',
  },
  {
    ...{ runtime: 'chromium', kernel: 'simd', condition: 'default', runs: ofTheRuntime },
    why: 'as in Deno; *.page.test.ts and *.worker.test.ts run here alone',
  },
  {
    ...{ runtime: 'chromium', kernel: 'js', condition: 'default', runs: sampleOfTheKernel },
    why: 'a suite of each layout, as in Deno',
  },
];

export const runtimeNames = [...new Set(variants.map(({ runtime }) => runtime))];
export const kernelNames = [...new Set(variants.map(({ kernel }) => kernel))];

/** The table above, a line for each variant, for readers. */
export const selection = variants.map((variant) => `${labelOf(variant).padEnd(28)}${variant.why}`).join('\n');

/** The variants of the chosen runtimes and kernels. */
export function chooseVariants({ runtimes = runtimeNames, kernels = kernelNames } = {}) {
  return variants.filter(({ runtime, kernel }) => runtimes.includes(runtime) && kernels.includes(kernel));
}

/** The files among these that a variant runs. */
export function testsOf(variant, tests) {
  return tests.filter(
    ({ path, nodeOnly, pageOnly }) =>
      (variant.runtime === 'node' || !nodeOnly) &&
      (variant.runtime === 'chromium' || !pageOnly) &&
      variant.runs(path),
  );
}

/** Whether some variant loads another build of the kernel before this file's tests. */
export function meetsOtherKernels(path) {
  return variants.some((variant) => !isDefaultKernel(variant) && variant.runs(path));
}

/** What the library is told to load before any test: a file with Wasm, or `js`; nothing by default. */
export function kernelOf(variant) {
  if (isDefaultKernel(variant)) return undefined;
  return variant.kernel === 'js' ? 'js' : `dist/kernel/${variant.kernel}.wasm`;
}

export function labelOf({ runtime, kernel, condition }) {
  return condition === 'default' ? `${runtime} · ${kernel}` : `${runtime} · ${kernel} · ${condition}`;
}

function isDefaultKernel({ kernel }) {
  return kernel === 'simd';
}

// What is tested where: a runtime, a build of the modules and a build of the kernel, and the files that run there.

/**
 * Held against the arithmetic of a peer, or fuzzed: these need the language and nothing of a runtime. They run once in
 * each engine, V8 in Node and JavaScriptCore in Bun.
 */
const needsOnlyAnEngine = /fuzz|^test\/histogram\/hdr\/peer\.test|^test\/hdr\/migration\.test/;

/** What the kernel records, merges and answers. The other rooms of histograms work on snapshots, which are alike. */
const usesTheKernel = /^test\/histogram\/(base|exponential|explicit|hdr|summary|recording|merge|query)\//;

/**
 * What is computed from what was recorded, without a word to a platform: it runs in Node, elsewhere only where all of it is asked for.
 */
const computes =
  /^test\/(chart|drift|hdr|histogram|objectives|report|metrics\/(aggregation|encoding|history)|opentelemetry\/metrics|prometheus\/(exposition|families|page)|store\/(export|history|journal|query|segments)|telemetry\/(analysis|query)|contract\/conformance)/;

/** What of it depends on how an engine computes with doubles and bytes: Bun's is another. */
const computesWithNumbers = /^test\/(hdr|histogram|metrics\/encoding|contract\/conformance)/;

/** Every way in beside every way out, and as bytes: whether what the kernel answers is the same wherever it is read. */
const readsTheKernel = /^test\/contract\/(conformance|same-bytes)\.test/;

/** What a request is answered with: the same handler answers in workers. */
const answersRequests = /^test\/http\/(hostile|routes|safety|events|png)/;

/** What only Node can do and what is about the project itself runs once. What Node's own servers, files and workers do runs in each. */
const asksNode =
  /^test\/(http|middleware|multiprocess|prometheus|runtime-metrics|store\/(platform|recording))\//;
const runsOnce = (path) => /^test\/architecture|\.node\.test\.ts$/.test(path) && !asksNode.test(path);

/** For each layout one suite and the bytes of its snapshots, and one for what all have in common; the bytes of whole intervals. */
const samplesTheKernel =
  /\/(same-bytes|value-policy|exponential\/(histogram|bytes)|explicit\/(explicit-histogram|bytes)|hdr\/(hdr-histogram|fingerprint)|summary\/(summary|bytes)|merge\/merge|query\/counting)\.test/;

/** Makes code from text, or compiles Wasm where its subject is: workerd does neither once it runs. Pages' own; seconds of memory. */
const isNotOfWorkerd =
  /^test\/(api\/openapi|hdr\/differences|chart\/png\/render-png|kernel\/(no-wasm|without-)|kernel-js\/|browser\/|regression\/a-few-bytes)/;

const everything = () => true;
const nothing = () => false;
const ofTheRuntime = (path) => !needsOnlyAnEngine.test(path);
const ofTheKernel = (path) => usesTheKernel.test(path) && ofTheRuntime(path);
const ofTheKernelAndItsReaders = (path) => ofTheKernel(path) || readsTheKernel.test(path);
const sampleOfTheKernel = (path) => samplesTheKernel.test(path) && ofTheKernelAndItsReaders(path);
const ofAnotherNode = (path) => ofTheRuntime(path) && !runsOnce(path);
const ofThePlatform = (path) => ofTheRuntime(path) && (!computes.test(path) || sampleOfTheKernel(path));
const ofAnotherEngine = (path) => !computes.test(path) || computesWithNumbers.test(path);
const ofWorkerd = (path) => ofTheRuntime(path) && !isNotOfWorkerd.test(path);
const sampleOfWorkerd = (path) => sampleOfTheKernel(path) || answersRequests.test(path);

/**
 * @typedef {object} Variant
 * @property {string} runtime
 * @property {'worker' | 'shared-worker' | 'service-worker'} [context] of a browser; the page itself if left out
 * @property {'simd' | 'scalar' | 'js' | 'debug'} kernel `simd` is the default: what the library chooses by itself
 * @property {'default' | 'development'} condition which build package.json's exports resolve to
 * @property {(path: string) => boolean} runs which test files
 * @property {(path: string) => boolean} [unasked] which of them where neither this runtime nor everything was asked for; all if left out
 * @property {string} why what these files prove here; `npm test -- --help` prints it
 */

/** @type {readonly Variant[]} */
export const variants = [
  {
    ...{ runtime: 'node', kernel: 'simd', condition: 'default', runs: everything },
    why: 'every file',
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
  ...['node22', 'node24', 'node26'].map((runtime) => ({
    ...{ runtime, kernel: 'simd', condition: 'default', runs: ofAnotherNode, unasked: sampleOfTheKernel },
    why: "as in Deno, and what Node's servers, files and workers do: another V8, another platform",
  })),
  {
    ...{ runtime: 'deno', kernel: 'simd', condition: 'default', runs: ofTheRuntime, unasked: ofThePlatform },
    why: "every file but those that need an engine alone, and that is Node's; unasked, without what is computed of what was recorded",
  },
  {
    ...{ runtime: 'deno', kernel: 'js', condition: 'default', runs: sampleOfTheKernel },
    why: 'a suite of each layout: it loads, and its bytes are those of Node, which ran the rest',
  },
  {
    ...{ runtime: 'bun', kernel: 'simd', condition: 'default', runs: everything, unasked: ofAnotherEngine },
    why: 'every file: another engine, JavaScriptCore; unasked, of what is computed what depends on how engines compute',
  },
  {
    ...{ runtime: 'bun', kernel: 'js', condition: 'default', runs: sampleOfTheKernel },
    why: 'a suite of each layout, as in Deno',
  },
  {
    ...{ runtime: 'workerd', kernel: 'simd', condition: 'default', runs: ofWorkerd },
    ...{
      unasked: sampleOfWorkerd,
      why: 'as in Deno, but for what compiles, what pages have, and what takes much memory; the kernel is handed in as a module',
    },
  },
  {
    ...{ runtime: 'workerd', kernel: 'js', condition: 'default', runs: sampleOfTheKernel },
    ...{ unasked: nothing, why: 'a suite of each layout, as in Deno' },
  },
  ...inBrowser('chromium', { unasked: ofThePlatform }),
  ...inBrowser('firefox', { unasked: sampleOfTheKernel }),
  ...inBrowser('webkit', { unasked: sampleOfTheKernel }),
];

/** Pages, and each kind of worker. @returns {Variant[]} */
function inBrowser(runtime, { unasked }) {
  const page = { runtime, kernel: 'simd', condition: 'default' };
  return [
    {
      ...{ ...page, runs: ofTheRuntime, unasked },
      why: 'as in Deno; *.page.test.ts and *.worker.test.ts run in browsers alone',
    },
    { ...page, kernel: 'js', runs: sampleOfTheKernel, why: 'a suite of each layout, as in Deno' },
    ...['worker', 'shared-worker', 'service-worker'].map((context) => ({
      ...{ ...page, context, runs: sampleOfTheKernel },
      why: 'a suite of each layout: it loads here, too, and gives the same bytes',
    })),
  ];
}

export const runtimeNames = [...new Set(variants.map(({ runtime }) => runtime))];
export const kernelNames = [...new Set(variants.map(({ kernel }) => kernel))];

/** The table above, a line for each variant, for readers. */
export const selection = variants.map((variant) => `${labelOf(variant).padEnd(36)}${variant.why}`).join('\n');

/**
 * The variants of the chosen runtimes and kernels, each with all of its files where its runtime is among those asked for, or all are.
 *
 * @param {{ runtimes?: string[], kernels?: string[], isEverywhere?: boolean }} options
 * @returns {Variant[]}
 */
export function chooseVariants({ runtimes, kernels = kernelNames, isEverywhere = false } = {}) {
  const isAsked = isEverywhere || runtimes !== undefined;
  return variants
    .filter(({ runtime, kernel }) => (runtimes ?? runtimeNames).includes(runtime) && kernels.includes(kernel))
    .map((variant) => (isAsked ? variant : { ...variant, runs: variant.unasked ?? variant.runs }));
}

/** Where the bundles of a variant run. @returns {'process' | 'page' | 'workerd'} */
export function placeOf({ runtime }) {
  if (runtime === 'workerd') return 'workerd';
  return ['chromium', 'firefox', 'webkit'].includes(runtime) ? 'page' : 'process';
}

/** The files among these that a variant runs. */
export function testsOf(variant, tests) {
  return tests.filter(
    ({ path, only }) => (only === undefined || only === kindOf(variant)) && variant.runs(path),
  );
}

/** What a variant is to files that run in one kind of place alone. */
function kindOf(variant) {
  if (variant.context !== undefined) return undefined;
  return variant.runtime.startsWith('node') ? 'node' : placeOf(variant);
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

export function labelOf({ runtime, context, kernel, condition }) {
  const parts = [runtime, context, kernel, condition === 'default' ? undefined : condition];
  return parts.filter(Boolean).join(' · ');
}

function isDefaultKernel({ kernel }) {
  return kernel === 'simd';
}

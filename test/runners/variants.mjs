// What is tested where: a runtime, a build of the modules and a build of the kernel.

/**
 * @typedef {object} Variant
 * @property {'node' | 'deno' | 'bun' | 'chromium'} runtime
 * @property {'simd' | 'scalar' | 'debug'} kernel `simd` is the default: what the library chooses by itself
 * @property {'default' | 'development'} condition which build package.json's exports resolve to
 */

/** @type {readonly Variant[]} */
const variants = [
  { runtime: 'node', kernel: 'simd', condition: 'default' },
  { runtime: 'node', kernel: 'scalar', condition: 'default' },
  { runtime: 'node', kernel: 'debug', condition: 'default' },
  { runtime: 'node', kernel: 'simd', condition: 'development' },
  { runtime: 'deno', kernel: 'simd', condition: 'default' },
  { runtime: 'deno', kernel: 'scalar', condition: 'default' },
  { runtime: 'bun', kernel: 'simd', condition: 'default' },
  { runtime: 'bun', kernel: 'scalar', condition: 'default' },
  { runtime: 'chromium', kernel: 'simd', condition: 'default' },
  { runtime: 'chromium', kernel: 'scalar', condition: 'default' },
];

export const runtimeNames = [...new Set(variants.map(({ runtime }) => runtime))];
export const kernelNames = [...new Set(variants.map(({ kernel }) => kernel))];

/** The variants of the chosen runtimes and kernels. */
export function chooseVariants({ runtimes = runtimeNames, kernels = kernelNames } = {}) {
  return variants.filter(({ runtime, kernel }) => runtimes.includes(runtime) && kernels.includes(kernel));
}

/**
 * The files that a variant runs: all of them by default, the histogram suites on another build. Only the kernel's rooms
 * differ by build: in development they check what the hot path is handed.
 */
export function testsOf(variant, tests) {
  return tests.filter(
    (test) =>
      (variant.runtime === 'node' || !test.nodeOnly) &&
      (variant.runtime === 'chromium' || !test.pageOnly) &&
      (isDefaultBuild(variant) || test.everyBuild),
  );
}

/** The kernel file that the library is told to load before any test; none by default. */
export function kernelFileOf(variant) {
  return isDefaultKernel(variant) ? undefined : `dist/kernel/${variant.kernel}.wasm`;
}

export function labelOf({ runtime, kernel, condition }) {
  return condition === 'default' ? `${runtime} · ${kernel}` : `${runtime} · ${kernel} · ${condition}`;
}

function isDefaultBuild({ kernel, condition }) {
  return isDefaultKernel({ kernel }) && condition === 'default';
}

function isDefaultKernel({ kernel }) {
  return kernel === 'simd';
}

/**
 * One kernel per realm: its compiled modules and their instances in one memory are the only module-level state of
 * the library. The first histogram instantiates it, synchronously, from the bytes in the bundle.
 */
import scalar from '../../dist/kernel/exponential.scalar.wasm';
import simd from '../../dist/kernel/exponential.simd.wasm';
import { InferometerError } from '../errors.ts';
import type { Constant, CoreExports } from './abi.ts';
import { type Builds, instantiate, type NamedValues, type WasmSource } from './loader.ts';
import { attachMemory } from './memory.ts';
import { checked, instantiatePart } from './part.ts';

let kernel: CoreExports | undefined;

/** In an object: the build puts a constant text wherever it is named, and these are 10 KB each. */
const builds: Builds = { simd, scalar };

/** The kernel; instantiates it the first time. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION */
export function useKernel(): CoreExports {
  return kernel ?? use(instantiatePart<CoreExports>(builds));
}

/**
 * Access to the functions of a further part, instantiated in the kernel's memory when first used.
 *
 * @param marker An export of the part: a kernel that has it was loaded whole and serves it itself.
 */
export function partOf<Exports extends { readonly ABI_VERSION: Constant }>(
  marker: keyof Exports & string,
  ownBuilds: Builds,
): () => Exports {
  let exports: Exports | undefined;
  return () => {
    if (exports) return exports;
    const core = useKernel();
    const { memory, allocate, release } = core;
    exports =
      marker in core
        ? (core as unknown as Exports)
        : plain(instantiatePart<Exports>(ownBuilds, { env: { memory }, kernel: { allocate, release } }));
    return exports;
  };
}

/**
 * Loads the kernel before its first use: from the bytes in the bundle without blocking, or from a source of your
 * own where a page or a platform forbids compiling from bytes. `inferometer/kernel.wasm` is the whole kernel.
 *
 * @param source Wasm bytes, a compiled module, a response, or a URL to fetch.
 * @throws KERNEL_ALREADY_LOADED when a histogram was made before; KERNEL_VERSION for a file of another release.
 * @example
 * import module from 'inferometer/kernel.wasm';   // Cloudflare Workers
 * await loadKernel(module);
 */
export async function loadKernel(source?: WasmSource | URL): Promise<void> {
  if (kernel) {
    throw new InferometerError(
      'KERNEL_ALREADY_LOADED',
      'the kernel is in use already. Call loadKernel() before the first histogram is made.',
    );
  }
  const given = source instanceof URL ? await fetch(source) : source;
  const exports = await instantiate(given ?? builds);
  // Somebody may have made a histogram while this was compiling; the kernel in use stays.
  if (!kernel) use(checked(withEmbeddedNames(exports) as CoreExports));
}

/** Under the names that the embedded kernel has; which may be those. */
function withEmbeddedNames(exports: NamedValues): unknown {
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [KERNEL_NAMES[name] ?? name, value]),
  );
}

function use(exports: CoreExports): CoreExports {
  attachMemory(exports.memory);
  kernel = plain(exports);
  return kernel;
}

/** A module's exports object is slow to look into (V8 keeps it as a dictionary); a plain copy is not. */
function plain<Exports extends object>(exports: Exports): Exports {
  return { ...exports };
}

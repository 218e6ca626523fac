/**
 * The kernel in parts, so that a bundle carries the layouts it uses and no other. The exponential part owns the
 * memory and its allocator; every further part runs in that memory. A kernel that was loaded whole serves all.
 */
import { InferometerError } from '../errors.ts';
import { ABI_VERSION, type Constant } from './abi.ts';
import { type Builds, instantiateEmbedded, type NamedValues } from './loader.ts';

/** What every part exports. */
interface Versioned {
  readonly ABI_VERSION: Constant;
}

/**
 * Compiles and instantiates a part from the bytes in the bundle.
 *
 * @param imports of every part but the one that owns the memory. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION
 */
export function instantiatePart<Exports extends Versioned>(
  builds: Builds,
  imports?: Readonly<Record<string, NamedValues>>,
): Exports {
  try {
    return checked(instantiateEmbedded(builds, imports) as unknown as Exports);
  } catch (cause) {
    if (cause instanceof InferometerError) throw cause;
    throw new InferometerError(
      'KERNEL_UNAVAILABLE',
      `Wasm cannot be compiled from bytes here. Allow 'wasm-unsafe-eval' in the page's script-src; in workers await loadKernel(module) of "inferometer/kernel.wasm" first; or pass enabled: false.`,
      { cause },
    );
  }
}

/** @throws KERNEL_VERSION for a part of another release. */
export function checked<Exports extends Versioned>(exports: Exports): Exports {
  const version = exports.ABI_VERSION?.value;
  if (version === ABI_VERSION) return exports;
  throw new InferometerError(
    'KERNEL_VERSION',
    `the kernel has ABI ${version}, this library needs ${ABI_VERSION}. Load the kernel.wasm of the same release.`,
  );
}

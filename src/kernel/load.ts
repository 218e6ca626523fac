/**
 * One kernel per realm: the compiled module and its instance are the only module-level state of the library.
 * The first histogram instantiates it, synchronously, from the bytes in the bundle.
 */
import { instantiate, instantiateSync } from '@assemblyscript/loader';
import scalarBytes from '../../dist/kernel/scalar.wasm';
import simdBytes from '../../dist/kernel/simd.wasm';
import { InferometerError } from '../errors.ts';
import { ABI_VERSION, type KernelExports } from './abi.ts';
import { refreshViews } from './memory.ts';

let kernel: KernelExports | undefined;

/** The kernel; instantiates it the first time. @throws KERNEL_UNAVAILABLE where Wasm cannot be compiled from bytes. */
export function useKernel(): KernelExports {
  return kernel ?? adopt(instantiateHere());
}

/**
 * Loads the kernel before its first use: from the bytes in the bundle without blocking, or from a source of your
 * own where a page or a platform forbids compiling from bytes (`inferometer/kernel.wasm` is that file).
 *
 * @param source Wasm bytes, a compiled module, a response, or a URL to fetch.
 * @throws KERNEL_ALREADY_LOADED when a histogram was made before; KERNEL_VERSION for a file of another version.
 * @example
 * import module from 'inferometer/kernel.wasm';   // Cloudflare Workers
 * await loadKernel(module);
 */
export async function loadKernel(source?: BufferSource | WebAssembly.Module | Response | URL): Promise<void> {
  if (kernel) {
    throw new InferometerError(
      'KERNEL_ALREADY_LOADED',
      'the kernel is in use already. Call loadKernel() before the first histogram is made.',
    );
  }
  const bytes = source instanceof URL ? await fetch(source) : (source ?? bundledBytes());
  const { instance } = await instantiate(bytes as WebAssembly.Module);
  if (!kernel) adopt(instance);
}

function instantiateHere(): WebAssembly.Instance {
  try {
    return instantiateSync(bundledBytes()).instance;
  } catch (cause) {
    throw new InferometerError(
      'KERNEL_UNAVAILABLE',
      'Wasm cannot be compiled from bytes here. Pass a compiled module: await loadKernel(module) with the module of "inferometer/kernel.wasm".',
      { cause },
    );
  }
}

function adopt(instance: WebAssembly.Instance): KernelExports {
  // The exports as they are: the loader's own are wrapped in closures, which costs on every call.
  const exports = instance.exports as unknown as KernelExports;
  const version = exports.ABI_VERSION?.value;
  if (version !== ABI_VERSION) {
    throw new InferometerError(
      'KERNEL_VERSION',
      `the kernel has ABI ${version}, this library needs ${ABI_VERSION}. Load the kernel.wasm of the same release.`,
    );
  }
  refreshViews(exports.memory);
  kernel = exports;
  return exports;
}

/** A module whose one function uses v128: valid only where SIMD is. */
const SIMD_PROBE =
  '\0asm\x01\0\0\0\x01\x05\x01\x60\0\x01\x7b\x03\x02\x01\0\x0a\x0a\x01\x08\0\x41\0\xfd\x0f\xfd\x62\x0b';

function bundledBytes(): Uint8Array<ArrayBuffer> {
  return bytesOf(WebAssembly.validate(bytesOf(SIMD_PROBE)) ? simdBytes : scalarBytes);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

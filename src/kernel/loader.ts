/**
 * Wasm to a running instance, in the two ways that there are. The synchronous one is two constructors of the platform,
 * and in every bundle. The asynchronous one is the loader of AssemblyScript as it is published; it sets up a text
 * decoder when it is imported, so it is imported on demand, and only programs that call `loadKernel` carry it.
 */
import { wasmBytes } from './bytes.ts';
import type { Imports, NamedValues, Part } from './part.ts';

/** Bytes, a compiled module, or an answer that carries one of these as `application/wasm`. */
export type WasmSource = ArrayBuffer | ArrayBufferView<ArrayBuffer> | WebAssembly.Module | Response;

/** The exports of an embedded part. @throws what the engine throws, where it may not compile, or knows no SIMD */
export function instantiateEmbedded({ simd }: Part, imports?: Imports): NamedValues {
  return new WebAssembly.Instance(new WebAssembly.Module(wasmBytes(simd)), imports as WebAssembly.Imports)
    .exports;
}

/** The exports of a source, or of an embedded part, without blocking: an answer is compiled while it arrives. */
export async function instantiate(source: WasmSource | Part): Promise<NamedValues> {
  // The loader knows a module by its class, which is another one for modules of another realm, as those of Next's edge runtime.
  if (isModule(source)) return (await WebAssembly.instantiate(source as WebAssembly.Module, {})).exports;
  const loader = await import('@assemblyscript/loader');
  const { instance } = await loader.instantiate('simd' in source ? wasmBytes(source.simd) : source);
  // The exports as they are: the loader's own are wrapped in closures, which costs on every call.
  return instance.exports;
}

function isModule(source: unknown): boolean {
  return {}.toString.call(source) === '[object WebAssembly.Module]';
}

/**
 * Wasm to a running instance, in the two ways that there are. The synchronous one is two constructors of the platform,
 * and in every bundle. The asynchronous one is the loader of AssemblyScript as it is published; it sets up a text
 * decoder when it is imported, so it is imported on demand, and only programs that call `loadKernel` carry it.
 */
import { wasmBytes } from './bytes.ts';

/** The texts of two builds of the same source, as the build script embeds them. */
export interface Builds {
  readonly simd: string;
  readonly scalar: string;
}

/** Bytes, a compiled module, or an answer that carries one of these as `application/wasm`. */
export type WasmSource = ArrayBuffer | ArrayBufferView<ArrayBuffer> | WebAssembly.Module | Response;

/** What a module takes or gives, by name. */
export type NamedValues = Readonly<Record<string, unknown>>;

/** The exports of the embedded build that this engine can run. @throws what the engine throws, where it may not compile */
export function instantiateEmbedded(
  builds: Builds,
  imports?: Readonly<Record<string, NamedValues>>,
): NamedValues {
  return new WebAssembly.Instance(compileEmbedded(builds), imports as WebAssembly.Imports).exports;
}

/** Without SIMD, an engine refuses the one build and takes the other. */
function compileEmbedded({ simd, scalar }: Builds): WebAssembly.Module {
  try {
    return new WebAssembly.Module(wasmBytes(simd));
  } catch {
    return new WebAssembly.Module(wasmBytes(scalar));
  }
}

/** The exports of a source, or of the embedded builds, without blocking: an answer is compiled while it arrives. */
export async function instantiate(source: WasmSource | Builds): Promise<NamedValues> {
  const loader = await import('@assemblyscript/loader');
  const { instance } = await loader.instantiate(
    'simd' in source
      ? WebAssembly.compile(wasmBytes(source.simd)).catch(() => wasmBytes(source.scalar))
      : source,
  );
  // The exports as they are: the loader's own are wrapped in closures, which costs on every call.
  return instance.exports;
}

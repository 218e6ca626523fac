/**
 * hdr-histogram-js had to be told to load its Wasm. Here the first histogram does it, so these do nothing; where
 * compiling from bytes is forbidden, `loadKernel` of `inferometer/histogram` takes a module.
 */
export function initWebAssembly(): Promise<void> {
  return Promise.resolve();
}

export function initWebAssemblySync(): void {}

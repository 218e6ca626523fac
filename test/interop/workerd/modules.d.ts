declare module 'kernel.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
declare module 'resvg.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
// Its path, as a module of CommonJS has it.
declare module 'workerd' {
  const workerd: { readonly default: string };
  export default workerd;
}

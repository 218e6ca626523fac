// Vectors are imported as text, so that the same test file finds them in a process and in a page.
declare module '*.hlog' {
  const text: string;
  export default text;
}
declare module '*.txt' {
  const text: string;
  export default text;
}
// A script for a worker: the file of that name, bundled.
declare module '*?worker' {
  const program: string;
  export default program;
}
// What the platform has compiled, in workerd.
declare module '@resvg/resvg-wasm/index_bg.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

/** The build embeds a Wasm file as printable text, which compresses nearly as well as the file; see bytes.ts. */
declare module '*.wasm' {
  const bytes: string;
  export default bytes;
}

/** A part of the kernel as scripts/kernel-js.mjs writes it: see `JsPart` in loader.ts. */
declare module '*.wasm2js.js' {
  export default function part(imports?: object): Readonly<Record<string, unknown>>;
}

/** Set by the build: true in dist/development, where misuse on recording paths throws instead of being counted. */
declare const DEVELOPMENT: boolean;

/** Set by the build: the version in package.json. */
declare const LIBRARY_VERSION: string;

/** Set by the build: what the embedded kernel calls each export of assembly/README.md; empty where it calls it so too. */
declare const KERNEL_NAMES: Readonly<Record<string, string>>;

/**
 * The kernel in parts, so that a bundle carries the layouts it uses and no other. The exponential part owns the
 * memory and its allocator; every further part runs in that memory. A kernel that was loaded whole serves all.
 */
import { InferometerError } from '../errors.ts';
import { ABI_VERSION, type Constant } from './abi.ts';

/** A part as a bundle carries it. */
export interface Part {
  /** Of its folder in assembly/. */
  readonly name: string;
  /** Wasm, as a text that the build script makes of it. */
  readonly simd: string;
}

/** What a part takes or gives, by name. */
export type NamedValues = Readonly<Record<string, unknown>>;

/** What every part but the first takes of that, by module. */
export type Imports = Readonly<Record<string, NamedValues>>;

/** A part as JavaScript: makes its functions. */
export type JsPart = (imports?: Imports) => NamedValues;

/** What every part exports. */
export interface Versioned {
  readonly ABI_VERSION: Constant;
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

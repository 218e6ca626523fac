/**
 * One kernel per realm: its parts in one memory are the only module-level state of the library. The first histogram
 * instantiates it, synchronously, from the bytes in the bundle, or where these cannot be compiled as JavaScript.
 */
import simd from '../../dist/kernel/exponential.simd.wasm';
import { InferometerError } from '../errors.ts';
import { attempted } from '../runtime/index.ts';
import type { CoreExports } from './abi.ts';
import { jsPart, provideParts } from './js-parts.ts';
import { instantiate, instantiateEmbedded, type WasmSource } from './loader.ts';
import { attachMemory, attachNoMemory } from './memory.ts';
import { checked, type Imports, type JsPart, type NamedValues, type Part, type Versioned } from './part.ts';

/** What the kernel is: Wasm, or the JavaScript that the build makes of the same sources. */
export type KernelKind = 'wasm' | 'js';

let kernel: CoreExports | undefined;

/** Why Wasm cannot be compiled here. It is tried once, since a page's policy may have each attempt reported. */
let refusal: ErrorOptions | undefined;

/** Settled once it is known whether the JavaScript kernel can be loaded; undefined where nobody had to wait for it. */
let arrival: Promise<void> | undefined;

/** What is done when it is there; undefined unless it is being loaded. */
let waiting: (() => void)[] | undefined;

const WAITING_LIMIT = 10_000;

/** The first uses of further parts that this program has. */
const furtherUses: (() => unknown)[] = [];

/** In an object: the build puts a constant text wherever it is named, and these are 10 KB each. */
const owner: Part = { name: 'exponential', simd };

/** The kernel; instantiates it the first time. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION */
export function useKernel(): CoreExports {
  return kernel ?? use(instantiated<CoreExports>(owner));
}

/**
 * Begins to load the kernel where that takes time. It does not throw, for who can do without it meanwhile: what has no block
 * stages all the same, and `deferred` does the rest.
 */
export function prepareKernel(): undefined {
  try {
    useKernel();
  } catch {
    attachNoMemory();
  }
}

/** Does this when the kernel is there. False where it is not being loaded, or too much waits already. */
export function deferred(task: () => void): boolean {
  return waiting !== undefined && waiting.length < WAITING_LIMIT && waiting.push(task) > 0;
}

/** Prepares the kernel, and tells what it is once that is known; undefined where there is none. */
export async function preparedKernelKind(): Promise<KernelKind | undefined> {
  prepareKernel();
  await arrival;
  return kernelKind();
}

/**
 * What the kernel in use is: `'wasm'`, or `'js'` where Wasm cannot be compiled; undefined before the first histogram, and
 * while it is being loaded. Both give the same results; JavaScript takes several times as long.
 */
export function kernelKind(): KernelKind | undefined {
  return kernel && (kernel.memory.follow ? 'js' : 'wasm');
}

/**
 * Access to the functions of a further part, instantiated in the kernel's memory when first used.
 *
 * @param marker An export of the part: a kernel that has it was loaded whole and serves it itself.
 */
export function partOf<Exports extends Versioned>(marker: keyof Exports & string, part: Part): () => Exports {
  let exports: Exports | undefined;
  const usePart = () => {
    if (exports) return exports;
    const core = useKernel();
    const { memory, allocate, release } = core;
    exports =
      marker in core
        ? (core as unknown as Exports)
        : plain(instantiated<Exports>(part, { env: { memory }, kernel: { allocate, release } }));
    return exports;
  };
  furtherUses.push(usePart);
  return usePart;
}

/**
 * Loads the kernel before its first use: from the bytes in the bundle without blocking, and as JavaScript where these cannot
 * be compiled; or from a source of your own. `inferometer/kernel.wasm` is the whole kernel. Afterwards every layout of histograms is
 * there at once, also where a telemetry has made the kernel before.
 *
 * @param source Wasm bytes, a compiled module, a response, or a URL to fetch.
 * @throws KERNEL_ALREADY_LOADED for a source when a histogram was made before; KERNEL_VERSION for a file of another release;
 * KERNEL_UNAVAILABLE where the JavaScript cannot be loaded either.
 * @example
 * import module from 'inferometer/kernel.wasm';   // Cloudflare Workers
 * await loadKernel(module);
 */
export async function loadKernel(source?: WasmSource | URL): Promise<void> {
  if (kernel) {
    if (source !== undefined) throw alreadyLoaded();
    if (furtherUses.every(attempted)) return;
  } else if (!refusal || source !== undefined) {
    try {
      const given = isUrl(source) ? await fetch(source) : source;
      const exports =
        given === undefined && isModuleLevel()
          ? instantiateEmbedded(owner)
          : await instantiate(given ?? owner);
      // Somebody may have made a histogram while this was compiling; the kernel in use stays.
      if (!kernel) use(checked(withEmbeddedNames(exports) as CoreExports));
      return;
    } catch (cause) {
      if (source !== undefined || cause instanceof InferometerError) throw cause;
      refusal = { cause };
    }
  }
  const { parts } = await import('./js/parts.ts').catch((cause) => {
    throw unavailable({ cause });
  });
  provideJs(parts);
  useKernel();
}

/** Also of another realm, whose class is another. */
function isUrl(source: unknown): source is URL {
  return (source as URL | undefined)?.href !== undefined;
}

/**
 * Takes these parts of the JavaScript kernel for those that Wasm cannot be compiled for.
 *
 * @param isAlways Takes them for all of them, now. @throws KERNEL_ALREADY_LOADED when another kernel is in use then.
 */
export function provideJs(parts: Readonly<Record<string, JsPart>>, isAlways = false): void {
  provideParts(parts);
  if (isAlways) {
    if (kernelKind() === 'wasm') throw alreadyLoaded();
    refusal ??= {};
  }
  if (isAlways || waiting) useKernel();
}

/**
 * A part of the kernel that the bundle brings along: Wasm, or JavaScript where that may not be compiled, also in the memory of
 * parts that could be. @throws KERNEL_UNAVAILABLE, KERNEL_VERSION
 */
function instantiated<Exports extends Versioned>(part: Part, imports?: Imports): Exports {
  let exports: NamedValues | undefined;
  if (!refusal) {
    try {
      exports = instantiateEmbedded(part, imports);
    } catch (cause) {
      refusal = { cause };
    }
  }
  exports ??= jsPart(part.name)?.(imports);
  if (exports) return checked(exports as unknown as Exports);
  request();
  throw unavailable(refusal);
}

/** Loads the JavaScript kernel, once; who records meanwhile waits for it. */
function request(): void {
  if (kernel || arrival) return;
  attachNoMemory();
  waiting = [];
  arrival = import('./js/exponential.ts')
    .then(({ default: exponential }) => {
      provideParts({ exponential });
      useKernel();
    })
    .catch(() => {})
    .then(stopWaiting);
}

function use(exports: CoreExports): CoreExports {
  attachMemory(exports.memory);
  kernel = plain(exports);
  stopWaiting();
  // Now, or as JavaScript later.
  if (isModuleLevel()) furtherUses.forEach(attempted);
  return kernel;
}

/** Of workerd, where it is 1970: Wasm may be compiled, and never again, and nothing that takes time comes to its end. */
function isModuleLevel(): boolean {
  return Date.now() === 0;
}

function stopWaiting(): void {
  const tasks = waiting ?? [];
  waiting = undefined;
  for (const task of tasks) task();
}

function unavailable(options: ErrorOptions | undefined): InferometerError {
  return new InferometerError(
    'KERNEL_UNAVAILABLE',
    `Wasm cannot be compiled here, and the JavaScript kernel is not loaded. Call await loadKernel() first, or provideJsKernel() of "inferometer/kernel-js", or allow 'wasm-unsafe-eval' in the page's script-src.`,
    options,
  );
}

function alreadyLoaded(): InferometerError {
  return new InferometerError(
    'KERNEL_ALREADY_LOADED',
    'the kernel is in use already. Call this before the first histogram or telemetry is made.',
  );
}

/** Under the names that the embedded kernel has; which may be those. */
function withEmbeddedNames(exports: NamedValues): unknown {
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [KERNEL_NAMES[name] ?? name, value]),
  );
}

/** A module's exports object is slow to look into (V8 keeps it as a dictionary); a plain copy is not. */
function plain<Exports extends object>(exports: Exports): Exports {
  return { ...exports };
}

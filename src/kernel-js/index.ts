/** The kernel without WebAssembly, for places that forbid it. */
import { provideJs } from '../kernel/index.ts';
import { parts } from '../kernel/js/parts.ts';
import { type Codes, requireBoolean, requireFields } from '../validate.ts';

const OPTION: Codes = {
  kind: 'KERNEL_OPTION_KIND',
  range: 'KERNEL_OPTION_KIND',
  remedy: 'Correct it, or leave it out.',
};

export interface JsKernelOptions {
  /** Takes it even where Wasm can be compiled; false if left out. It records several times slower. */
  readonly always?: boolean;
}

/**
 * Has the kernel as JavaScript at hand, so that histograms can be made at once where WebAssembly cannot be compiled: under a
 * Content-Security-Policy without `'wasm-unsafe-eval'`, in `node --jitless`, or in an engine without it. It is compiled from the
 * same sources and gives the same results, byte for byte. Call it before the first histogram or telemetry; where Wasm can be
 * compiled, that is taken as ever.
 *
 * Without it the library loads this kernel by itself where it has to, which in pages takes a moment.
 *
 * @throws KERNEL_ALREADY_LOADED for `always` when a Wasm kernel is in use; KERNEL_OPTION_KIND, KERNEL_UNKNOWN_OPTION
 * @example
 * import { provideJsKernel } from 'inferometer/kernel-js';
 * provideJsKernel();
 */
export function provideJsKernel(options: JsKernelOptions = {}): void {
  requireFields('KERNEL_OPTION_KIND', 'KERNEL_UNKNOWN_OPTION', options, ['always']);
  const { always = false } = options;
  provideJs(parts, requireBoolean(OPTION, 'always', always));
}

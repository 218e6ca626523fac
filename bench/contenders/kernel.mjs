/**
 * The kernel by itself, with the values in its own memory, as C has them in its: what `recordMany` does once it has
 * copied them there. The layouts are those of inferometer.mjs.
 */
import { BOUNDS_SECONDS } from '../worker/data.mjs';
import { inferometerDefault, inferometerExplicit, inferometerHdr } from './inferometer.mjs';
import { CHECKED_QUANTILES } from './subject.mjs';

const DOUBLE_BYTES = 8;

/**
 * @param subject the facade's, whose unit and accuracy are the kernel's.
 * @param layout how the names of the kernel's functions begin.
 * @param create makes the histogram; `hold(numbers)` puts numbers into kernel memory and gives their address.
 */
function kernelHistogram(subject, layout, create) {
  return {
    unit: subject.unit,
    relativeError: subject.relativeError,
    async open(values) {
      const { default: bytes } = await import('inferometer/kernel.wasm');
      const { instance } = await WebAssembly.instantiate(bytes);
      const kernel = { ...instance.exports };
      const numbersAt = (at, n) => new Float64Array(kernel.memory.buffer, at, n);
      const hold = (numbers) => {
        const at = kernel.allocate(numbers.length * DOUBLE_BYTES);
        numbersAt(at, numbers.length).set(numbers);
        return at;
      };
      const histogram = create(kernel, hold);
      return {
        scope: { histogram, record: kernel[`${layout}Record`], at: hold(values), n: values.length },
        count: () => kernel.headerCount(histogram),
        facts() {
          const seconds = subject.unit === 'microseconds' ? 1e-6 : 1;
          const at = hold(CHECKED_QUANTILES);
          kernel[`${layout}Quantiles`](histogram, at, CHECKED_QUANTILES.length);
          const found = numbersAt(at, CHECKED_QUANTILES.length);
          return {
            count: kernel.headerCount(histogram),
            relativeError: subject.relativeError,
            // Buckets of explicit bounds promise no error of a quantile.
            quantiles: subject.relativeError
              ? Object.fromEntries(CHECKED_QUANTILES.map((q, i) => [q, found[i] * seconds]))
              : {},
          };
        },
      };
    },
  };
}

export const exponentialKernel = kernelHistogram(inferometerDefault, 'exponential', (kernel) =>
  kernel.exponentialCreate(5, 2048),
);

export const explicitKernel = kernelHistogram(inferometerExplicit, 'explicit', (kernel, hold) =>
  kernel.explicitCreate(hold(BOUNDS_SECONDS), BOUNDS_SECONDS.length),
);

/** Three digits, from one unit to 2^63: 2^10 buckets per power of two. */
export const hdrKernel = kernelHistogram(inferometerHdr, 'hdr', (kernel) =>
  kernel.hdrCreate(10, 0, (63 + 1 - 10) << 10, 0),
);

// Every export of `inferometer/kernel-js`.
import * as kernelJs from 'inferometer/kernel-js';

export const calls = {
  provideJsKernel: () => {
    const options: kernelJs.JsKernelOptions = { always: false };
    kernelJs.provideJsKernel(options);
  },
} satisfies Record<keyof typeof kernelJs, () => unknown>;

/** `inferometer/browser/page`: the page around inference: what it felt of it, the memory of its GPU, and its web vitals. */
export { type GpuDevice, type GpuMemory, type GpuOptions, watchGpu } from './gpu.ts';
export { type PageWatch, watchPage } from './watch-page.ts';
export { recordWebVitals, type WebVital, type WebVitals } from './web-vitals.ts';

// Every export of `inferometer/browser/page`, called as a program would, where there is no page.
import { createTelemetry, type MemoryProbe } from 'inferometer';
import * as browser from 'inferometer/browser/page';
import { createMetrics, type OwnMetrics } from 'inferometer/metrics';

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('another result than expected');
}

export const calls = {
  watchPage: () => {
    const page: browser.PageWatch = browser.watchPage(createTelemetry());
    page.begin('glyphs')();
    page.stop();
  },
  watchGpu: () => {
    const device: browser.GpuDevice = {
      createBuffer: ({ size }: { size: number }) => ({ size, destroy() {} }),
      createTexture: () => ({}),
      destroy() {},
      lost: new Promise(() => {}),
    };
    const options: browser.GpuOptions = { device: 'first' };
    const memory: browser.GpuMemory = browser.watchGpu(createTelemetry(), device, options);
    device.createBuffer({ size: 16 } as never);
    const probe: MemoryProbe = memory;
    expect(probe.usedBytes() === 16 && memory.peakBytes() === 16);
  },
  recordWebVitals: () => {
    const metrics: OwnMetrics = createMetrics();
    const vital: browser.WebVital = { name: 'LCP', value: 900, id: 'v5-1', rating: 'good' };
    const module: browser.WebVitals = { onLCP: (report) => report(vital) };
    browser.recordWebVitals(metrics, module);
  },
} satisfies Record<keyof typeof browser, () => unknown>;

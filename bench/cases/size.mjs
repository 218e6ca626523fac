/** What a page downloads: a bundle of the one import that a user needs, minified, gzip -9, Wasm inside. */

const ENTRIES = [
  ['inferometer/histogram', "export { Histogram } from 'inferometer/histogram';"],
  ['inferometer', "export { createTelemetry } from 'inferometer';"],
  ['inferometer/browser', "export { createPageTelemetry } from 'inferometer/browser';"],
  ['hdr-histogram-js', "export { build, initWebAssembly } from 'hdr-histogram-js';"],
  ['sketches-js', "export { DDSketch } from '@datadog/sketches-js';"],
  ['OTel sdk-metrics', "export { MeterProvider } from '@opentelemetry/sdk-metrics';"],
  ['prom-client (bundles for Node only)', "export { Histogram, Registry } from 'prom-client';", 'node'],
];

export const sizeCases = [
  {
    name: 'size',
    title: 'download size, minified and gzipped',
    unit: 'bytes',
    per: 'bundle',
    nodeOnly: true,
    rounds: 1,
    contenders: ENTRIES.map(([name, entry, platform = 'browser']) => ({ name, bundle: { entry, platform } })),
  },
];

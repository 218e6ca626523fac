#!/usr/bin/env node
// Draws docs/latency.svg, the picture of the README: the latencies of a run of the demo. Needs a built dist/.
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}node_modules/.cache/inferometer-demo/picture.mjs`;

await build({
  absWorkingDir: root,
  stdin: {
    resolveDir: root,
    contents: `
      import { createTelemetry } from 'inferometer';
      import { mergeSnapshots, toSvg } from 'inferometer/histogram';
      import { runJob } from './examples/demo/job.ts';
      import { memoryModelStore } from './examples/demo/model-store.ts';
      export async function draw() {
        const telemetry = createTelemetry();
        await runJob({ telemetry, store: memoryModelStore(), models: 3, inferences: 400, epochs: 5 });
        const { metrics } = telemetry.snapshot();
        const { series } = metrics.find(({ definition }) => definition.name === 'inference_seconds');
        const latencies = mergeSnapshots(series.map(({ histogram }) => histogram));
        return toSvg(latencies, { title: 'Inference latency of the demo', unit: 'seconds' });
      }`,
  },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['@tensorflow/*'],
});

const { draw } = await import(pathToFileURL(bundle).href);
writeFileSync(`${root}docs/latency.svg`, await draw());

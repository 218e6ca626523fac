// The ways of onnxruntime in a page: with its Wasm build, and with WebGPU wished for, where the browser has it or not.
import * as ort from 'onnxruntime-web';
import { watchPage } from '../../../dist/browser/page/index.js';
import { createTelemetry } from '../../../dist/index.js';
import { instrumentOnnx } from '../../../dist/integrations/onnxruntime.js';
import { compared, countOf, localRecordOf, seriesOf } from './record.mjs';
import { onnxWays, watchedSession } from './ways-onnx.mjs';

ort.env.wasm.wasmPaths = '/ort/';
ort.env.wasm.numThreads = 1;

async function placed() {
  const telemetry = createTelemetry();
  const page = watchPage(telemetry);
  const session = await instrumentOnnx(telemetry, ort, { page }).create('/dense.onnx', {
    executionProviders: ['webgpu', 'wasm'],
  });
  for (let i = 0; i < 3; i++) {
    await session.run({ input: new ort.Tensor('float32', new Float32Array(4), [1, 4]) });
  }
  await new Promise((done) => setTimeout(done, 200));
  return {
    labels: seriesOf(telemetry, 'local_model_loads_total')[0].labels,
    runs: seriesOf(telemetry, 'local_inference_seconds').map(({ labels }) => labels),
    bytes: seriesOf(telemetry, 'model_download_bytes_total')[0],
    held: countOf(telemetry, 'inference_main_thread_held_seconds'),
  };
}

const results = await compared(
  onnxWays(ort, ['wasm']),
  (telemetry) => (telemetry ? watchedSession(telemetry, ort) : ort.InferenceSession),
  localRecordOf,
);
globalThis.result = { results, placed: await placed(), hasWebGpu: navigator.gpu !== undefined };

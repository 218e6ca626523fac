// Uses onnxruntime in every way, without telemetry and with it: `node read-onnx.mjs onnxruntime-node`. Prints what came of it.
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry } from '../../../dist/index.js';
import { instrumentOnnx, recordOnnxProfile } from '../../../dist/integrations/onnxruntime.js';
import { denseModel } from './onnx-model.mjs';
import { compared, countsBy, localRecordOf, seriesOf } from './record.mjs';
import { onnxWays, watchedSession } from './ways-onnx.mjs';

const [name] = process.argv.slice(2);
const ort = await import(name);
ort.env.wasm.numThreads = 1;
const ways = onnxWays(ort, name === 'onnxruntime-node' ? ['cpu'] : ['wasm']);
const results = await compared(
  ways,
  (telemetry) => (telemetry ? watchedSession(telemetry, ort) : ort.InferenceSession),
  localRecordOf,
);
const [{ labels }] = await placed();
console.log(`RESULTS ${JSON.stringify({ results, labels, profile: await profiled() })}`);
process.exit(0);

/** Where nothing was asked for. */
async function placed() {
  const telemetry = createTelemetry();
  await instrumentOnnx(telemetry, ort).create(denseModel());
  return seriesOf(telemetry, 'local_model_loads_total');
}

/** Kernels by what ran them, as the runtime's own file says; it has one in Node alone. */
async function profiled() {
  if (name !== 'onnxruntime-node') return undefined;
  const telemetry = createTelemetry();
  const profileFilePrefix = join(tmpdir(), `inferometer-${process.pid}`);
  const session = await ort.InferenceSession.create(denseModel(4, 3), {
    enableProfiling: true,
    profileFilePrefix,
  });
  await session.run({ input: new ort.Tensor('float32', new Float32Array(4), [1, 4]) });
  session.endProfiling();
  const { readdir } = await import('node:fs/promises');
  const file = (await readdir(tmpdir())).find((one) => one.startsWith(`inferometer-${process.pid}`));
  const path = join(tmpdir(), file);
  const text = await readFile(path, 'utf8');
  await rm(path);
  const told = recordOnnxProfile(telemetry, { modelId: 'dense' }, text);
  const kernels = JSON.parse(text).filter(
    ({ cat, name: event }) => cat === 'Node' && /_kernel_time$/.test(event),
  );
  return {
    told,
    kernels: kernels.length,
    devices: countsBy(telemetry, 'local_kernel_seconds', 'device'),
    types: countsBy(telemetry, 'local_kernel_seconds', 'kernel'),
  };
}

// Inference in a worker, with telemetry and without it, in turn: the time of each, by run.
const importedMs = performance.now();
const [ort, { createTelemetry }, { instrumentOnnx }] = await Promise.all([
  import('onnxruntime-web'),
  import('../../../dist/index.js'),
  import('../../../dist/integrations/onnxruntime.js'),
]);
ort.env.wasm.wasmPaths = '/ort/';
ort.env.wasm.numThreads = 1;
const telemetry = createTelemetry();
telemetry.trackInference({ modelId: 'first' }, () => 1);
const firstRecordMs = performance.now() - importedMs;

self.onmessage = async ({ data: { size, layers, items, rounds, perRound } }) => {
  const response = await fetch(`/dense.onnx?size=${size}&layers=${layers}`);
  const model = new Uint8Array(await response.arrayBuffer());
  const sessions = [
    await ort.InferenceSession.create(model),
    await instrumentOnnx(telemetry, ort, { modelId: 'dense' }).create(model),
  ];
  const feeds = { input: new ort.Tensor('float32', new Float32Array(size * items).fill(1), [items, size]) };
  for (const session of sessions) for (let i = 0; i < 20; i++) await session.run(feeds);
  const times = [[], []];
  for (let round = 0; round < rounds; round++) {
    // Which one is first changes, or whatever the first one pays for would be its own.
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const startedMs = performance.now();
      for (let i = 0; i < perRound; i++) await sessions[which].run(feeds);
      times[which].push((performance.now() - startedMs) / perRound);
    }
  }
  self.postMessage({ times, firstRecordMs });
};

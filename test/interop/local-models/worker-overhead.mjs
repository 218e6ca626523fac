// Inference in a worker, without telemetry, once more without it, and with it, in turn: the time of each, by run.
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
  const session = await ort.InferenceSession.create(model);
  // The same one: of two sessions of a model one is a hundredth faster all the time, by where its weights lie (measured).
  const runtime = { InferenceSession: { create: async () => session }, env: ort.env };
  const watched = await instrumentOnnx(telemetry, runtime, { modelId: 'dense' }).create();
  const sides = [session, session, watched];
  const feeds = { input: new ort.Tensor('float32', new Float32Array(size * items).fill(1), [items, size]) };
  for (const side of sides) for (let i = 0; i < 20; i++) await side.run(feeds);
  const times = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    // Which one is first, and which one follows which, changes: or what one leaves behind would be paid for by the same one.
    const order = times.map((_, turn) => (turn + round) % sides.length);
    for (const which of round % 2 === 0 ? order : order.reverse()) {
      const startedMs = performance.now();
      for (let i = 0; i < perRound; i++) await sides[which].run(feeds);
      times[which].push((performance.now() - startedMs) / perRound);
    }
  }
  self.postMessage({ times, firstRecordMs });
};

/**
 * TensorFlow.js, for a bundle that runs everywhere. Where it sees Node it asks for Node's modules, which such a bundle does not
 * have; so it is let see a browser's worker before it is loaded, and computes the same.
 */
export async function loadTfjs() {
  if (!('WorkerGlobalScope' in globalThis)) Object.assign(globalThis, { WorkerGlobalScope: class {} });
  const [core, layers] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-layers'),
    import('@tensorflow/tfjs-backend-cpu'),
  ]);
  await core.setBackend('cpu');
  return { core, layers };
}

/**
 * The job, for a bundle that runs everywhere. Where TensorFlow.js sees Node it asks for Node's modules, which such a
 * bundle does not have; so it is let see a browser's worker before it is loaded, and computes the same.
 */
export function loadJob(): Promise<typeof import('../../../examples/demo/job.ts')> {
  if (!('WorkerGlobalScope' in globalThis)) Object.assign(globalThis, { WorkerGlobalScope: class {} });
  return import('../../../examples/demo/job.ts');
}

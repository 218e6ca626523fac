/** Where trained models are kept: a port, with memory as the implementation that works everywhere. */

import type { io } from '@tensorflow/tfjs-core';

export interface ModelStore {
  /** What the telemetry names as the source of a load: `memory`, `file`. */
  readonly source: string;
  save(modelId: string, artifacts: io.ModelArtifacts): Promise<void>;
  load(modelId: string): Promise<io.ModelArtifacts>;
}

/** Keeps copies in memory, so that a reloaded model shares nothing with the one that was saved. */
export function memoryModelStore(): ModelStore {
  const kept = new Map<string, io.ModelArtifacts>();
  return {
    source: 'memory',
    async save(modelId, artifacts) {
      kept.set(modelId, structuredClone(artifacts));
    },
    async load(modelId) {
      const artifacts = kept.get(modelId);
      if (artifacts === undefined) throw new Error(`no model "${modelId}" was saved`);
      return structuredClone(artifacts);
    },
  };
}

/** Models as files on disk, in the layout of TensorFlow.js: one folder each, model.json beside weights.bin. */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import type { ModelStore } from './model-store.ts';

export interface FileModelStore extends ModelStore {
  /** Removes the folder and everything in it. */
  remove(): Promise<void>;
}

/** A store in a fresh temporary folder. */
export async function temporaryModelStore(): Promise<FileModelStore> {
  const folder = await mkdtemp(join(tmpdir(), 'inferometer-demo-'));
  return {
    source: 'file',
    async save(modelId, { weightData, weightSpecs, ...description }) {
      await mkdir(join(folder, modelId), { recursive: true });
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      await writeFile(
        join(folder, modelId, 'model.json'),
        JSON.stringify({ ...description, weightsManifest }),
      );
      await writeFile(
        join(folder, modelId, 'weights.bin'),
        new Uint8Array(io.CompositeArrayBuffer.join(weightData)),
      );
    },
    async load(modelId) {
      const { weightsManifest, ...description } = JSON.parse(
        await readFile(join(folder, modelId, 'model.json'), 'utf8'),
      );
      const weights = await readFile(join(folder, modelId, 'weights.bin'));
      return {
        ...description,
        weightSpecs: weightsManifest[0].weights,
        weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
      };
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One epoch of gradient descent, and the measure of what was learnt. */

import {
  losses,
  type NamedTensorMap,
  oneHot,
  type Scalar,
  type SGDOptimizer,
  type Tensor,
  tensor1d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Telemetry } from 'inferometer';
import { GLYPH_SIDE, type GlyphSet, LETTERS, pickGlyphs } from './glyphs.ts';
import { type Random, shuffledIndices } from './random.ts';

const TRAINING_BATCH = 32;

export interface EpochResult {
  /** Mean cross-entropy over the pictures of the epoch, in nats. */
  readonly loss: number;
  /** Mean over the steps of the Euclidean norm of all gradients. */
  readonly gradientNorm: number;
}

/**
 * Shows the network every picture once, in random order. Each of its two halves is an operation of its own:
 * `gradient_update` finds the gradients, `optimizer_step` applies them.
 */
export function trainEpoch(
  network: LayersModel,
  optimizer: SGDOptimizer,
  set: GlyphSet,
  random: Random,
  telemetry: Telemetry,
  modelId: string,
): EpochResult {
  const order = shuffledIndices(random, set.count);
  let lossSum = 0;
  let normSum = 0;
  let steps = 0;
  for (let start = 0; start < set.count; start += TRAINING_BATCH) {
    const batch = pickGlyphs(set, order.subarray(start, start + TRAINING_BATCH));
    tidy(() => {
      const { value, grads } = gradients(network, optimizer, batch, telemetry, modelId);
      using step = telemetry.start('optimizer_step', { modelId });
      optimizer.applyGradients(grads);
      step.ok();
      lossSum += (value.dataSync()[0] as number) * batch.count;
      normSum += normOf(Object.values(grads));
      steps++;
    });
  }
  return { loss: lossSum / set.count, gradientNorm: normSum / steps };
}

function gradients(
  network: LayersModel,
  optimizer: SGDOptimizer,
  batch: GlyphSet,
  telemetry: Telemetry,
  modelId: string,
): { value: Scalar; grads: NamedTensorMap } {
  using update = telemetry.start('gradient_update', { modelId });
  const images = imagesTensor(batch);
  const truth = oneHot(tensor1d(batch.labels, 'int32'), LETTERS.length);
  const found = optimizer.computeGradients(() =>
    losses.softmaxCrossEntropy(truth, network.apply(images, { training: true }) as Tensor),
  );
  update.ok();
  return found;
}

/** The scores of every picture for every letter, row by row; the network's answer as plain numbers. */
export function predictScores(network: LayersModel, set: GlyphSet): Float32Array {
  return tidy(() => (network.predict(imagesTensor(set)) as Tensor).dataSync<'float32'>());
}

/** The share of pictures whose best score is on the right letter. */
export function accuracyOf(scores: Float32Array, set: GlyphSet): number {
  let right = 0;
  set.labels.forEach((label, i) => {
    const row = scores.subarray(i * LETTERS.length, (i + 1) * LETTERS.length);
    if (row.indexOf(Math.max(...row)) === label) right++;
  });
  return right / set.count;
}

function imagesTensor(set: GlyphSet): Tensor {
  return tensor4d(set.images, [set.count, GLYPH_SIDE, GLYPH_SIDE, 1]);
}

function normOf(tensors: readonly Tensor[]): number {
  let squares = 0;
  for (const tensor of tensors) for (const value of tensor.dataSync()) squares += value * value;
  return Math.sqrt(squares);
}

/**
 * The job of the demo: train small networks on noisy letters, save and reload them, and ask them for answers
 * at several batch sizes, with everything tracked. It runs the same in Node, Deno, Bun and browsers: what
 * differs (files, a terminal) comes in through `store` and `onEvent`.
 */

import '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, io, type SGDOptimizer, setBackend, train } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { Telemetry } from 'inferometer';
import { drawGlyphs, drawWord, type GlyphSet, pickGlyphs } from './glyphs.ts';
import type { ModelStore } from './model-store.ts';
import { type NetworkPlan, planNetworks } from './network.ts';
import { type Random, seededRandom, wholeNumber } from './random.ts';
import { accuracyOf, predictScores, trainEpoch } from './training.ts';

export const BATCH_SIZES: readonly number[] = [1, 2, 4, 8, 16, 32];
const FRAMEWORK = 'tensorflow.js';
const FIRST_LEARNING_RATE = 0.08;
const MOMENTUM = 0.9;

export interface JobOptions {
  readonly telemetry: Telemetry;
  readonly store: ModelStore;
  /** Networks to train, at least 1. */
  readonly models: number;
  /** Inferences per model and batch size, at least 1. */
  readonly inferences: number;
  /** Passes over the training pictures, at least 1. */
  readonly epochs: number;
  /** Pictures to learn from; 1000 when left out. */
  readonly trainingCount?: number;
  /** Pictures that are only ever used to measure; 400 when left out. */
  readonly heldOutCount?: number;
  readonly onEvent?: (event: JobEvent) => void;
  /** Ends the job between two steps by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface ModelResult {
  readonly modelId: string;
  readonly weights: number;
  readonly sizeBytes: number;
  /** Where the model was saved to and loaded from. */
  readonly source: string;
  readonly epochs: number;
  readonly inferences: number;
  readonly firstLoss: number;
  readonly finalLoss: number;
  /** Share of the held-out pictures that the trained network reads rightly, in [0, 1]. */
  readonly accuracy: number;
  /** Whether the reloaded model gives the very same scores, bit for bit. */
  readonly reloadedIdentically: boolean;
}

export type JobEvent =
  | { kind: 'data'; trainingCount: number; heldOutCount: number; sample: GlyphSet }
  | { kind: 'model'; modelId: string; description: string; weights: number }
  | { kind: 'epoch'; modelId: string; done: number; total: number; loss: number; accuracy: number }
  | { kind: 'inferred'; modelId: string; batchSize: number; done: number; total: number }
  | { kind: 'finished'; result: ModelResult };

export async function runJob(options: JobOptions): Promise<ModelResult[]> {
  const { trainingCount = 1000, heldOutCount = 400 } = options;
  enableProdMode(); // otherwise TensorFlow.js prints advertisements
  await setBackend('cpu');
  const random = seededRandom(20_251_120);
  const training = drawGlyphs(random, trainingCount);
  const heldOut = drawGlyphs(random, heldOutCount);
  options.onEvent?.({ kind: 'data', trainingCount, heldOutCount, sample: drawWord(random, 'METER') });
  const results: ModelResult[] = [];
  for (const plan of planNetworks(options.models)) {
    results.push(await runModel(plan, training, heldOut, random, options));
  }
  return results;
}

async function runModel(
  plan: NetworkPlan,
  training: GlyphSet,
  heldOut: GlyphSet,
  random: Random,
  options: JobOptions,
): Promise<ModelResult> {
  const { telemetry, onEvent } = options;
  const { modelId } = plan;
  const network = telemetry.trackModelOperation(
    { operationType: 'model_init', modelId, framework: FRAMEWORK, device: 'cpu' },
    () => {
      const built = plan.build();
      predictScores(built, pickGlyphs(heldOut, Int32Array.of(0))); // the first answer allocates; later ones do not
      return built;
    },
  );
  const weights = network.countParams();
  const sizeBytes = weights * Float32Array.BYTES_PER_ELEMENT;
  onEvent?.({ kind: 'model', modelId, description: plan.description, weights });

  const learnt = await learn(network, plan, training, heldOut, random, options);
  const scores = predictScores(network, heldOut);
  const reloaded = await saveAndReload(network, modelId, sizeBytes, options);
  network.dispose();
  const reloadedIdentically = sameBits(scores, predictScores(reloaded, heldOut));

  await infer(reloaded, modelId, heldOut, random, options);
  reloaded.dispose();
  const result = {
    modelId,
    weights,
    sizeBytes,
    source: options.store.source,
    epochs: options.epochs,
    inferences: options.inferences * BATCH_SIZES.length,
    ...learnt,
    accuracy: accuracyOf(scores, heldOut),
    reloadedIdentically,
  };
  onEvent?.({ kind: 'finished', result });
  return result;
}

async function learn(
  network: LayersModel,
  { modelId }: NetworkPlan,
  training: GlyphSet,
  heldOut: GlyphSet,
  random: Random,
  { telemetry, epochs, onEvent, signal }: JobOptions,
): Promise<{ firstLoss: number; finalLoss: number }> {
  const optimizer = train.momentum(FIRST_LEARNING_RATE, MOMENTUM) as SGDOptimizer;
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const learningRate = FIRST_LEARNING_RATE * 0.9 ** epoch;
    optimizer.setLearningRate(learningRate);
    const { loss, gradientNorm } = telemetry.trackTrainingEpoch(
      { modelId, epoch, numSamples: training.count },
      () => trainEpoch(network, optimizer, training, random, telemetry, modelId),
    );
    const scores = telemetry.trackInference(
      {
        modelId,
        batchSize: heldOut.count,
        operationType: 'batch_inference',
        inputType: 'image',
        trackMemory: true,
      },
      () => predictScores(network, heldOut),
    );
    const accuracy = accuracyOf(scores, heldOut);
    telemetry.recordTrainingStats({
      modelId,
      epoch,
      loss,
      learningRate,
      gradientNorm,
      metrics: { accuracy },
    });
    losses.push(loss);
    onEvent?.({ kind: 'epoch', modelId, done: epoch + 1, total: epochs, loss, accuracy });
    await breathe(signal);
  }
  optimizer.dispose();
  return { firstLoss: losses[0] as number, finalLoss: losses[losses.length - 1] as number };
}

async function saveAndReload(
  network: LayersModel,
  modelId: string,
  modelSizeBytes: number,
  { telemetry, store }: JobOptions,
): Promise<LayersModel> {
  const about = { modelId, framework: FRAMEWORK, modelSizeBytes };
  await telemetry.trackModelOperation({ operationType: 'model_save', ...about }, () =>
    network.save(
      io.withSaveHandler(async (artifacts) => {
        await store.save(modelId, artifacts);
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    ),
  );
  return telemetry.trackModelOperation(
    { operationType: 'model_load', ...about, device: 'cpu', source: store.source },
    async () => loadLayersModel(io.fromMemory(await store.load(modelId))),
  );
}

/** The hot loop: one bound handle per batch size, nothing looked up or allocated for the telemetry. */
async function infer(
  network: LayersModel,
  modelId: string,
  heldOut: GlyphSet,
  random: Random,
  { telemetry, inferences, onEvent, signal }: JobOptions,
): Promise<void> {
  const total = inferences * BATCH_SIZES.length;
  let done = 0;
  for (const batchSize of BATCH_SIZES) {
    const inference = telemetry.inference({ modelId, batchSize });
    for (let i = 0; i < inferences; i++) {
      const batch = pickGlyphs(heldOut, randomIndices(random, batchSize, heldOut.count));
      const token = inference.start();
      predictScores(network, batch);
      inference.end(token);
      done++;
      onEvent?.({ kind: 'inferred', modelId, batchSize, done, total });
    }
    await breathe(signal);
  }
}

function randomIndices(random: Random, count: number, below: number): Int32Array {
  return Int32Array.from({ length: count }, () => wholeNumber(random, 0, below - 1));
}

function sameBits(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

/** Lets a server answer and a signal arrive between two steps of pure computing. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
}

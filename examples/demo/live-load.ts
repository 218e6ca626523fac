/**
 * What a service would be doing, until it is stopped: made up, with the timing of requests as services have it, so that the
 * dashboard has something to show. Waiting stands for the work of models and disks; what is told of it is what a real service
 * would tell. For one of every three minutes a backend is slow and fails more often: so is the model that reads from it.
 */
import {
  createContinualLearningTracker,
  type Objective,
  startStream,
  storageHooks,
  type Telemetry,
} from 'inferometer';
import { createFeatureDriftDetector } from 'inferometer/drift';
import type { BudgetOptions } from 'inferometer/objectives';
import { normal, type Random, seededRandom, wholeNumber } from './random.ts';

export interface LiveLoadOptions {
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
  /** Milliseconds from any origin; `performance.now()` if left out. */
  readonly now?: () => number;
  /** How the backend of images is doing; well, but for its bad minutes, if left out. */
  readonly backend?: () => BackendState;
}

export interface BackendState {
  /** Median of the time that an image takes to come. */
  readonly fetchMs: number;
  /** Of inferences that read from it. */
  readonly failureRatio: number;
}

const WELL: BackendState = { fetchMs: 12, failureRatio: 0.005 };
const BAD: BackendState = { fetchMs: 160, failureRatio: 0.06 };

/** Seconds of a cycle, and those at its end in which things go wrong. */
const CYCLE_SECONDS = 180;
const BAD_SECONDS = 60;

/** What the load keeps, but for its bad minutes. */
export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'tags',
    operationType: 'inference',
    modelId: 'image-tagger',
    withinSeconds: 0.25,
    targetRatio: 0.8,
  },
  {
    name: 'chat',
    operationType: 'inference',
    modelId: 'support-chat',
    firstTokenWithinSeconds: 1,
    targetRatio: 0.8,
  },
  { name: 'answers', operationType: 'inference', targetRatio: 0.9 },
];

/** Enough for the whole day, if it goes on like this. */
export const CHAT_BUDGET = {
  name: 'chat',
  limit: { tokens: 20_000_000 },
  period: 'day',
} as const satisfies BudgetOptions;

class RateLimitError extends Error {}
class StorageError extends Error {}

/** Runs until the signal; whatever goes on then is told as aborted. */
export async function liveLoad(options: LiveLoadOptions): Promise<void> {
  const { telemetry, signal, now = () => performance.now() } = options;
  const startedAtMs = now();
  const isBad = () => ((now() - startedAtMs) / 1000) % CYCLE_SECONDS > CYCLE_SECONDS - BAD_SECONDS;
  const place: Place = {
    telemetry,
    signal,
    random: seededRandom(Math.floor(startedAtMs)),
    wait: pausing(signal),
    isBad,
    backend: options.backend ?? (() => (isBad() ? BAD : WELL)),
  };
  const workers = [
    ...MODELS.flatMap((model) =>
      Array.from({ length: model.clients }, () => forever(signal, () => infer(place, model))),
    ),
    ...Array.from({ length: 2 }, () => forever(signal, () => answer(place))),
    ...Array.from({ length: 2 }, () => forever(signal, storing(place))),
    forever(signal, () => train(place)),
    forever(signal, () => prepare(place)),
    forever(signal, watching(place)),
    forever(signal, () => learn(place)),
  ];
  await Promise.all(workers);
}

interface Place {
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
  readonly random: Random;
  readonly wait: Wait;
  /** Whether things go wrong now. */
  isBad(): boolean;
  backend(): BackendState;
}

interface ServedModel {
  readonly modelId: string;
  readonly medianMs: number;
  readonly batchSizes: readonly number[];
  /** That ask one after the other. */
  readonly clients: number;
  /** Gets its images from the backend that is bad at times. */
  readonly isFetching: boolean;
}

const MODELS: readonly ServedModel[] = [
  { modelId: 'search-embed', medianMs: 18, batchSizes: [1, 8, 32], clients: 2, isFetching: false },
  { modelId: 'image-tagger', medianMs: 45, batchSizes: [1, 4], clients: 2, isFetching: true },
  { modelId: 'spam-filter', medianMs: 7, batchSizes: [1], clients: 1, isFetching: false },
];

async function infer(
  place: Place,
  { modelId, medianMs, batchSizes, isFetching }: ServedModel,
): Promise<void> {
  const { telemetry, random, wait } = place;
  const batchSize = batchSizes[wholeNumber(random, 0, batchSizes.length - 1)] as number;
  const { fetchMs, failureRatio } = isFetching ? place.backend() : WELL;
  const attributes = { modelId, batchSize, operationType: 'inference', inputType: 'text' } as const;
  await telemetry.trackInference(attributes, async (inference) => {
    if (isFetching) await inference.child('fetch', () => wait(spread(random, fetchMs)));
    await inference.child('run', () => wait(spread(random, medianMs * (1 + batchSize / 20))));
    if (random() < failureRatio) throw new RateLimitError('too many requests');
  });
  await wait(spread(random, 90));
}

/** A stream of tokens, a pause of its reader now and then, and some readers who leave. */
async function answer({ telemetry, random, wait, isBad }: Place): Promise<void> {
  const stream = startStream(telemetry, { modelId: 'support-chat' });
  try {
    await wait(spread(random, isBad() ? 600 : 220));
    const tokens = wholeNumber(random, 20, 120);
    for (let i = 0; i < tokens; i++) {
      stream.token();
      await wait(spread(random, 24) + (random() < 0.004 ? 1500 : 0));
      if (random() < 0.0015) return stream.abort();
    }
    if (random() < 0.02) throw new RateLimitError('the provider ended the stream');
    stream.usage({ inputTokens: wholeNumber(random, 200, 900), outputTokens: tokens });
    stream.end();
  } catch (error) {
    stream.fail(error);
  }
  await wait(spread(random, 400));
}

const BACKENDS = ['ipfs', 's3'] as const;
const STORED = ['add', 'get', 'get', 'pin'] as const;

/** A write-ahead log with its queue: retries where the bad backend fails. */
function storing({ telemetry, random, wait, isBad }: Place): () => Promise<void> {
  const hooks = storageHooks(telemetry);
  let queued = 0;
  return async () => {
    const backend = BACKENDS[wholeNumber(random, 0, 1)] as (typeof BACKENDS)[number];
    const operationType = STORED[wholeNumber(random, 0, STORED.length - 1)] as string;
    const operationId = `${Math.floor(random() * 2 ** 32)}`;
    const isFlaky = backend === 'ipfs' && isBad();
    hooks.backendHealthChanged({ backend, health: isFlaky ? 'degraded' : 'online' });
    hooks.operationStarted({ operationId, operationType, backend });
    queued = Math.max(0, queued + wholeNumber(random, isFlaky ? 0 : -2, 2));
    hooks.queueSizeChanged({ size: queued });
    await wait(spread(random, 12));
    hooks.statusChanged({ operationId, status: 'processing' });
    await wait(spread(random, isFlaky ? 160 : 45));
    if (random() < (isFlaky ? 0.3 : 0.02)) {
      hooks.operationRetried({ operationId });
      await wait(spread(random, 80));
    }
    const isFailed = random() < (isFlaky ? 0.12 : 0.004);
    if (isFailed)
      hooks.statusChanged({ operationId, status: 'failed', error: new StorageError('no such block') });
    else hooks.statusChanged({ operationId, status: 'completed' });
    await wait(spread(random, 150));
  };
}

const EPOCHS = 40;
const WORKERS = ['worker-0', 'worker-1', 'worker-2', 'worker-3'];

/** A training of some minutes, over and over, on workers of which one is slower. */
async function train({ telemetry, random, wait }: Place): Promise<void> {
  const learningRate = 0.02 * 2 ** -wholeNumber(random, 0, 2);
  using run = telemetry.run({ modelId: 'ranker', parameters: { learningRate } });
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    await run.trackEpoch({ epoch, numSamples: 4000 }, () => wait(spread(random, 4000)));
    const loss = 0.35 + 1.8 * Math.exp(-epoch / 9) + 0.03 * normal(random);
    const rate = learningRate * 0.96 ** epoch;
    run.log(
      { loss, val_loss: loss + 0.05 + epoch * 0.002, accuracy: 1 - loss / 3, learning_rate: rate },
      { epoch },
    );
    for (const workerId of WORKERS) {
      const isSlow = workerId === 'worker-2';
      telemetry.recordWorkerUtilization({ workerId, utilization: Math.min(1, 0.88 + 0.04 * normal(random)) });
      telemetry.recordWorkerTask({ workerId, durationSeconds: spread(random, isSlow ? 2.6 : 1.4) });
    }
    await telemetry.trackDistributedOperation(
      { operationType: 'worker_coordination', numWorkers: WORKERS.length },
      () => wait(spread(random, 70)),
    );
  }
}

async function prepare({ telemetry, random, wait }: Place): Promise<void> {
  const datasetId = 'clicks';
  await telemetry.trackDatasetOperation(
    {
      operationType: 'dataset_load',
      datasetId,
      format: 'parquet',
      source: 's3',
      datasetSizeBytes: 24_000_000,
    },
    () => wait(spread(random, 300)),
  );
  await telemetry.trackDatasetOperation(
    { operationType: 'dataset_preprocess', datasetId, operation: 'tokenize' },
    () => wait(spread(random, 180)),
  );
  telemetry.recordCacheReads({
    datasetId,
    source: 's3',
    hits: wholeNumber(random, 30, 90),
    misses: wholeNumber(random, 0, 12),
  });
  await wait(5000);
}

const LANGUAGES = ['en', 'de', 'es'] as const;

/** Whether prompts are what they were: at times they are longer, and more of them in another language. */
function watching({ telemetry, random, wait, isBad }: Place): () => Promise<void> {
  const promptOf = (isOther: boolean) => ({
    tokens: spread(random, isOther ? 240 : 180),
    language: LANGUAGES[random() < (isOther ? 0.4 : 0.7) ? 0 : wholeNumber(random, 1, 2)] as string,
  });
  const usual = Array.from({ length: 600 }, () => promptOf(false));
  const detector = createFeatureDriftDetector(
    { tokens: usual.map(({ tokens }) => tokens), language: usual.map(({ language }) => language) },
    { telemetry, taskId: 'prompts', alpha: 0.001, window: { kind: 'tumbling', count: 150 } },
  );
  return async () => {
    detector.add(promptOf(isBad()));
    await wait(spread(random, 60));
  };
}

const TASKS = ['digits', 'letters', 'signs', 'runes'];

/** A model that learns task after task, and forgets the first of them soonest. */
async function learn({ telemetry, random, wait }: Place): Promise<void> {
  const learner = createContinualLearningTracker(telemetry, { modelId: 'reader' });
  for (const [learnt, taskId] of TASKS.entries()) {
    for (let step = 0; step < 20; step++) {
      await wait(spread(random, 1000));
      const loss = 0.1 + 1.6 * Math.exp(-step / 6) + 0.02 * Math.abs(normal(random));
      learner.recordTrainingStep({ loss, accuracy: 1 - loss / 2 });
      learner.updateMemoryUsage({ usedBytes: 6e9 + 2e8 * normal(random), totalBytes: 16e9 });
    }
    learner.recordTaskCompletion({ taskId, retentionScore: 0.97 });
    for (const [i, earlier] of TASKS.slice(0, learnt).entries()) {
      const retentionScore = 0.97 - 0.06 * (learnt - i) - (i === 0 ? 0.05 * learnt : 0);
      learner.recordRetention({ taskId: earlier, retentionScore });
    }
  }
}

/** Again and again; what fails is told by telemetry, as in a service. */
async function forever(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) await work().catch(() => {});
}

/** Around a median, as latencies are: some take twice as long, few much longer. */
function spread(random: Random, median: number): number {
  return median * Math.exp(0.45 * normal(random));
}

type Wait = (milliseconds: number) => Promise<void>;

/** Pauses that all end, by rejecting with its reason, when the signal says so: one listener for all of them. */
function pausing(signal: AbortSignal): Wait {
  const waiting = new Set<() => void>();
  signal.addEventListener('abort', () => {
    for (const stop of waiting) stop();
  });
  return (milliseconds) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        waiting.delete(stop);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        waiting.delete(stop);
        resolve();
      }, milliseconds);
      waiting.add(stop);
    });
}

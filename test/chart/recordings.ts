// A quarter of an hour of a service, by a clock that the tests own: something for every chart.
import {
  createContinualLearningTracker,
  createTelemetry,
  type Operation,
  startStream,
  storageHooks,
  type Telemetry,
  trackStorageOperation,
} from 'inferometer';
import { createFeatureDriftDetector } from 'inferometer/drift';
import { withTelemetry } from 'inferometer/middleware';

export const STARTED_AT_UNIX_MS = Date.UTC(2026, 10, 29, 12, 0, 0);

/** A clock that stands still until told. */
export class TestClock {
  private nowMs = 0;

  pass(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  wallUnixMs(): number {
    return STARTED_AT_UNIX_MS + this.nowMs;
  }
}

/** The same numbers from 0 to 1 everywhere: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ServiceOptions {
  readonly models?: readonly string[];
  readonly minutes?: number;
  readonly intervalSeconds?: number;
  readonly workers?: number;
  /** Whether it compares its data with a reference, and learns task after task. */
  readonly learns?: boolean;
}

/** Latencies are bimodal; the last model slows down after half of the time; some of everything fails. */
export async function recordedService(options: ServiceOptions = {}): Promise<Telemetry> {
  const {
    models = ['glyph-dense', 'glyph-conv', 'glyph-tiny'],
    minutes = 15,
    intervalSeconds = 5,
    workers = 8,
    learns = false,
  } = options;
  const clock = new TestClock();
  const random = randomNumbers(1);
  const telemetry = createTelemetry({
    clock,
    // Intervals end where the clock says so, and nowhere else.
    timer: { after: () => () => {} },
    maxHistoryEntries: 5000,
    aggregationIntervalSeconds: intervalSeconds,
  });
  const hooks = storageHooks(telemetry);
  const spread = (median: number, sigma: number) =>
    median * Math.exp(sigma * (random() + random() + random() - 1.5) * 1.15);
  const answer = withTelemetry(telemetry, async (request) => {
    clock.pass(spread(0.02, 0.6));
    return new Response(null, { status: Number(new URL(request.url).searchParams.get('status')) });
  });
  const steps = Math.round((minutes * 60) / intervalSeconds);
  let operation = 0;
  // What is in flight when an interval ends; nobody waits for it.
  let running: Operation[] = [];
  for (const [i, modelId] of models.entries()) {
    telemetry.trackModelOperation({ operationType: 'model_load', modelId, framework: 'onnx' }, () =>
      clock.pass(0.4 + i / 5),
    );
    telemetry.trackModelOperation(
      { operationType: 'model_init', modelId, framework: 'onnx', device: 'cpu' },
      () => clock.pass(0.1),
    );
  }
  for (let step = 0; step < steps; step++) {
    const endsAt = (step + 1) * intervalSeconds * 1000;
    const isLate = step > steps / 2;
    for (const one of running) one.abort();
    running = models.slice(0, 2 + (step % 3)).map((modelId) => telemetry.start('inference', { modelId }));
    for (let n = 0; n < 12; n++) {
      const i = Math.floor(random() * random() * models.length);
      const modelId = models[i] as string;
      const batchSize = [1, 4, 16][Math.floor(random() * 3)] as number;
      const isSlow = random() < 0.15;
      const slower = isLate && i === models.length - 1 ? 4 : 1;
      try {
        telemetry.trackInference({ modelId, batchSize }, () => {
          clock.pass(spread(isSlow ? 0.12 : 0.011 * batchSize ** 0.3, 0.35) * slower);
          if (random() < 0.02) throw random() < 0.5 ? new RangeError('too long') : new TypeError('no tensor');
        });
      } catch {
        // It is what failures show.
      }
    }
    for (let n = 0; n < 2; n++) {
      const stream = startStream(telemetry, { modelId: models[0] as string });
      clock.pass(spread(0.05, 0.5));
      for (let token = 0; token < 6; token++) {
        stream.token();
        clock.pass(spread(token === 3 && random() < 0.1 ? 0.2 : 0.012, 0.3));
      }
      if (random() < 0.1) stream.fail(new Error('reset'));
      else stream.end();
    }
    for (const [name, backend, seconds] of [
      ['add', 'ipfs', 0.03],
      ['get', 's3', 0.015],
      ['pin', 'ipfs', 0.08],
    ] as const) {
      try {
        trackStorageOperation(telemetry, { operationType: name, backend }, () => {
          clock.pass(spread(seconds, 0.5));
          if (random() < (isLate && backend === 's3' ? 0.3 : 0.03)) throw new Error('unreachable');
        });
      } catch {
        // It is what error rates show.
      }
    }
    const operationId = `o${operation++}`;
    hooks.operationStarted({ operationId, operationType: 'add', backend: 'disk' });
    if (random() < 0.2) hooks.operationRetried({ operationId });
    hooks.statusChanged({ operationId, status: 'completed' });
    hooks.queueSizeChanged({ size: Math.round(6 + 5 * Math.sin(step / 9) + 2 * random()) });
    hooks.queueSizeChanged({ size: Math.round(2 * random()), status: 'processing' });
    hooks.backendHealthChanged({ backend: 'ipfs', health: 'online' });
    hooks.backendHealthChanged({
      backend: 's3',
      health: isLate ? (step % 40 > 20 ? 'offline' : 'degraded') : 'online',
    });
    for (let n = 0; n < 3; n++)
      await answer(
        new Request(
          `http://service.test/v1/items?status=${random() < 0.1 ? 500 : random() < 0.1 ? 404 : 200}`,
        ),
      );
    for (let worker = 0; worker < workers; worker++) {
      const workerId = `worker-${worker}`;
      telemetry.recordWorkerUtilization({
        workerId,
        utilization: Math.min(1, 0.5 + worker / 40 + 0.3 * random()),
      });
      telemetry.recordWorkerTask({ workerId, durationSeconds: spread(worker === 3 ? 0.9 : 0.4, 0.2) });
    }
    telemetry.trackDatasetOperation(
      { operationType: 'dataset_load', datasetId: 'letters', format: 'parquet', datasetSizeBytes: 3e6 },
      () => clock.pass(spread(0.05, 0.4)),
    );
    telemetry.trackDatasetOperation(
      { operationType: 'dataset_transform', datasetId: 'digits', operation: 'resize', datasetSizeBytes: 1e6 },
      () => clock.pass(spread(0.02, 0.4)),
    );
    telemetry.trackDistributedOperation({ operationType: 'worker_coordination', numWorkers: workers }, () =>
      clock.pass(spread(0.01, 0.4)),
    );
    clock.pass(Math.max(0, endsAt - clock.monotonicMs()) / 1000);
    if (step < steps - 1) telemetry.collector.flush();
  }
  trainingRuns(telemetry, clock, random);
  if (learns) learning(telemetry, random);
  return telemetry;
}

function learning(telemetry: Telemetry, random: () => number): void {
  const lengths = (shift: number) => Array.from({ length: 100 }, () => random() + random() + shift);
  const references = { length: lengths(0), country: { DE: 60, FR: 40 } };
  const detector = createFeatureDriftDetector(references, { telemetry, taskId: 'prompts' });
  detector.detect({ length: lengths(0.5), country: { DE: 62, FR: 38 } });
  const learner = createContinualLearningTracker(telemetry, { modelId: 'learner' });
  learner.recordTrainingStep({ loss: 0.3, accuracy: 0.9 });
  learner.updateMemoryUsage({ usedBytes: 3e9, totalBytes: 8e9 });
  learner.recordTaskCompletion({ taskId: 'digits', retentionScore: 0.98 });
  learner.recordTaskCompletion({ taskId: 'letters', retentionScore: 0.95 });
  learner.recordRetention({ taskId: 'digits', retentionScore: 0.7 });
}

function trainingRuns(telemetry: Telemetry, clock: TestClock, random: () => number): void {
  for (const [i, runId] of ['adam-0.001', 'adam-0.003', 'sgd-0.01'].entries()) {
    const run = telemetry.run({ modelId: 'glyph-dense', runId, parameters: { seed: i } });
    for (let epoch = 0; epoch < 60; epoch++) {
      const about = { modelId: 'glyph-dense', epoch, numSamples: 1000 };
      telemetry.trackTrainingEpoch(about, () => clock.pass(2e-4 + 1e-4 * random()));
      const loss = 2.3 * Math.exp(-epoch / (10 + 8 * i)) + 0.15 + 0.12 * random();
      run.log(
        {
          loss,
          accuracy: 1 - loss / 3,
          learning_rate: 0.01 * 0.96 ** epoch,
          gradient_norm: 1 + loss * random(),
        },
        { epoch },
      );
    }
    run.end();
  }
}

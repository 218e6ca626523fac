/**
 * An hour of everything: two models of which one becomes slow, streams, a training of two runs, datasets, workers with a
 * straggler, a backend that degrades, a route that fails. The same every time.
 */
import {
  createTelemetry,
  startStream,
  storageHooks,
  type Telemetry,
  type TelemetryOptions,
} from 'inferometer';

const STARTED_UNIX_MS = Date.UTC(2026, 10, 29, 8);
const MINUTES = 60;

export interface BusyHour {
  readonly telemetry: Telemetry;
  readonly startedAtUnixMs: number;
  readonly endedAtUnixMs: number;
}

/** @param names of the two models; the second becomes slow after 40 minutes. */
export function busyHour(
  names: readonly [string, string] = ['glyph-tiny', 'glyph-dense'],
  options: TelemetryOptions = {},
): BusyHour {
  let nowMs = STARTED_UNIX_MS;
  const clock = { monotonicMs: () => nowMs - STARTED_UNIX_MS, wallUnixMs: () => nowMs };
  const telemetry = createTelemetry({
    clock,
    timer: { after: () => () => {} },
    objectives: [{ operationType: 'inference', withinSeconds: 0.05, targetRatio: 0.99 }],
    ...options,
  });
  const random = randomNumbers(7);
  const spread = (seconds: number) => seconds * Math.exp(0.4 * (random() + random() + random() - 1.5));
  const pass = (seconds: number) => {
    nowMs += seconds * 1000;
  };

  for (const [i, modelId] of names.entries()) {
    const about = { modelId, framework: 'tensorflow', modelSizeBytes: (i + 1) * 40 * 2 ** 20 };
    telemetry.trackModelOperation({ operationType: 'model_load', ...about }, () => pass(spread(1.2)));
  }
  const hooks = storageHooks(telemetry);
  const latency = telemetry.histogram({
    name: 'render_seconds',
    help: 'Render.',
    unit: 'seconds',
    labels: ['page'],
  });
  const hits = telemetry.counter({ name: 'hits_total', help: 'Hits.', labels: ['tier'] });
  const runs = [0.1, 0.01].map((learningRate) => ({ learningRate, modelId: names[1] }));
  let operation = 0;

  for (let minute = 0; minute < MINUTES; minute++) {
    const isLate = minute >= 40;
    for (const [i, modelId] of names.entries()) {
      for (let call = 0; call < 24; call++) {
        const batchSize = [1, 1, 8, 32][call % 4] as number;
        const slow = isLate && i === 1 ? 6 : 1;
        const tail = random() < 0.03 ? 5 : 1;
        const seconds = spread(0.006 * (i + 1) * Math.sqrt(batchSize) * slow * tail);
        const running = telemetry.start('inference', { modelId, batchSize });
        pass(seconds);
        if (random() < (isLate && i === 1 ? 0.06 : 0.004)) running.fail(new RangeError('out of memory'));
        else running.ok();
      }
    }
    for (let call = 0; call < 3; call++) {
      const stream = startStream(telemetry, { modelId: names[0] });
      pass(spread(0.18));
      for (let token = 0; token < 40; token++) {
        stream.token();
        pass(spread(random() < 0.01 ? 0.4 : 0.02));
      }
      stream.usage({ inputTokens: 100 + minute, outputTokens: 40 });
      if (call === 2 && minute % 7 === 0) stream.abort();
      else stream.end();
    }
    const { learningRate, modelId } = runs[minute < 30 ? 0 : 1] as (typeof runs)[number];
    const epoch = minute % 30;
    const run = telemetry.run({ modelId, runId: `run-${learningRate}`, parameters: { learningRate } });
    run.trackEpoch({ epoch, numSamples: 2000 }, () => pass(spread(4)));
    const loss = 2.3 * Math.exp(-epoch * learningRate * 3) + 0.2 + 0.05 * random();
    run.log(
      {
        loss,
        accuracy: 1 - loss / 2.6,
        learning_rate: learningRate * 0.95 ** epoch,
        gradient_norm: spread(loss),
      },
      { epoch },
    );
    if (minute % 5 === 0) {
      for (const datasetId of ['letters', 'digits']) {
        const about = { datasetId, format: 'parquet', datasetSizeBytes: 12 * 2 ** 20 };
        telemetry.trackDatasetOperation({ operationType: 'dataset_load', ...about }, () => pass(spread(0.7)));
        telemetry.trackDatasetOperation({ operationType: 'dataset_preprocess', ...about }, () =>
          pass(spread(0.2)),
        );
      }
      telemetry.trackDistributedOperation({ operationType: 'worker_coordination', numWorkers: 6 }, () =>
        pass(spread(0.3)),
      );
      telemetry.trackDistributedOperation({ operationType: 'task_distribution', numWorkers: 6 }, () =>
        pass(spread(0.1)),
      );
    }
    for (let worker = 0; worker < 6; worker++) {
      const workerId = `gpu-${worker}`;
      telemetry.recordWorkerUtilization({
        workerId,
        utilization: Math.min(1, (worker === 5 ? 0.3 : 0.85) + 0.1 * random()),
      });
      telemetry.recordWorkerTask({ workerId, durationSeconds: spread(worker === 5 ? 3 : 1) });
    }
    for (const backend of ['disk', 's3', 'ipfs']) {
      for (const operationType of ['put', 'get']) {
        const operationId = String(operation++);
        hooks.operationStarted({ operationId, operationType, backend });
        pass(0.01);
        hooks.statusChanged({ operationId, status: 'processing' });
        pass(spread(backend === 'disk' ? 0.02 : backend === 's3' ? 0.12 : isLate ? 2 : 0.4));
        if (backend === 'ipfs' && random() < 0.3) hooks.operationRetried({ operationId });
        const isFailed = backend === 'ipfs' && isLate && random() < 0.3;
        hooks.statusChanged({
          operationId,
          status: isFailed ? 'failed' : 'completed',
          ...(isFailed && { error: new Error('no peers') }),
        });
      }
    }
    hooks.queueSizeChanged({ size: Math.round(10 * random()) + (isLate ? minute - 40 : 0) });
    hooks.backendHealthChanged({ backend: 'disk', health: 'online' });
    hooks.backendHealthChanged({ backend: 's3', health: minute === 17 ? 'degraded' : 'online' });
    hooks.backendHealthChanged({
      backend: 'ipfs',
      health: minute > 52 ? 'offline' : isLate ? 'degraded' : 'online',
    });
    latency.withLabels({ page: '/home' }).record(spread(0.02));
    hits.withLabels({ tier: random() < 0.8 ? 'memory' : 'disk' }).add(1);
    nowMs = STARTED_UNIX_MS + 60_000 * (minute + 1);
    telemetry.collector.flush();
  }
  return { telemetry, startedAtUnixMs: STARTED_UNIX_MS, endedAtUnixMs: nowMs };
}

/** Park and Miller's generator: numbers from 0 up to 1. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

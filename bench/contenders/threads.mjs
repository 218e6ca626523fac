/** Threads that record, and one that merges what they recorded: what that takes beside one thread alone. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { latenciesSeconds } from '../worker/data.mjs';

const THREADS = 8;
const VALUES = 1_000_000;
const WARM_UPS = 5;

/** @param series histograms that each thread has, filled before it says so. */
async function started(series) {
  const script = resolve('worker/recording-thread.mjs');
  const workers = Array.from({ length: THREADS }, () => new Worker(script, { workerData: { series } }));
  await Promise.all(workers.map(recorded));
  return workers;
}

/** Resolves when the thread says that it has recorded; what is told of its telemetry passes by. */
function recorded(worker) {
  return new Promise((resolve) => {
    const heard = (message) => {
      if (message.recorded === undefined) return;
      worker.off('message', heard);
      resolve();
    };
    worker.on('message', heard);
  });
}

function countIn({ metrics }) {
  const { series } = metrics.find(({ fullName }) => fullName === 'latency_seconds');
  return series.reduce((sum, { histogram }) => sum + histogram.count, 0);
}

function requireCount(snapshot, expected) {
  if (countIn(snapshot) !== expected) throw new Error(`${countIn(snapshot)} values, not ${expected}`);
}

/** Milliseconds from the first record to the merged snapshot of eight million. The start of the threads is not in it. */
export async function eightThreads() {
  const { createTelemetry } = await import('inferometer');
  const { attachWorker } = await import('inferometer/multiprocess');
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const workers = await started(0);
  const attached = workers.map((worker) => attachWorker(telemetry, worker));
  const record = async () => {
    const done = workers.map(recorded);
    for (const worker of workers) worker.postMessage({ record: VALUES });
    await Promise.all(done);
  };
  // Each compiles for itself.
  for (let i = 0; i < WARM_UPS; i += 1) await record();
  const startedMs = performance.now();
  await record();
  const snapshot = await attached[0].snapshot();
  const tookMs = performance.now() - startedMs;
  requireCount(snapshot, (WARM_UPS + 1) * THREADS * VALUES);
  return tookMs;
}

export async function oneThread() {
  const { createTelemetry } = await import('inferometer');
  const { recordMany } = await import('../worker/recording.mjs');
  const telemetry = createTelemetry({ logLevel: 'silent' });
  for (let i = 0; i < WARM_UPS; i += 1) recordMany(telemetry, THREADS * VALUES);
  const startedMs = performance.now();
  recordMany(telemetry, THREADS * VALUES);
  const snapshot = telemetry.snapshot();
  const tookMs = performance.now() - startedMs;
  requireCount(snapshot, (WARM_UPS + 1) * THREADS * VALUES);
  return tookMs;
}

/** Milliseconds that a question to eight threads takes, each of which has so many histograms; of the processor, of all threads. */
export async function question(series) {
  const { createTelemetry } = await import('inferometer');
  const { attachWorker } = await import('inferometer/multiprocess');
  const telemetry = createTelemetry({ logLevel: 'silent' });
  const attached = (await started(series)).map((worker) => attachWorker(telemetry, worker));
  const ask = () => attached[0].snapshot();
  for (let i = 0; i < 5; i += 1) await ask();
  const times = 10;
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) await ask();
  const { user, system } = process.cpuUsage(before);
  requireCount(await ask(), THREADS * series * latenciesSeconds().length);
  return (user + system) / 1000 / times;
}

export const cores = availableParallelism();

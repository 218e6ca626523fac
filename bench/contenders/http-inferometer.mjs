/** What cases/http.mjs asks of `inferometer/http`. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const SECONDS = Number(process.env.HTTP_BENCH ?? 60);
const CLIENTS = 50;
const REQUESTS_PER_SECOND = 200;
/** Of one batch: long enough to be timed, short enough to stand nobody's way. */
const BATCH = 2000;
const MODELS = 10;

/** The mean time of a record, of so many in a row: after a server had its turn the first ones find cold caches. */
export async function timeOfRecording(isLoaded, batch) {
  const { recordNs } = await load({ isLoaded, batch, seconds: SECONDS / 3 });
  return recordNs;
}

export async function timeOfAnswers() {
  const { p99Ms } = await load({ isLoaded: true });
  return p99Ms;
}

export async function growthOfHeap() {
  const { heapBytes } = await load({ isLoaded: true });
  return Math.max(0, heapBytes);
}

/** Records, with or without clients, for as long as the case says. */
async function load({ isLoaded, batch = BATCH, seconds = SECONDS }) {
  const { createTelemetry, trackStorageOperation } = await import('inferometer');
  const { serve } = await import('inferometer/http');
  const telemetry = createTelemetry({ aggregationIntervalSeconds: 5, logLevel: 'silent' });
  const server = await serve(telemetry, { port: 0 });
  const handles = Array.from({ length: MODELS }, (_, i) => telemetry.inference({ modelId: `model-${i}` }));
  const storage = ['add', 'get', 'pin'];
  const [endMs, quarterMs] = [seconds * 1000, seconds * 250].map((ms) => performance.now() + ms);
  const clients = isLoaded ? clientsOf(server.url, seconds) : undefined;
  let [recorded, spentMs, heapAtQuarter] = [0, 0, undefined];
  while (performance.now() < endMs) {
    const began = performance.now();
    for (let i = 0; i < batch; i++) handles[i % MODELS].record(((i * 7919) % 1000) / 10_000);
    spentMs += performance.now() - began;
    recorded += batch;
    for (const operationType of storage)
      trackStorageOperation(telemetry, { operationType, backend: 'ipfs' }, () => 1);
    if (heapAtQuarter === undefined && performance.now() > quarterMs) heapAtQuarter = heapInUse();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const heapBytes = heapInUse() - heapAtQuarter;
  const answered = await clients;
  await server.close();
  telemetry.dispose();
  return { recordNs: (spentMs / recorded) * 1e6, heapBytes, p99Ms: answered?.p99Ms };
}

function heapInUse() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** In a process of their own: what they do is not what is measured. Rejects with the first thing that went wrong. */
function clientsOf(url, seconds) {
  // This module is bundled: where it lies says nothing of where others do. Workers run in bench/.
  const script = resolve('worker/http-clients.mjs');
  const child = spawn(process.execPath, [script, url, seconds, CLIENTS, REQUESTS_PER_SECOND].map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += chunk;
  });
  return new Promise((answered, reject) => {
    child.on('exit', (code) => {
      if (code === 0) answered(JSON.parse(told));
      else reject(new Error(`the clients ended with ${code}: ${told}`));
    });
  });
}

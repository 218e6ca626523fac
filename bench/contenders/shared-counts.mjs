/**
 * Counts of buckets in shared memory, as a kernel that threads share would have them: the prototype that decided against one.
 * The index is the exponent and five bits of the value, which is less work than the exact one; sums, minima and maxima, each of
 * which would need a loop of compareExchange, are left out. So these are what such a kernel would cost at least.
 */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { latenciesSeconds } from '../worker/data.mjs';

const BUCKETS = 2 ** 17;
const PASSES = 200;

/** The loops, each compiled for itself: no call site has seen the memory of another one. */
export const LOOPS = {
  plain: `counts[high[1] >>> 15] += 1;`,
  atomic: `Atomics.add(counts, high[1] >>> 15, 1);`,
};

export function loopOf(name) {
  return new Function(
    'values',
    'counts',
    `const value = new Float64Array(1); const high = new Int32Array(value.buffer);
     for (let i = 0; i < values.length; i += 1) { value[0] = values[i]; ${LOOPS[name]} }`,
  );
}

export function countsIn(Memory) {
  return new Int32Array(new Memory(BUCKETS * Int32Array.BYTES_PER_ELEMENT));
}

/** Nanoseconds a value, in one thread, while nobody else is there. */
export function alone(loop, Memory) {
  const [count, counts] = [loopOf(loop), countsIn(Memory)];
  return nanosecondsOf(count, counts);
}

/** The same while another thread counts in the same memory. */
export async function contended(loop) {
  const counts = countsIn(SharedArrayBuffer);
  const worker = new Worker(resolve('worker/counting-thread.mjs'), { workerData: { loop, counts } });
  await once(worker, 'message');
  const nanoseconds = nanosecondsOf(loopOf(loop), counts);
  await worker.terminate();
  return nanoseconds;
}

/** Ours, in one thread: with the exact index, sum, minimum and maximum. */
export async function histogram() {
  const { Histogram } = await import('inferometer/histogram');
  const latency = new Histogram();
  const record = new Function(
    'values',
    'histogram',
    'for (let i = 0; i < values.length; i += 1) histogram.record(values[i]);',
  );
  return nanosecondsOf(record, latency);
}

function nanosecondsOf(count, counts) {
  const values = latenciesSeconds();
  for (let pass = 0; pass < PASSES; pass += 1) count(values, counts);
  const startedMs = performance.now();
  for (let pass = 0; pass < PASSES; pass += 1) count(values, counts);
  return ((performance.now() - startedMs) * 1e6) / (PASSES * values.length);
}

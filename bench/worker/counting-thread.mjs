/** The other thread of contenders/shared-counts.mjs: counts in the same memory until it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { loopOf } from '../contenders/shared-counts.mjs';
import { latenciesSeconds } from './data.mjs';

const count = loopOf(workerData.loop);
const values = latenciesSeconds();
count(values, workerData.counts);
parentPort.postMessage('counting');
for (;;) count(values, workerData.counts);

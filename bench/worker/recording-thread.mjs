/** A thread of contenders/threads.mjs: has so many histograms, and records when it is told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { createTelemetry } from '../../dist/index.js';
import { shareSnapshots } from '../../dist/multiprocess/index.js';
import { latenciesSeconds } from './data.mjs';
import { recordMany, seriesOf } from './recording.mjs';

const telemetry = createTelemetry({ logLevel: 'silent' });
for (let i = 0; i < workerData.series; i += 1) {
  const latency = seriesOf(telemetry, `model-${i}`);
  for (const value of latenciesSeconds()) latency.record(value);
}
shareSnapshots(telemetry, parentPort);
parentPort.on('message', ({ record }) => {
  if (record === undefined) return;
  recordMany(telemetry, record);
  parentPort.postMessage({ recorded: record });
});
parentPort.postMessage({ recorded: 0 });

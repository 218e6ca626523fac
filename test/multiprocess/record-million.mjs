// A thread of eight: records its part of a known sequence when it is told to, by a bound series.
import { parentPort, workerData } from 'node:worker_threads';
import { createTelemetry } from 'inferometer';
import { shareSnapshots } from 'inferometer/multiprocess';
import { recordPart } from './million.mjs';

const telemetry = createTelemetry({ logLevel: 'silent' });
shareSnapshots(telemetry, parentPort);
parentPort.on('message', (message) => {
  if (message !== 'record') return;
  recordPart(telemetry, workerData.part);
  parentPort.postMessage('recorded');
});
parentPort.postMessage('ready');

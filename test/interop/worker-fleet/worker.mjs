// A worker of the fleet, in a process or a thread: records without a pause, and writes down beside telemetry what it has
// recorded and what of it was asked for, so that the count outlives it.
import cluster from 'node:cluster';
import { openSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createTelemetry } from 'inferometer';
import { shareSnapshots } from 'inferometer/prometheus';

const { version, file } = workerData ?? JSON.parse(process.env.FLEET);
const channel = parentPort ?? process;
const say = (message) => (parentPort ? parentPort.postMessage(message) : process.send(message));
const telemetry = createTelemetry({ logLevel: 'silent' });

/** What a deploy changes: help, bounds, labels, and the kind of a metric. */
const [requests, seconds] =
  version === 1
    ? [
        telemetry
          .counter({ name: 'served_total', help: 'Served.', labels: ['route'] })
          .withLabels({ route: '/' }),
        telemetry.histogram({
          name: 'work_seconds',
          help: 'Work.',
          unit: 'seconds',
          bucketBounds: [0.1, 0.5],
        }),
      ]
    : [
        telemetry
          .counter({ name: 'served_total', help: 'Requests that were served.', labels: ['status', 'route'] })
          .withLabels({ route: '/', status: '200' }),
        telemetry.histogram({
          name: 'work_seconds',
          help: 'Time.',
          unit: 'seconds',
          bucketBounds: [0.1, 0.9],
        }),
      ];
const work = seconds.withLabels();
telemetry
  .gauge({ name: 'depth', help: `Depth ${version}.` })
  .withLabels()
  .set(1);
if (version === 1) telemetry.gauge({ name: 'mode', help: 'Mode.' }).withLabels().set(1);
else telemetry.upDownCounter({ name: 'mode', help: 'Mode.' }).withLabels().add(1);

const descriptor = openSync(file, 'w');
const count = { recorded: 0, told: 0 };
const write = () => writeSync(descriptor, JSON.stringify(count).padEnd(64), 0);
write();
requests.add(0);

const snapshot = () => {
  count.told = count.recorded;
  write();
  return telemetry.snapshot();
};
shareSnapshots({ snapshot }, channel);

let recording;
const record = () => {
  requests.add(1);
  work.record(count.recorded % 4 === 0 ? 0.05 : 0.7);
  count.recorded += 1;
  write();
};
const commands = {
  go: () => {
    recording ??= setInterval(record, 2);
  },
  stop: () => {
    clearInterval(recording);
    say('stopped');
  },
  block: () => {
    const endsAtMs = Date.now() + 1500;
    while (Date.now() < endsAtMs) record();
  },
};
channel.on('message', (message) => commands[message?.command]?.());
say('ready');
if (cluster.isWorker) process.on('disconnect', () => process.exit());
